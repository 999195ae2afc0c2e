"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from markupsafe import Markup

from gongkai.model.findings import Tally
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import below, drawn, pictures, stencil, tried
from gongkai.pages.below import RECEIVED
from gongkai.pages.outcomes import outcomes
from gongkai.pages.printed import tally
from gongkai.pages.site import Page, Site, crumbs, fill
from gongkai.pages.templating import Env
from gongkai.words import Words, date, number, wording
from gongkai.words.wording import badge

# What the table of years shows: address and the id of its heading in site/locale.
FIGURES = (
    (RECEIVED, "figure-received"),
    ("requests.handled.total", "figure-handled"),
    ("requests.granted.total", "figure-granted"),
    ("requests.refused.total", "figure-refused"),
    ("requests.unable.total", "figure-unable"),
    ("reviews.reconsideration.total", "figure-reconsideration"),
    ("reviews.litigation.total", "figure-litigation"),
)
HEADINGS = tuple(heading for _, heading in FIGURES)
# What jurisdiction.html may print: nothing where it is not given.
TEXTS = (
    "name", "zh", "description", "code", "crumbs", "badge", "picture", "newest", "newest_year",
    "lede", "documents", "changed", "panels", "undrawn", "interruptions", "years", "empty",
    "covering", "covering_year", "covered_by", "within", "children", "inks", "more", "several",
    "strips", "until", "worked", "without", "without_groups", "without_year", "csv", "json", "cite",
)  # fmt: skip
LAST = "~"  # after every id: below the line of its year
# Those that are also drawn over the years.
DRAWN = (FIGURES[0], FIGURES[2], FIGURES[4], FIGURES[5])


def pages(
    site: Site, identity: str, children_of: Mapping[str, Sequence[Jurisdiction]]
) -> Iterator[tuple[str, bytes]]:
    """One jurisdiction's page in both languages: its own reports, the newest of those above it,
    those below it.
    """
    for lang in SITE_LANGUAGES:
        yield _page(site, site.tree[identity], children_of, site.words[lang])


def _page(
    site: Site,
    entry: Jurisdiction,
    children_of: Mapping[str, Sequence[Jurisdiction]],
    words: Words,
) -> tuple[str, bytes]:
    here = Page(f"{entry.id}/", words.lang)
    reports, annual = list(site.by_subject.get(entry.id, ())), site.annual(entry.id)
    newest = annual[-1] if annual else None
    above, children = site.above(entry.id), children_of.get(entry.id, ())
    over = covering(site, entry, newest.year if newest else None)
    count = total(site, reports)
    texts = {
        "name": entry.name[words.lang],
        "zh": entry.name["zh"],
        "description": words("jurisdiction-description", name=entry.name[words.lang]),
        "code": entry.code.code if entry.code else "",
        "until": words("place-until", year=entry.until[:4]) if entry.until else "",
        "crumbs": crumbs(site, here, above),
        "within": _within(site, here, above),
        "covering": site.link(here, over) if over else "",
        "covering_year": str(over.year) if over else "",
    }
    if reports:
        panels, undrawn = _over_years(site, annual, words)
        texts |= {
            "badge": badge(count, [report.readers for report in reports], words),
            "documents": words("reports-here", n=len(reports)),
            "changed": stencil.joined(_changed(site, annual, words)),
            "panels": panels,
            "undrawn": undrawn,
            "interruptions": _interruptions(site, annual, words),
            "years": _years(site, reports, annual, here, words),
            **_leave(site, entry, here, words),
        }
    else:
        texts["empty"] = _empty(site, entry, words)
        if over:
            name = site.tree[over.subject].name[words.lang]
            texts["covered_by"] = words("covered-by", name=name, year=over.year)
    if newest and newest.year >= site.since:
        texts |= {
            "newest": site.link(here, newest),
            "newest_year": str(newest.year),
            "picture": _picture(site, newest, here, words),
        }
    if reports and not texts.get("picture"):
        texts["lede"] = stencil.told(reports[-1].summary[words.lang])
    texts |= below.with_page(site, here, children, words)
    texts |= below.without_page(site, newest, children, children_of, words)
    fixed = {
        "level": entry.level,
        "tone": count.tone,
        "figures": HEADINGS,
        "outside": entry.id in site.peers["outside"],
    }
    return fill(site, here, "jurisdiction.html", dict.fromkeys(TEXTS, "") | texts, **fixed)


def _empty(site: Site, entry: Jurisdiction, words: Words) -> str:
    """What is so where no report of the place itself is held."""
    name, n = entry.name[words.lang], site.below.get(entry.id, 0)
    if entry.id in site.peers["outside"]:
        return words("no-report-outside")
    return words("no-report-here", name=name, n=n) if n else words("no-report-at-all", name=name)


@lru_cache(maxsize=1024)
def _line_above(env: Env, above: tuple[tuple[str, str, str], ...]) -> Markup:
    return stencil.made(env, "places", "within", above)


def _within(site: Site, here: Page, above: Sequence[Jurisdiction]) -> Markup:
    links = [(here.link(f"{up.id}/"), up.name[here.lang], up.name["zh"]) for up in above]
    return _line_above(site.envs[here.lang], tuple(links))


def _leave(site: Site, entry: Jurisdiction, here: Page, words: Words) -> dict[str, str]:
    """What a reader takes along: the data and a citation."""
    package = site.contract.package
    cite = words(
        "cite-jurisdiction",
        name=entry.name[words.lang],
        id=(package["homepage"] or "") + entry.id,
        version=package["version"],
        date=date(site.created, words),
    )
    data = {kind: here.asset(f"{entry.id}/data.{kind}") for kind in ("csv", "json")}
    return {**data, "cite": cite}


def covering(site: Site, entry: Jurisdiction, year: int | None) -> Report | None:
    """An annual report above whose figures cover this place without telling it apart.

    That of `year`, the newest of the place itself; where it has none, the newest above.
    """
    for above in reversed(site.above(entry.id)):
        for report in reversed(site.by_subject.get(above.id, ())):
            covers = report.kind == "annual-report" and report.scope == "territory" and report.parts
            if covers and year in (None, report.year):
                return report
    return None


def total(site: Site, reports: Sequence[Report]) -> Tally:
    """The checks of several reports together."""
    return sum((site.tally(report) for report in reports), Tally())


def _years(
    site: Site, reports: Sequence[Report], annual: Sequence[Report], here: Page, words: Words
) -> Markup:
    """Newest first; a year between the first and the last annual report may have none."""
    env = site.envs[words.lang]
    lines = [((-r.year, r.id), _year(site, r, here, words)) for r in reports]
    if annual:
        held = {report.year for report in annual}
        columns, contribute = len(FIGURES) + 2, here.link("contribute/")
        for year in set(range(annual[0].year, annual[-1].year)) - held:
            texts = {"year": str(year), "contribute": contribute}
            lines.append(((-year, ""), stencil.rendered(env, "places", "gap", texts, columns)))
        for cut, headings in _uncompared(site, annual, words):
            texts = {
                "years": words("years-apart", before=cut.before, after=cut.after),
                "what": words("figures-apart", what=headings, why=cut.why),
            }
            made = stencil.rendered(env, "places", "apart", texts, columns)
            lines.append(((-cut.after, LAST), made))
    return stencil.joined([line for _, line in sorted(lines, key=itemgetter(0))])


def _year(site: Site, report: Report, here: Page, words: Words) -> Markup:
    """A line of the table of years; a document without tables leads to its prose."""
    env = site.envs[words.lang]
    texts = {"link": site.link(here, report), "year": str(report.year), "figures": ""}
    if report.parts:
        texts["tally"] = tally(env, site.tally(report))
        for index, (address, _) in enumerate(FIGURES):
            texts[f"v{index}"] = number(report.derived(address))
            found = pictures.doubted(site, report, address)
            texts[f"a{index}"] = tried.link(site, here, report, found) if found else ""
            alone = found and found.confirmed and report.alone(found.confirmed)
            told = "cell-apart-alone" if alone else "cell-apart"
            texts[f"w{index}"] = words(told) if found else ""
    elif report.statements:
        own = report.year >= site.since
        texts["figures"] = here.link(f"{report.id}/figures/") if own else texts["link"]
        texts["prose"] = words("prose-only", n=len(report.statements))
    fixed = report.kind, report.scope, len(FIGURES) if report.parts else 0, len(FIGURES) + 1
    return stencil.rendered(env, "places", "year", texts, *fixed)


def _picture(site: Site, newest: Report, here: Page, words: Words) -> Markup:
    """What became of the requests of the newest report; its rows lead into that report's tables."""
    at = here.link(f"{newest.id}/")
    found = pictures.cascade(outcomes(newest, site.implied[newest.id], words), site, words, at)
    if found is None:
        return drawn.undrawn(site.envs[words.lang], newest, words)
    where = f"{at}#part-requests", found.note, "outcomes"
    return drawn.cascade(site.envs[words.lang], found.rows, found.title, *where)


def _over_years(site: Site, annual: list[Report], words: Words) -> tuple[Markup, str]:
    """The figures of the table of years, each as a picture where two reports or more have it; and
    which of them are not drawn.
    """
    env = site.envs[words.lang]
    made: list[str] = []
    left = []
    for address, heading in DRAWN:
        years = pictures.over_years(annual, address, words(heading), site, words)
        if years is None:
            left.append(words(heading))
        else:
            id_ = f"y{len(made) // 2 + 1}"
            texts = years.title, years.what, "#table", years.note
            made += [drawn.series(env, years.series, id_, *texts), "\n"]
    told = words("too-few-years", what=words("list-separator").join(left)) if left else ""
    return stencil.joined(made), told if len(annual) > 1 else ""


def _changed(site: Site, annual: list[Report], words: Words) -> Iterator[Markup]:
    """What changed between neighbouring years; where they are not compared, why."""
    held = {report.year: report for report in annual}
    for report in reversed(annual):
        if before := held.get(report.year - 1):
            texts = {
                "years": words("changed-years", before=before.year, after=report.year),
                "sentence": _change(site, before, report, words),
            }
            yield stencil.rendered(site.envs[words.lang], "places", "changed", texts)


def _change(site: Site, before: Report, report: Report, words: Words) -> str:
    now, last = report.derived(RECEIVED), before.derived(RECEIVED)
    if now is None or last is None:
        year = report.year if now is None else before.year
        return words("changed-blank", year=year)
    figures = {"now": number(now), "last": number(last)}
    if apart := pictures.cuts([before, report], RECEIVED, site, words):
        return words("changed-apart", **figures, why=apart[0].why)
    said = wording.change(now, last, words)
    return words("changed-received", n=number(now), change=said)


def _uncompared(
    site: Site, annual: Sequence[Report], words: Words
) -> Iterator[tuple[pictures.Cut, str]]:
    """Where figures of the table of years are not compared with the line below: their headings."""
    by_cut: dict[tuple[int, int, str], tuple[pictures.Cut, list[str]]] = {}
    for address, heading in FIGURES:
        for cut in pictures.cuts(annual, address, site, words):
            key = cut.before, cut.after, cut.why
            by_cut.setdefault(key, (cut, []))[1].append(words(heading))
    for cut, headings in by_cut.values():
        told = words("list-separator").join(headings)
        if len(headings) == len(FIGURES):
            told = words("all-figures")
        yield cut, told


def _interruptions(site: Site, annual: Sequence[Report], words: Words) -> Markup:
    """Changes of law or form that lie between the reports, and the figures that they interrupt."""
    touched: dict[str, list[str]] = {}
    for address, heading in FIGURES:
        for entry in dict.fromkeys(
            entry for cut in pictures.cuts(annual, address, site, words) for entry in cut.entries
        ):
            touched.setdefault(entry.id, []).append(words(heading))
    return stencil.joined(
        stencil.made(site.envs[words.lang], "places", "interruption", entry, touched[entry.id])
        for entry in site.contract.breaks.values()
        if entry.id in touched
    )
