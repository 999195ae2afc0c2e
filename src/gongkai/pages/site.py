"""What every page needs: its address, its links, and the data of the whole site."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from gongkai.contract import RESERVED, Contract
from gongkai.model.findings import Finding, Tally, Verdict, of_tables
from gongkai.model.forms import IndicatorValue
from gongkai.model.languages import LANGUAGES, SITE_LANGUAGES, Translated
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import stencil
from gongkai.pages.stencil import Stencil
from gongkai.pages.templating import Env
from gongkai.words import Words

SIGNS = {
    Verdict.HOLDS: "✓",
    Verdict.BROKEN: "·",
    Verdict.AS_PRINTED: "≠",
    Verdict.NOT_ASSESSABLE: "–",
}
ARCHIVE = "archive/"  # below a place: the reports that have no page of their own


@lru_cache(maxsize=64)
def _folders(file: str) -> list[str]:
    return file.split("/")[:-1]


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
    def like(self) -> Page:
        """The page that stands for all from which the same links lead to the site's own folders.

        They lie as deep, and in the same of those folders or in none of them.
        """
        first, *below = self.path.split("/")
        top = first if first in RESERVED or not below else "-"
        return Page("/".join([top, *("-" if name else "" for name in below)]), self.lang)


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


_OWN = ("title", "description", "head", "main")  # what base.html gives, in its order


def render(site: Site, page: Page, template: str, **context: object) -> tuple[str, bytes]:
    """One page as (path, bytes): what its template says, in the frame of the pages like it."""
    env = site.envs[page.lang]
    context = {"to": partial(site.link, page), **context}
    own = _own(env, site.created, page, template, context) | _addresses(site, page)
    return page.file, stencil.unquoted(_frame(env, site.created, page.like).saying(own)).encode()


def fill(
    site: Site, page: Page, template: str, texts: Mapping[str, str], **fixed: Hashable
) -> tuple[str, bytes]:
    """One of many pages that are alike, as (path, bytes); on `texts` see `stencil.rendered`."""
    there = tuple([name for name, text in texts.items() if text])
    alike = template, tuple(texts), there, tuple(fixed.items())
    made = _sheet(site.envs[page.lang], site.created, page.like, *alike)
    return page.file, made.saying({**texts, **_addresses(site, page)}).encode()


@lru_cache(maxsize=512)
def _sheet(
    env: Env,
    created: str,
    like: Page,
    template: str,
    names: tuple[str, ...],
    there: tuple[str, ...],
    fixed: tuple[tuple[str, Hashable], ...],
) -> Stencil:
    """A whole page with holes for the texts that are `there`."""
    context = {"t": stencil.hollow(names, there), **dict(fixed)}
    return _around(env, created, like, _own(env, created, like, template, context))


@lru_cache(maxsize=256)
def _frame(env: Env, created: str, like: Page) -> Stencil:
    """What stands around all pages like this one."""
    return _around(env, created, like, {name: stencil.hole(name) for name in _OWN})


def _own(
    env: Env, created: str, page: Page, template: str, context: Mapping[str, object]
) -> dict[str, str]:
    text = env.get_template(template).render(
        page=page, created=created, cut_here=stencil.CUT, **context
    )
    return dict(zip(_OWN, stencil.apart(text), strict=True))


def _around(env: Env, created: str, like: Page, own: Mapping[str, str]) -> Stencil:
    names = ("canonical", *(f"{at}_{lang}" for lang in SITE_LANGUAGES for at in ("in", "to")))
    addresses = {name: stencil.hole(name) for name in names}
    frame = env.get_template("frame.html")
    return stencil.cut(frame.render(page=like, created=created, own={**own, **addresses}))


def _addresses(site: Site, page: Page) -> dict[str, str]:
    """Where a page stands in each language: in the world, and as seen from it."""
    base = (site.contract.package["homepage"] or "").rstrip("/")
    found = {f"in_{one.code}": f"{base}/{one.folder}{page.path}" for one in LANGUAGES.values()}
    links = {f"to_{lang}": page.link(page.path, lang) for lang in SITE_LANGUAGES}
    return {"canonical": found[f"in_{page.lang}"], **found, **links}


def crumbs(site: Site, page: Page, above: Sequence[Jurisdiction]) -> Markup:
    """The way from the list of all places down to what stands over a page."""
    links = tuple([(page.link(f"{entry.id}/"), entry.name[page.lang]) for entry in above])
    return _crumbs(site.envs[page.lang], page.link("places/"), links)


@lru_cache(maxsize=4096)
def _crumbs(env: Env, places: str, above: tuple[tuple[str, str], ...]) -> Markup:
    return stencil.made(env, "marks", "crumbs", places, above)


def neighbours(reports: Sequence[Report], report: Report) -> tuple[Report | None, Report | None]:
    """The reports of the same subject before and after one, by id."""
    index = [r.id for r in reports].index(report.id)
    before = reports[index - 1] if index else None
    after = reports[index + 1] if index + 1 < len(reports) else None
    return before, after
