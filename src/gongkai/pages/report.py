"""The page of a report: the printed tables, what the rules say of them, their source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.forms import Block, Identity, Line, PartForm
from gongkai.model import LANGUAGES, Cell, Report
from gongkai.pages import figures, layout
from gongkai.pages.site import SIGNS, Page, Site, neighbours, render
from gongkai.verdict import Finding, Verdict, of_tables
from gongkai.words import Words


class Mark(NamedTuple):
    """The small sign at the end of a row or column: a link to its proof."""

    sign: str
    verdict: str
    word: str
    target: str


class Shown(NamedTuple):
    """A cell as it is shown; `value` is the ungrouped number where that differs from the text."""

    address: str
    soft: bool  # a zero or a blank: it recedes
    text: str
    value: str
    implied: str


class TableRow(NamedTuple):
    """One row of a printed table."""

    stubs: tuple[layout.Span, ...]
    cells: tuple[Shown, ...]
    mark: Mark | None
    look: str


class TableFoot(NamedTuple):
    """The marks under the columns: one line for each rule that goes down them."""

    label: str
    marks: tuple[Mark | None, ...]


class Table(NamedTuple):
    """One printed rectangle."""

    caption: str
    corner: str
    stub_width: int
    head: tuple[tuple[layout.Span, ...], ...]
    rows: tuple[TableRow, ...]
    feet: tuple[TableFoot, ...]
    marked: bool
    foot_span: int
    look: str  # rows (marks beside them), across, or plain


class Proof(NamedTuple):
    """One identity with its numbers."""

    anchor: str
    label: str
    formula: str
    mark: Mark
    note: str


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every report's page in both languages."""
    for report in site.reports.values():
        for lang in LANGUAGES:
            yield page(site, report, lang)


def page(site: Site, report: Report, lang: str) -> tuple[str, bytes]:
    """One report's page: depends on the report, its findings, and its neighbours in time."""
    words, findings = site.words[lang], site.findings[report.id]
    at = {(finding.rule, finding.place): finding for finding in findings}
    before, after = neighbours(site.by_subject[report.subject], report)
    count = of_tables(findings)
    return render(
        site,
        Page(f"{report.id}/", lang),
        "report.html",
        report=report,
        subject=site.tree[report.subject],
        above=[*site.above(report.subject), site.tree[report.subject]],
        parts=[_part(report, form, at, site, words) for form in report.parts.values()],
        proofs=[
            (
                rule,
                [
                    _proof(f, report, site, words)
                    for f in findings
                    if f.rule == rule.id and f.identity
                ],
            )
            for rule in site.contract.rules.values()
            if any(f.rule == rule.id and f.identity for f in findings)
        ],
        ours=[
            (site.contract.rules[f.rule], f, say.note(f, report, words), SIGNS[f.verdict])
            for f in findings
            if site.contract.rules[f.rule].about == "us"
        ],
        badge=say.badge(count, report.readers, words),
        count=count,
        before=before,
        after=after,
        signs=SIGNS,
        statements=report.statements,
        beside=list(figures.beside(report, words)),
        again=list(_again(site, report, words)),
        series=list(_series(site, report, report, words)),
        next_series=list(_series(site, after, report, words)) if after else [],
    )


def _again(site: Site, report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """What does not add up and may be our own slip, with a note."""
    for finding in site.findings[report.id]:
        about = site.contract.rules[finding.rule].about
        if finding.verdict is Verdict.BROKEN and about == "document":
            where = say.place(finding.place, report, words)
            sentence = say.broken(finding, site.contract, words)
            yield f"{where}{words('colon')}{sentence}", say.note(finding, report, words)


def _series(
    site: Site, owner: Report, shown_on: Report, words: Words
) -> Iterator[tuple[str, str, str]]:
    """What the rules over years say of a report: (rule in words, sentence, verdict).

    The later year owns a finding and the earlier shows it, but only where it could be judged.
    Rules that cannot be judged for one and the same reason are told together.
    """
    open_: dict[str, list[str]] = {}
    for rule in site.contract.rules.values():
        found = [f for f in site.findings[owner.id] if f.rule == rule.id]
        if rule.applies_to != "series" or not found:
            continue
        short = rule.words[words.lang]["short"]
        judged = [f for f in found if f.verdict is not Verdict.NOT_ASSESSABLE]
        for finding in judged:
            where = say.place(finding.place, owner, words)
            figures = f"{say.number(finding.stated)} · {say.number(finding.computed)}"
            yield short, f"{where}{words('colon')}{figures}", finding.verdict.value
        if not judged and owner is shown_on:
            open_.setdefault(say.note(found[0], owner, words), []).append(short)
    for note, shorts in open_.items():
        together = words("and-separator").join(shorts)
        yield together, note, Verdict.NOT_ASSESSABLE.value


def _part(
    report: Report,
    form: PartForm,
    at: Mapping[tuple[str, str], Finding],
    site: Site,
    words: Words,
) -> dict[str, object]:
    findings = [
        f for f in at.values() if f.identity and f.identity.place.startswith(f"{form.name}.")
    ]
    count = of_tables(findings)
    return {
        "form": form,
        "title": site.contract.forms[form.form].title,
        "source": site.contract.forms[form.form].source,
        "unit": next((c.unit for c in form.blocks[0].columns), None) if count.all else None,
        "count": count,
        "implied": sum(a in site.implied[report.id] for a in form.addresses),
        "tables": [_table(report, form, block, at, site, words) for block in form.blocks],
    }


def _table(
    report: Report,
    form: PartForm,
    block: Block,
    at: Mapping[tuple[str, str], Finding],
    site: Site,
    words: Words,
) -> Table:
    lang, implied = words.lang, site.implied[report.id]
    marks: dict[tuple[str, str], dict[str, Mark]] = {}  # (axis, rule) → code → mark
    for identity in form.identities:
        finding = at[identity.rule, identity.place]
        across = _code(identity)
        marks.setdefault((identity.axis, identity.rule), {})[across] = mark(finding, site, words)
    down = [(rule, by) for (axis, rule), by in marks.items() if axis == "column"]
    beside = next((by for (axis, _), by in marks.items() if axis == "row"), {})

    def cells(row: str) -> tuple[Shown, ...]:
        return tuple(
            _shown(f"{form.name}.{row}.{c.code}", report, implied, words) for c in block.columns
        )

    caption = block.label[lang] if block.label else form.label[lang]
    corner = block.corner[lang] if block.corner else ""
    if form.layout == "across":
        body = (TableRow((), tuple(c for row in block.rows for c in cells(row.code)), None, ""),)
        rule = next((rule for axis, rule in marks if axis == "row"), None)
        feet: tuple[TableFoot, ...] = ()
        if rule:
            feet = (_foot(rule, [beside.get(row.code) for row in block.rows], site, lang),)
        head = layout.header(layout.crossed(block), lang)
        return Table(caption, corner, 0, head, body, feet, False, len(block.columns), "across")
    rows = tuple(
        TableRow(
            stub,
            cells(line.code),
            beside.get(line.code),
            "sum" if beside and _stands_out(line) else "",
        )
        for stub, line in zip(layout.stubs(block.row_tree, lang), block.rows, strict=True)
    )
    feet = tuple(
        _foot(rule, [by.get(c.code) for c in block.columns], site, lang) for rule, by in down
    )
    head = layout.header(block.column_tree, lang)
    width = layout.stub_width(block)
    look = "marked" if beside else "plain"
    return Table(caption, corner, width, head, rows, feet, bool(beside), 1, look)


def _stands_out(line: Line) -> bool:
    """Whether a row of the requests table is one of 一, 二, 四 or the total of 三."""
    return line.group is None and (not line.trail or line.code == "handled")


def _foot(rule: str, marks: Sequence[Mark | None], site: Site, lang: str) -> TableFoot:
    return TableFoot(site.contract.rules[rule].words[lang]["short"], tuple(marks))


def _code(identity: Identity) -> str:
    """The row or column that an identity goes along."""
    _, item, column = identity.place.split(".")
    return column if identity.axis == "column" else item


def anchor(identity: Identity) -> str:
    """Where its proof stands on the page: the rule without its part, and the row or column.

    Rows and columns of different parts have different codes, so that this names one identity.
    """
    return f"{identity.rule.split('-', 1)[1]}.{_code(identity)}"


def mark(finding: Finding, site: Site, words: Words) -> Mark:
    """The sign of a finding, its word, and the anchor of its proof on the report's page."""
    assert finding.identity is not None
    word = site.contract.label("findings.verdict", finding.verdict.value, words.lang)
    sign = SIGNS[finding.verdict]
    return Mark(sign, finding.verdict.value, word, anchor(finding.identity))


def _shown(address: str, report: Report, implied: Mapping[str, Decimal], words: Words) -> Shown:
    cell = report.cells[address]
    text, plain = figure(cell, words), say.plain(cell.value)
    follows = say.number(implied[address]) if address in implied else ""
    return Shown(
        address, not cell.value, text, plain if cell.value and plain != text else "", follows
    )


def figure(cell: Cell, words: Words) -> str:
    """A cell in words: a number grouped by three, or what stands there instead."""
    if cell.value is None:
        return say.state(cell, words)
    text = say.number(cell.value)
    if cell.printed and cell.printed.startswith("+"):
        text = f"+{text}"
    return f"{text} {cell.unit}" if cell.unit else text


def _proof(finding: Finding, report: Report, site: Site, words: Words) -> Proof:
    """The formula with its numbers; terms that are 0 are counted, not written out."""
    identity = finding.identity
    assert identity is not None
    sides = [_side(addresses, report, words) for addresses in (identity.left, identity.right)]
    equal = "≠" if finding.verdict in (Verdict.BROKEN, Verdict.AS_PRINTED) else "="
    if finding.verdict is Verdict.NOT_ASSESSABLE:
        equal = "？" if words.lang == "zh" else "?"
    part = identity.place.split(".", 1)[0]
    row_line, column_line = report.parts[part].cells[identity.place]
    if identity.axis == "column":
        label = column_line.label[words.lang]
    else:
        label = say.short(say.line_label(row_line, words.lang))
    verdict = mark(finding, site, words)
    note = ""
    if finding.difference:
        note = words("difference", n=say.signed(finding.difference))
    elif finding.reason == "fits-if-blanks-are-zero":
        note = words("fits-as-zero")
    if finding.confirmed is not None:
        note = f"{note} {say.confirmed(finding, report, site.contract, words)}".strip()
    return Proof(verdict.target, label, f"{sides[0]} {equal} {sides[1]}", verdict, note)


def _side(addresses: Sequence[str], report: Report, words: Words) -> str:
    cells = [report.cells[address] for address in addresses]
    if len(cells) <= 2:
        return " + ".join(figure(cell, words) for cell in cells)
    terms = [figure(cell, words) for cell in cells if cell.value]
    if zeros := sum(1 for cell in cells if cell.value == Decimal(0)):
        terms.append(words("zeros", n=zeros))
    absent = Counter(say.state(cell, words) for cell in cells if cell.value is None)
    terms += [words("absent", n=n, state=state) for state, n in absent.items()]
    return " + ".join(terms)
