"""What every page needs: its address, its links, and the data of the whole site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongkai.contract import Contract
from gongkai.forms import IndicatorValue
from gongkai.model import LANGUAGES, Jurisdiction, Report
from gongkai.templating import Env
from gongkai.verdict import Finding, Tally, Verdict, of_tables
from gongkai.words import Words

SIGNS = {
    Verdict.HOLDS: "✓",
    Verdict.BROKEN: "·",
    Verdict.AS_PRINTED: "≠",
    Verdict.NOT_ASSESSABLE: "–",
}
FOLDERS = {"zh": "", "en": "en/"}


@dataclass(frozen=True, slots=True)
class Page:
    """An address below the root of one language: empty, or ending in a slash."""

    path: str
    lang: str

    @property
    def file(self) -> str:
        """Where the page is written."""
        return f"{FOLDERS[self.lang]}{self.path}index.html"

    def link(self, path: str = "", lang: str | None = None) -> str:
        """A page from here, relative and with its file name, so that it works from disk too."""
        return self.asset(f"{FOLDERS[lang or self.lang]}{path}index.html")

    def asset(self, path: str) -> str:
        """A file from here: data, styles. Badges and pages differ by language, these do not."""
        return posixpath.relpath(path, posixpath.dirname(self.file) or ".")

    @property
    def twin(self) -> str:
        """The same page in the other language."""
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        return self.link(self.path, other)


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the package, as the pages speak of it."""

    table: str
    path: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made from. A report's page uses only its own report and findings."""

    contract: Contract
    tree: Mapping[str, Jurisdiction]
    reports: Mapping[str, Report]
    findings: Mapping[str, Sequence[Finding]]
    implied: Mapping[str, Mapping[str, Decimal]]
    indicators: Mapping[str, Sequence[IndicatorValue]]
    prose: Mapping[tuple[str, str], str]
    terms: Mapping[str, Mapping[str, Any]]  # items and columns: code → language → words
    glossary: Sequence[Mapping[str, Any]]
    peers: Mapping[str, Any]  # when figures may be set beside each other
    downloads: Sequence[Download]
    created: str
    envs: Mapping[str, Env]
    words: Mapping[str, Words]
    by_subject: Mapping[str, Sequence[Report]]

    def tally(self, report: Report) -> Tally:
        """How the checks of one report's figures ended."""
        return of_tables(self.findings[report.id])

    def above(self, identity: str) -> list[Jurisdiction]:
        """The jurisdictions over one, from the province down."""
        chain = []
        parent = self.tree[identity].parent
        while parent is not None:
            chain.append(self.tree[parent])
            parent = self.tree[parent].parent
        return chain[::-1]

    def below(self) -> dict[str, int]:
        """How many reports stand below each jurisdiction that has any, not counting its own."""
        found: dict[str, int] = {}
        for subject, reports in self.by_subject.items():
            for above in self.above(subject):
                found[above.id] = found.get(above.id, 0) + len(reports)
        return found

    def shown(self) -> list[Jurisdiction]:
        """Jurisdictions with a page: those with a report at them or below them."""
        wanted: set[str] = set()
        for subject in self.by_subject:
            wanted.add(subject)
            wanted.update(entry.id for entry in self.above(subject))
        return [entry for key, entry in self.tree.items() if key in wanted]


# An attribute needs no quotes where its value has nothing but these characters; a report's page has
# seven hundred of them. Text on a page has no raw quotes: they are escaped.
_QUOTES = re.compile(r'="([\w.:#/%+-]+)"(?=[ >\n])')


def render(site: Site, page: Page, template: str, **context: object) -> tuple[str, bytes]:
    """One page as (path, bytes)."""
    html = (
        site.envs[page.lang]
        .get_template(template)
        .render(page=page, created=site.created, **context)
    )
    return page.file, _QUOTES.sub(r"=\1", html).encode()


def neighbours(reports: Sequence[Report], report: Report) -> tuple[Report | None, Report | None]:
    """The reports of the same subject before and after one, by id."""
    index = [r.id for r in reports].index(report.id)
    before = reports[index - 1] if index else None
    after = reports[index + 1] if index + 1 < len(reports) else None
    return before, after
