"""The page of a report: what became of its requests, the tables, their proof, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from gongkai import words as say
from gongkai.model.findings import Deadline, Finding, Tally, Verdict, tally
from gongkai.model.forms import PartForm
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report
from gongkai.pages import cells, drawn, figures, late, pictures, series, stencil, tried
from gongkai.pages.cells import Figures
from gongkai.pages.outcomes import outcomes
from gongkai.pages.printed import marks, part, totals
from gongkai.pages.proofs import FindingAt, Sum, proofs, sums
from gongkai.pages.site import Page, Site, crumbs, fill, neighbours
from gongkai.pages.templating import Env
from gongkai.words import Words, wording


class Claim(NamedTuple):
    """One thing that is said at the top of a report, in its ink, and where its grounds stand."""

    tone: str
    text: str
    target: str


class _Facts(NamedTuple):
    """What a report's page says in both languages, and is looked up once for them."""

    at: FindingAt
    figures: Figures
    sums: Sequence[Sum]
    counts: Mapping[str, Tally]  # by part
    implied: Mapping[str, Mapping[str, Decimal]]  # by part, what blanks are worked out to be
    yearly: Sequence[Finding]
    tried: Sequence[series.Tried]
    following: Report | None
    tried_next: Sequence[series.Tried]
    before: Report | None
    after: Report | None


def pages(site: Site, report: Report) -> Iterator[tuple[str, bytes]]:
    """One report's page in both languages: depends on the report, its findings, and its
    neighbours in time.
    """
    facts = _facts_of(site, report)
    for lang in SITE_LANGUAGES:
        yield _page(site, report, facts, site.words[lang])


def _facts_of(site: Site, report: Report) -> _Facts:
    findings, rules = site.findings[report.id], site.contract.rules
    at = {(f.rule, f.place): f for f in findings}
    annual = report.kind == "annual-report"
    following = site.reports.get(f"{report.subject}/{report.year + 1}") if annual else None
    figures = cells.figures(report, site.envs[SITE_LANGUAGES[0]])
    implied, parts = site.implied[report.id], report.parts.values()
    return _Facts(
        at,
        figures,
        sums(report, at, figures),
        {form.name: tally(at[i.rule, i.place] for i in form.identities) for form in parts},
        {form.name: {a: implied[a] for a in form.addresses if a in implied} for form in parts}
        if implied
        else {},
        [f for f in findings if f.identity is None and rules[f.rule].applies_to == "series"],
        series.tried(site, report),
        following,
        series.tried(site, following) if following else (),
        *neighbours(site.by_subject[report.subject], report),
    )


def _page(site: Site, report: Report, facts: _Facts, words: Words) -> tuple[str, bytes]:
    env = site.envs[words.lang]
    here, subject = Page(f"{report.id}/", words.lang), site.tree[report.subject]
    name = subject.name[words.lang]
    before, after = facts.before, facts.after
    texts = {
        "title": f"{name} {report.year}",
        "description": words("report-description", name=name, year=report.year),
        "crumbs": crumbs(site, here, [*site.above(report.subject), subject]),
        "heading": _heading(report, site, words),
        "lede": stencil.told(report.summary[words.lang]),
        "claims": _badges(_claims(report, site.findings[report.id], facts, words), env),
        "facts": _facts(report, _dated(report, site, here, words), site, words),
        "tried": tried.of_document(site, report, words),
        "picture": _picture(report, site, words),
        "parts": _parts(report, facts, site, words),
        "again": _again(site, report, words),
        "prose": _prose(report, here, env, words),
        "series": series.lines(facts.tried, site, report, report, words),
        "last_year": str(report.year - 1),
        "next_series": series.lines(facts.tried_next, site, facts.following, report, words)
        if facts.following
        else "",
        "next_year": str(report.year + 1),
        "reply": stencil.made(env, "report", "reply", report.response) if report.response else "",
        "editions": stencil.joined(
            [stencil.made(env, "report", "edition", one) for one in report.editions]
        ),
        "proofs": proofs(report, facts.sums, site, here, words),
        "neighbours": _neighbours(before, after, site, here, words) if before or after else "",
        "leave": _leave(report, sum(facts.counts.values(), Tally()), site, here, words),
    }
    return fill(site, here, "report.html", texts, seen_as=report.source.seen_as)


def _picture(report: Report, site: Site, words: Words) -> Markup:
    found = pictures.cascade(outcomes(report, site.implied[report.id], words), site, words)
    if found is None:
        return drawn.undrawn(site.envs[words.lang], report, words)
    where = "#part-requests", found.note, "outcomes"
    return drawn.cascade(site.envs[words.lang], found.rows, found.title, *where)


def _parts(report: Report, facts: _Facts, site: Site, words: Words) -> Markup:
    env = site.envs[words.lang]
    holes = {**facts.figures.markup, **marks(report, facts.at, site, words)}
    if facts.figures.absent:
        worked = site.implied[report.id]
        blank = [a for form in report.parts.values() for a in totals(form) if a in worked]
        beside = {address: worked[address] for address in blank}
        holes |= cells.absent(facts.figures, beside, env, words)
    made = []
    for name, form in report.parts.items():
        count, implied_here = facts.counts[name], facts.implied.get(name, {})
        absent = _left_out(report, form) if facts.figures.absent else ()
        made += [part(form, count, implied_here, holes, absent, env, words), "\n"]
        made.append(tried.of_part(site, report, name, words))
    return stencil.joined(made)


def _left_out(report: Report, form: PartForm) -> tuple[str, ...]:
    """The codes of the rows that the report does not print."""
    strips = form.strips.items()
    return tuple(code for code, strip in strips if report.leaves_out(strip.addresses[0]))


def _prose(report: Report, here: Page, env: Env, words: Words) -> Markup:
    """How many figures stand in the prose, and which of them are not alike."""
    if not report.statements:
        return stencil.NOTHING
    beside = list(figures.beside(report, words))
    link = here.link(f"{report.id}/figures/")
    return stencil.made(env, "report", "figures", len(report.statements), link, beside)


def _heading(report: Report, site: Site, words: Words) -> Markup:
    name = site.tree[report.subject].name
    texts = {"name": name[words.lang], "zh": name["zh"], "year": str(report.year)}
    return stencil.rendered(site.envs[words.lang], "report", "heading", texts, report.kind)


def _badges(claims: Iterable[Claim], env: Env) -> Markup:
    return stencil.joined(
        stencil.rendered(env, "report", "claim", {"text": claim.text}, claim.tone, claim.target)
        for claim in claims
    )


def _facts(report: Report, due: Markup, site: Site, words: Words) -> Markup:
    source = report.source
    texts = {
        "title": report.title or "",
        "publisher": source.publisher or "",
        "published": say.date(source.published, words) if source.published else "",
        "due": due,
        "index": source.index_number or "",
        "evidence": words.both(report.scope_evidence),
        "url": source.url or "",
        "archive": source.archive_url or "",
        "via": words.both(source.via),
        "retrieved": words("retrieved-on", date=say.date(source.retrieved, words)),
        "sha256": source.sha256,
    }
    fixed = (report.scope, source.seen_as, report.readers)
    return stencil.rendered(site.envs[words.lang], "report", "facts", texts, *fixed)


def _neighbours(
    before: Report | None, after: Report | None, site: Site, here: Page, words: Words
) -> Markup:
    year = str(before.year) if before else ""
    if before and before.kind != "annual-report":
        year += f" {site.contract.label('reports.kind', before.kind, words.lang)}"
    texts = {
        "before": site.link(here, before) if before else "",
        "before_year": year,
        "after": site.link(here, after) if after else "",
        "after_year": str(after.year) if after else "",
    }
    return stencil.rendered(site.envs[words.lang], "report", "neighbours", texts)


def _leave(report: Report, count: Tally, site: Site, here: Page, words: Words) -> Markup:
    """What a reader takes along: the data, a citation, a badge, the file where it is mended."""
    package = site.contract.package
    cite = words(
        "cite-report",
        name=site.tree[report.subject].name[words.lang],
        year=report.year,
        id=(package["homepage"] or "") + report.id,
        version=package["version"],
        date=say.date(site.created, words),
    )
    texts = {
        "csv": here.asset(f"{report.subject}/data.csv"),
        "json": here.asset(f"{report.subject}/data.json"),
        "cite": cite,
        "title": report.title or "",
        "badge": wording.badge(count, [report.readers], words),
        "path": report.path,
        "file": f"{package['repository']}/edit/main/{report.path}"
        if package["repository"]
        else here.asset(f"{report.id}/report.yaml"),
    }
    return stencil.rendered(site.envs[words.lang], "report", "leave", texts, here.like)


def _open(findings: Iterable[Finding]) -> int:
    """How many are to be looked at again."""
    return sum(finding.verdict is Verdict.BROKEN for finding in findings)


def _claims(
    report: Report, findings: Sequence[Finding], facts: _Facts, words: Words
) -> Iterator[Claim]:
    """What was looked at: the sums, the prose, the year before, and by how many people."""
    count = sum(facts.counts.values(), Tally())
    if count.all:
        told = f"{words('badge-label')}{words('colon')}{wording.tallied(count, words)}"
        yield Claim(count.tone, told, "proof")
    if n := len(report.statements):
        open_ones = _open(f for f in findings if f.place.startswith("statements."))
        told = words("claim-prose-open", n=n, open=open_ones) if open_ones else ""
        yield Claim("grey", told or words("claim-prose", n=n), "prose")
    yearly, year = facts.yearly, report.year - 1
    count = tally(yearly)
    if open_ones := _open(yearly):
        told = words("claim-series-open", year=year, n=count.assessed + open_ones, open=open_ones)
        yield Claim("grey", told, "series")
    elif count.assessed:
        yield Claim(count.tone, words("claim-series", year=year, n=count.assessed), "series")
    elif yearly:
        absent = all(f.reason == "no-last-year" for f in yearly)
        name = "claim-no-series" if absent else "claim-other-series"
        yield Claim("grey", words(name, year=year), "series")
    readers = report.readers
    looked = words("claim-readers", n=readers) if readers else words("nobody-has-looked")
    yield Claim("grey", looked, "source")


def _dated(report: Report, site: Site, here: Page, words: Words) -> Markup:
    """The date by which the law wanted it, where that could be judged; by how much it is later."""
    rules = site.contract.rules
    found = next((f for f in site.findings[report.id] if rules[f.rule].about == "date"), None)
    if found is None or found.verdict is Verdict.NOT_ASSESSABLE:
        return stencil.NOTHING
    due = say.note(found._replace(confirmed=None), report, words)
    texts = {"due": due, "after": "", "looked": "", "list": ""}
    if isinstance(found.evidence, Deadline) and found.evidence.days_after > 0:
        days = found.evidence.days_after
        texts["after"] = late.days(report.source.published or "", days, words)
        looked = found.confirmed.date if found.confirmed else ""
        texts["looked"] = late.looked(looked, words, second=report.readers > 1)
        texts["list"] = here.link(late.PATH)
    return stencil.rendered(site.envs[words.lang], "report", "dated", texts)


def _again(site: Site, report: Report, words: Words) -> Markup:
    """What does not add up and may be our own slip, with a note."""
    told = []
    for finding in site.findings[report.id]:
        if finding.verdict is not Verdict.BROKEN:
            continue
        rule = site.contract.rules[finding.rule]
        if rule.about == "document" and rule.applies_to != "series":
            where = say.place(finding.place, report, words)
            sentence = say.broken(finding, report, site.contract, words)
            note = say.note(finding, report, words)
            told.append((f"{where}{words('colon')}{sentence}", note))
    return stencil.made(site.envs[words.lang], "report", "again", told) if told else stencil.NOTHING
