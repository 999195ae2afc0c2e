"""What every page needs: its address, its links, and the data of the whole site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from gongkai.contract import RESERVED, Contract
from gongkai.model.findings import Finding, Tally, of_tables
from gongkai.model.forms import IndicatorValue
from gongkai.model.languages import LANGUAGES, Translated
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages.contexts import CONTEXTS
from gongkai.pages.templating import Env
from gongkai.words import Words

ARCHIVE = "archive/"  # below a place: the reports that have no page of their own


@lru_cache(maxsize=64)
def _folders(file: str) -> list[str]:
    return file.split("/")[:-1]


@lru_cache(maxsize=64)
def _alike(path: str) -> str:
    first, *below = path.split("/")
    top = first if first in RESERVED or not below else "-"
    return "/".join([top, *("-" if name else "" for name in below)])


@dataclass(frozen=True, slots=True)
class Page:
    """An address below the root of one language: empty, or ending in a slash."""

    path: str
    lang: str

    @property
    def file(self) -> str:
        """Where the page is written."""
        return f"{LANGUAGES[self.lang].folder}{self.path}index.html"

    def link(self, path: str = "", lang: str | None = None) -> str:
        """A page from here, relative and with its file name, so that it works from disk too."""
        return self.asset(f"{LANGUAGES[lang or self.lang].folder}{path}index.html")

    def asset(self, path: str) -> str:
        """A file from here: data, styles. Badges and pages differ by language, these do not."""
        here, there = _folders(self.file), path.split("/")
        shared, most = 0, min(len(here), len(there) - 1)
        while shared < most and here[shared] == there[shared]:
            shared += 1
        return "../" * (len(here) - shared) + "/".join(there[shared:])

    @property
    def alike(self) -> str:
        """What pages have in common from which the same links lead to the site's own folders.

        They lie as deep, and in the same of those folders or in none of them.
        """
        return _alike(self.path)

    def address(self, lang: str | None = None) -> str:
        """The page as the world knows it, below the site's own address."""
        return f"{LANGUAGES[lang or self.lang].folder}{self.path}"


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the package, as the pages speak of it."""

    table: str
    path: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made from: what is known of reports, by report id, and how it is shown.

    Reports are read when they are asked for: a page asks for few. `held` are the ids of the reports
    of each place, `below` counts those below it, `shown` are the places that have a page.
    """

    contract: Contract
    tree: Mapping[str, Jurisdiction]
    reports: Mapping[str, Report]
    findings: Mapping[str, Sequence[Finding]]
    misprinted: Mapping[str, Sequence[Finding]]  # sums that do not add up in the document itself
    implied: Mapping[str, Mapping[str, Decimal]]
    indicators: Mapping[str, Sequence[IndicatorValue]]
    prose: Mapping[tuple[str, str], str]
    terms: Mapping[str, Mapping[str, Translated[Mapping[str, str]]]]  # items, columns: code → words
    glossary: Sequence[Mapping[str, Any]]
    peers: Mapping[str, Any]  # when figures may be set beside each other
    traditional: Mapping[str, str]  # character → the simplified ones that stand for it
    downloads: Sequence[Download]
    created: str
    envs: Mapping[str, Env]
    words: Mapping[str, Words]
    by_subject: Mapping[str, Sequence[Report]]
    held: Mapping[str, Sequence[str]]
    below: Mapping[str, int]
    shown: Set[str]
    since: int = 0  # the first year whose reports have pages of their own

    def link(self, page: Page, report: Report, anchor: str = "") -> str:
        """A report from a page: its own page at an anchor, or its lines among the older ones."""
        return self.link_to(page, report.id, anchor)

    def link_to(self, page: Page, name: str, anchor: str = "") -> str:
        """The same by the id of a report, which need not be read for it."""
        subject, _, file = name.rpartition("/")
        if int(file[:4]) < self.since:
            return f"{page.link(f'{subject}/{ARCHIVE}')}#y{file}"
        return page.link(f"{name}/") + (f"#{anchor}" if anchor else "")

    def tally(self, report: Report) -> Tally:
        """How the checks of one report's figures ended."""
        return of_tables(self.findings[report.id])

    def annual(self, identity: str) -> list[Report]:
        """The annual reports of a place, the oldest first."""
        return [r for r in self.by_subject.get(identity, ()) if r.kind == "annual-report"]

    def above(self, identity: str) -> list[Jurisdiction]:
        """The jurisdictions over one, from the province down."""
        chain = []
        parent = self.tree[identity].parent
        while parent is not None:
            chain.append(self.tree[parent])
            parent = self.tree[parent].parent
        return chain[::-1]


def render(site: Site, page: Page, template: str, **context: object) -> tuple[str, bytes]:
    """One page as (path, bytes); `context` is all that its template may use, see contexts.py."""
    assert context.keys() == CONTEXTS[template], template
    text = (
        site.envs[page.lang]
        .get_template(template)
        .render(
            page=page,
            created=site.created,
            tree=site.tree,
            to=partial(site.link, page),
            **context,
        )
    )
    return page.file, text.encode()


def neighbours(reports: Sequence[Report], report: Report) -> tuple[Report | None, Report | None]:
    """The reports of the same subject before and after one, by id."""
    index = [r.id for r in reports].index(report.id)
    before = reports[index - 1] if index else None
    after = reports[index + 1] if index + 1 < len(reports) else None
    return before, after
