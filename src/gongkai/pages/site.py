"""What every page needs: its address, its links, and the data of the whole site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.contract import RESERVED, Contract
from gongkai.contract.releases import Releases
from gongkai.model.findings import Finding, Tally, of_tables
from gongkai.model.forms import IndicatorValue
from gongkai.model.languages import LANGUAGES, SITE_LANGUAGES, Translated
from gongkai.model.report import Jurisdiction, Looked, Report, SourceAnswer
from gongkai.pages.contexts import CONTEXTS
from gongkai.pages.templating import Env
from gongkai.words import Words

ARCHIVE = "archive/"  # below a place: the reports that have no page of their own


@dataclass(frozen=True, slots=True)
class Page:
    """An address below the root of one language: empty, or ending in a slash."""

    path: str
    lang: str

    @property
    def file(self) -> str:
        """Where the page is written."""
        return f"{self.address()}index.html"

    def link(self, path: str = "", lang: str | None = None) -> str:
        """A page from here, relative and with its file name, so that it works from disk too."""
        return self.asset(f"{LANGUAGES[lang or self.lang].folder}{path}index.html")

    def asset(self, path: str) -> str:
        """A file from here: data, styles. Badges and pages differ by language, these do not."""
        here, there = self.address().split("/")[:-1], path.split("/")
        shared = 0
        for mine, other in zip(here, there[:-1], strict=False):
            if mine != other:
                break
            shared += 1
        return "../" * (len(here) - shared) + "/".join(there[shared:])

    @property
    def alike(self) -> str:
        """What pages have in common from which the same links lead to the site's own folders.

        They lie as deep, and in the same of those folders or in none of them.
        """
        first, *below = self.path.split("/")
        top = first if first in RESERVED or not below else "-"
        return "/".join([top, *("-" if name else "" for name in below)])

    def address(self, lang: str | None = None) -> str:
        """The page as the world knows it, below the site's own address."""
        return f"{LANGUAGES[lang or self.lang].folder}{self.path}"


def official_order(entry: Jurisdiction) -> tuple[str, str]:
    """Where a place stands among others: by its code, and those without one after all others."""
    return entry.code.code if entry.code else "~", entry.id


def in_order(tree: Mapping[str, Jurisdiction]) -> list[str]:
    """Places in the official order, each before those below it."""
    keys: dict[str, tuple[tuple[str, str], ...]] = {}
    for name, entry in tree.items():
        above = keys[entry.parent] if entry.parent else ()
        keys[name] = (*above, official_order(entry))
    return sorted(tree, key=keys.__getitem__)


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the package, as the pages speak of it."""

    table: str
    path: str
    rows: int
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made from: what is known of reports, by report id, and how it is shown.

    Reports are read when they are asked for: a page asks for few. `held` are the ids of the reports
    of each place, `below` counts those below it.
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
    map: Mapping[str, Mapping[str, Any]]  # province → column, row and sign of its tile
    traditional: Mapping[str, str]  # character → the simplified ones that stand for it
    downloads: Sequence[Download]
    created: str
    envs: Mapping[str, Env]
    words: Mapping[str, Words]
    by_subject: Mapping[str, Sequence[Report]]
    held: Mapping[str, Sequence[str]]
    below: Mapping[str, int]
    # How long the files are that the data page offers, by their names, once they are there.
    sizes: Mapping[str, int] = field(default_factory=dict)
    since: int = 0  # the first year whose reports have pages of their own
    looked: Sequence[Looked] = ()  # reports that somebody has looked for and that are not held
    releases: Releases = field(default_factory=Releases)
    # By report and address, what the address answered.
    answers: Mapping[tuple[str, str], SourceAnswer] = field(default_factory=dict)

    def tally(self, report: Report) -> Tally:
        """How the checks of one report's figures ended."""
        return of_tables(self.findings[report.id])

    def answer(self, report: Report) -> SourceAnswer | None:
        """What the address of a document answered, if it has been asked."""
        return self.answers.get((report.id, report.source.url or ""))

    def reported(self, identity: str) -> bool:
        """Whether there is a report of a place or of one below it."""
        return identity in self.held or identity in self.below

    def reports_within(self, identity: str) -> int:
        """How many reports are held of a place and of all that lies below it."""
        return self.below.get(identity, 0) + len(self.held.get(identity, ()))

    def annual(self, identity: str) -> list[Report]:
        """The annual reports of a place, the oldest first."""
        return [r for r in self.by_subject.get(identity, ()) if r.kind == "annual-report"]

    def years(self, identity: str) -> list[int]:
        """The years of which an annual report of a place is held; none of them is read."""
        names = (name.rpartition("/")[2] for name in self.held.get(identity, ()))
        return [int(name) for name in names if name.isdecimal()]

    def beside(self, report: Report, step: int) -> Report | None:
        """The annual report of the same place so many years after an annual one, if it is held."""
        if report.kind != "annual-report":
            return None
        return self.reports.get(f"{report.subject}/{report.year + step}")

    def lineage(self, identity: str) -> list[Jurisdiction]:
        """A jurisdiction and those over it, from the province down."""
        chain = [self.tree[identity]]
        while (parent := chain[-1].parent) is not None:
            chain.append(self.tree[parent])
        return chain[::-1]

    def views(self, path: str = "") -> Iterator[View]:
        """The site in each language, from the page at `path`."""
        return (View(self, Page(path, lang)) for lang in SITE_LANGUAGES)


@dataclass(frozen=True, slots=True)
class View:
    """A site in one language, from one of its pages: what every function of pages is given."""

    site: Site
    page: Page

    @property
    def lang(self) -> str:
        """The code of the language."""
        return self.page.lang

    @property
    def home(self) -> str:
        """The homepage, with a slash at its end; empty while the project has none."""
        homepage: str | None = self.contract.package["homepage"]
        return homepage or ""

    @property
    def words(self) -> Words:
        """The messages of the language."""
        return self.site.words[self.page.lang]

    @property
    def env(self) -> Env:
        """The templates of the language."""
        return self.site.envs[self.page.lang]

    @property
    def contract(self) -> Contract:
        """The contract of the site."""
        return self.site.contract

    def at(self, path: str) -> View:
        """The same from another page."""
        return View(self.site, Page(path, self.page.lang))

    def link(self, report: Report, anchor: str = "") -> str:
        """A report from here: its own page at an anchor, or its lines among the older ones."""
        return self.link_to(report.id, anchor)

    def link_to(self, name: str, anchor: str = "") -> str:
        """The same by the id of a report, which need not be read for it."""
        path, _, line = self.path_of(name).partition("#")
        return self.page.link(path) + (f"#{line or anchor}" if line or anchor else "")

    def path_of(self, name: str) -> str:
        """Where a report stands, by its id: its page, or its lines among the older ones."""
        subject, _, file = name.rpartition("/")
        if int(file[:4]) < self.site.since:
            return f"{subject}/{ARCHIVE}#y{file}"
        return f"{name}/"

    def render(self, template: str, **context: object) -> tuple[str, bytes]:
        """The page as (path, bytes); `context` is all that its template may use (contexts.py)."""
        assert context.keys() == CONTEXTS[template], template
        common = {"created": self.site.created, "tree": self.site.tree, "to": self.link}
        text = self.env.get_template(template).render(page=self.page, **common, **context)
        return self.page.file, text.encode()
