"""The figures of a place in a year → the text of its report file, with the oddities of real ones."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

import prose
from figures import (
    APPLICANTS,
    AT_NEW,
    AT_OLD,
    AT_REVIEWS,
    NEW,
    NOT_PROCESSED,
    OLD,
    OTHERWISE,
    OUTCOMES,
    REFUSED,
    RESULTS,
    REVIEWS,
    ROWS,
    UNABLE,
    Figures,
)

from country import Spot

Cells = list[int | str | None]  # of a row as printed
READ = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the prose of a report speaks of: figures as printed, None where nothing is printed."""

    spot: Spot
    year: int
    received: int
    before: int | None  # requests received last year
    carried_in: int
    carried_out: int
    handled: int
    granted: int
    partly: int
    refused: int
    unable: int
    not_held: int
    reviews: tuple[int, int, int]
    corrected: int
    norms: int
    persons: int
    firms: int
    petition: int
    licensing: int
    in_force: int


def form_of(year: int) -> int:
    """The official form that a report on a year follows."""
    return 2019 if year <= 2020 else 2021


def text(
    rng: random.Random, spot: Spot, scope: str, year: int, figures: Figures, before: Figures | None
) -> str:
    """The whole file. `before` are last year's figures of the same population, where there are."""
    odd = rng.random()
    requests_form = 2019 if odd > 0.97 else form_of(year)  # real reports mix the two
    rows, reviews = _requests(figures, requests_form), _reviews(figures)
    facts = _facts(spot, year, rows, figures, before)
    confirmed: list[tuple[str, str, int, int]] = []
    kind = rng.random()
    if kind < 0.03:
        confirmed = _break(rng, rows, reviews)
    elif kind < 0.12:
        _blank(rng, rows, reviews, kind)
    elif kind < 0.14:
        _recount(rng, rows)
    disclosure = _disclosure(rng, figures, form_of(year), spot.level)
    return "".join(
        (
            _head(rng, spot, scope, year),
            "parts:\n",
            _part("disclosure", form_of(year), disclosure, _DISCLOSED[form_of(year)]),
            _part("requests", requests_form, rows, _REQUESTS),
            _part("reviews", form_of(year), reviews, _REVIEWS),
            prose.statements(rng, facts),
            _as_printed(confirmed),
            prose.summary(rng, facts),
            f"curation: {{transcribed_by: reader-{rng.randint(1, 40)}, verified_by: ",
            f"reader-{rng.randint(41, 60)}}}\n" if rng.random() < 0.4 else "null}\n",
        )
    )


def _row(figures: Figures, number: int) -> Figures:
    return figures[number * APPLICANTS : (number + 1) * APPLICANTS]


def _requests(figures: Figures, form: int) -> dict[str, Cells]:
    """Each row of part 3 with its total; in the form of 2019 three rows are one."""
    found = {name: _row(figures, number) for number, name in enumerate(ROWS)}
    carried_out = found.pop("carried_out")
    handled = [sum(column) for column in zip(*(found[name] for name in OUTCOMES), strict=True)]
    if form == 2019:
        several = [found.pop(name) for name in OTHERWISE]
        found["otherwise_handled"] = [sum(column) for column in zip(*several, strict=True)]
    found |= {"handled": handled, "carried_out": carried_out}
    return {name: [*row, sum(row)] for name, row in found.items()}


def _reviews(figures: Figures) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for number, name in enumerate(REVIEWS):
        row = figures[AT_REVIEWS + number * RESULTS : AT_REVIEWS + (number + 1) * RESULTS]
        found[name] = [*row, sum(row)]
    return found


# The heads of the columns, by the row that they stand above.
_DISCLOSED = {
    2021: {"government_rules": "制发 废止 现行有效"},
    2019: {
        "government_rules": "新制作 新公开 公开总数",
        "licensing": "上年项目 增/减 处理决定",
        "fees": "上年项目 增/减",
        "procurement": "项目 金额",
    },
}
_REQUESTS = {"received": "自然人 企业 科研 公益 法律 其他 总计"}
_REVIEWS = {"reconsideration": "维持 纠正 其他 未结 总计"}


def _disclosure(rng: random.Random, figures: Figures, form: int, level: str) -> dict[str, Cells]:
    at, widths = (AT_NEW, NEW) if form == 2021 else (AT_OLD, OLD)
    found: dict[str, Cells] = {}
    for name, width in widths.items():
        found[name] = list(figures[at : at + width])
        at += width
    if form == 2021:
        fees = figures[at - 1]
        found["fees"] = [f"{fees // 100}.{fees % 100:02d}" if fees % 100 else fees // 100]
    else:
        number, amount = figures[at - 2 : at]
        unit = "万元" if level == "province" else "元"
        shown = f"{amount // 100}.{amount % 100:02d}" if unit == "元" else amount // 1_000_000
        found["procurement"] = [number, f"{{value: {shown}, unit: {unit}}}"]
    if level == "county" and rng.random() < 0.08:
        found["government_rules"] = ['"/"'] * 3
    return found


def _part(name: str, form: int, rows: dict[str, Cells], heads: dict[str, str]) -> str:
    lines = [f"  {name}:\n    form: {form}\n"]
    width = max(map(len, rows)) + 1
    for row, cells in rows.items():
        shown = ", ".join(["null" if cell is None else str(cell) for cell in cells])
        if row in heads:
            lines.append(f"    {'#':{width}} {heads[row]}\n")
        lines.append(f"    {row + ':':{width}} [{shown}]\n")
    return "".join(lines)


def _facts(
    spot: Spot, year: int, rows: dict[str, Cells], figures: Figures, before: Figures | None
) -> Facts:
    def total(*names: str) -> int:
        return sum(int(rows[name][-1] or 0) for name in names)

    every = _reviews(figures)
    kinds = rows["received"]
    return Facts(
        spot=spot,
        persons=int(kinds[0] or 0),
        firms=int(kinds[1] or 0),
        petition=total("petition"),
        licensing=figures[AT_NEW + 6] if form_of(year) == 2021 else figures[AT_OLD + 8],
        in_force=figures[AT_NEW + 5] if form_of(year) == 2021 else figures[AT_OLD + 5],
        year=year,
        received=total("received"),
        before=sum(_row(before, 0)) if before else None,
        carried_in=total("carried_in"),
        carried_out=total("carried_out"),
        handled=total("handled"),
        granted=total("granted"),
        partly=total("partly_granted"),
        refused=total(*REFUSED),
        unable=total(*UNABLE),
        not_held=total("not_held"),
        reviews=tuple(int(every[name][-1] or 0) for name in REVIEWS),
        corrected=int(every["reconsideration"][1] or 0),
        norms=figures[AT_NEW + 3] if form_of(year) == 2021 else figures[AT_OLD + 3],
    )


def _break(
    rng: random.Random, rows: dict[str, Cells], reviews: dict[str, Cells]
) -> list[tuple[str, str, int, int]]:
    """Change a cell so that sums no longer hold; the rule, place and both sums of each of these."""
    cases = [name for name, row in reviews.items() if row[-1]]
    if cases and rng.random() < 0.5:
        name = rng.choice(cases)
        true, reviews[name][-1] = int(reviews[name][-1] or 0), 0
        return [("reviews-total", f"reviews.{name}.total", 0, true)]
    name = rng.choice([name for name in rows if name in OUTCOMES])
    row, off = rows[name], rng.randint(1, 9)
    handled = [int(cell or 0) for cell in rows["handled"]]
    if rng.random() < 0.5:  # the total of an outcome
        true = int(row[-1] or 0)
        row[-1] = true + off
        return [
            ("requests-sum", "requests.handled.total", handled[-1], handled[-1] + off),
            ("requests-total", f"requests.{name}.total", true + off, true),
        ]
    row[0] = int(row[0] or 0) + off
    true = int(row[-1] or 0)
    return [
        ("requests-sum", "requests.handled.natural_person", handled[0], handled[0] + off),
        ("requests-total", f"requests.{name}.total", true, true + off),
    ]


def _blank(
    rng: random.Random, rows: dict[str, Cells], reviews: dict[str, Cells], kind: float
) -> None:
    """Nothing, or a stroke, is printed where others print 0; sometimes a total is left out."""
    mark = '"/"' if kind > 0.1 else None
    if kind < 0.07:
        for row in rows.values():
            row[1:6] = [cell or mark for cell in row[1:6]]
    elif kind < 0.11:
        for name in (*NOT_PROCESSED, *REFUSED):
            rows[name][:] = [cell or mark for cell in rows[name]]
    else:
        rows[rng.choice(UNABLE)][-1] = None
        reviews["litigation_after_recon"][:] = [
            cell or mark for cell in reviews["litigation_after_recon"]
        ]


def _recount(rng: random.Random, rows: dict[str, Cells]) -> None:
    """More was carried in than last year carried out; the sums still hold."""
    more = rng.randint(1, 6)
    for name in ("carried_in", "granted", "handled"):
        for column in (0, -1):
            rows[name][column] = int(rows[name][column] or 0) + more


def _head(rng: random.Random, spot: Spot, scope: str, year: int) -> str:
    zh, en = prose.area(spot)
    depth = "../" * (spot.id.count("/") + 3)
    evidence = " null"
    if scope == "territory":
        evidence = f"\n    zh: 前言说本报告汇总{zh}各级各部门的数字\n    en: The preamble says that the figures are those of all levels and departments of {en}"
    elif scope == "own-level":
        evidence = "\n    zh: 前言说本报告只包括本级政府及其部门的数字\n    en: The preamble says that the figures are those of this level of government and its departments"
    month = rng.choice(("01-28", "02-24", "03-05", "03-18", "03-31", "03-31", "04-16"))
    published = f"{year + 1}-{month[:2]}-{rng.randint(1, int(month[3:])):02d}"
    sha = hashlib.sha256(f"{spot.id} {year}".encode()).hexdigest()
    how = rng.random()
    seen, via = "copy", " null"
    url = f"https://www.example.org/{spot.id}/{year}/t{sha[:10]}.html"
    if how < 0.7:
        seen = "official-page" if how < 0.5 else "official-file"
    else:
        url = "null"
        via = "\n    zh: 报告全文的纯文本副本，没有记下网址\n    en: A plain-text copy of the whole report; no address was recorded"
    if how > 0.9:
        published = "null"
    number = f"{sha[:9]}/{year}-{sha[9:14]}" if how < 0.4 else "null"
    return (
        f"# yaml-language-server: $schema={depth}datapackage/report.schema.json\n"
        f"title: {spot.zh}人民政府{year}年政府信息公开工作年度报告\n"
        "kind: annual-report\n"
        f"scope:\n  tables: {scope}\n  evidence:{evidence}\n"
        "source:\n"
        f"  publisher: {spot.zh}人民政府办公室\n"
        f"  published: {published}\n"
        f"  index_number: {number}\n"
        f"  url: {url}\n  archive_url: null\n  seen_as: {seen}\n  via:{via}\n"
        f"  retrieved: {READ}\n  sha256: {sha}\n"
    )


def _as_printed(confirmed: Sequence[tuple[str, str, int, int]]) -> str:
    if not confirmed:
        return ""
    lines = ["as_printed:\n"]
    lines += [
        f"- rule: {rule}\n  place: {place}\n  stated: {stated}\n  computed: {computed}\n"
        f"  seen_as: official-file\n  by: reader-{60 + stated % 9}\n  date: {READ}\n"
        f"  note:\n    zh: 再看原件，这一格印的就是{stated}，按各格相加应为{computed}\n"
        f"    en: 'Looked at again: the document prints {stated}, while the cells make {computed}'\n"
        for rule, place, stated, computed in confirmed
    ]
    return "".join(lines)
