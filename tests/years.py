"""A country made up in a test: places of every level, and reports of any year and form.

All requests come from natural persons, and whatever is not said otherwise is granted, so that every
sum of a report holds.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from conftest import ROOT
from gongkai.contract import Contract

TREE = """\
zh: 晋省
en: Jin Province
level: province
codes:
- {system: gbt2260, code: 990000, since: 2010, until: null, source: made up}
within:
  anshi:
    zh: 安市
    en: An City
    level: prefecture
    within:
      anxian: {zh: 安县, en: An County, level: county}
      beixian: {zh: 北县, en: Bei County, level: county}
      dongxian: {zh: 东县, en: Dong County, level: county}
      kaifaqu: {zh: 安市开发区, en: An Development Zone, level: zone}
    organs:
      bureau: {zh: 安市某局, en: A Bureau of An City}
  kangshi: {zh: 康市, en: Kang City, level: prefecture}
  leshi: {zh: 乐市, en: Le City, level: prefecture}
"""
PLACES = {
    "jinsheng": 900,
    "jinsheng/anshi": 300,
    "jinsheng/anshi/anxian": 40,
    "jinsheng/anshi/beixian": 60,
    "jinsheng/anshi/dongxian": 50,
    "jinsheng/anshi/kaifaqu": 25,
    "jinsheng/kangshi": 200,
    "jinsheng/leshi": 150,
}


def country(folder: Path) -> Path:
    """A project with an empty country: everything that a build reads, and no report."""
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "tests" / "golden" / "content" / "pages", folder / "content" / "pages")
    tree = folder / "content" / "jurisdictions" / "jinsheng.yaml"
    tree.parent.mkdir()
    tree.write_text(TREE, encoding="utf-8")
    return folder


def write(folder: Path, contract: Contract, name: str, **given: object) -> Path:
    """A report of the country by its id; on `given` see `report`."""
    path = folder / "content" / "reports" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    subject, _, year = name.rpartition("/")
    text = report(contract, subject, int(year), **given)
    path.write_text(text, encoding="utf-8")
    return path


def report(
    contract: Contract,
    subject: str,
    year: int,
    *,
    received: int | None = 100,
    rows: Mapping[str, int] | None = None,
    forms: Mapping[str, int] | None = None,
    scope: str = "territory",
    published: str | None = None,
    url: str | None = "https://example.org/",
    seen_as: str = "official-page",
    verified_by: str | None = None,
    as_printed: str = "",
) -> str:
    """The YAML of a report. `rows` are totals of rows, or cells by `item.column`, beside 0; `forms`
    the forms of its parts, those of the year without it; `received` None leaves it blank.
    """
    given, usual = dict(rows or {}), 2019 if year < 2021 else 2021
    chosen = {
        part: (forms or {}).get(part, usual) for part in ("disclosure", "requests", "reviews")
    }
    handled = (received or 0) + given.get("carried_in", 0) - given.get("carried_out", 0)
    other = sum(
        n for row, n in given.items() if row not in ("carried_in", "carried_out") and "." not in row
    )
    totals = {"received": received, "granted": handled - other, "handled": handled, **given}
    lines = [
        f"title: {subject}{year}年政府信息公开工作年度报告",
        "kind: annual-report",
        f"scope: {{tables: {scope}, evidence: {{zh: 编造的例子, en: A made-up example}}}}",
        "source:",
        "  publisher: 某机关",
        f"  published: {published or f'{year + 1}-01-20'}"
        if published != "null"
        else "  published: null",
        "  index_number: null",
        f"  url: {url or 'null'}",
        "  archive_url: null",
        f"  seen_as: {seen_as}",
        "  via: " + ("{zh: 编造, en: made up}" if seen_as == "copy" else "null"),
        "  retrieved: 2026-06-01",
        f"  sha256: {hash_of(subject, year)}",
        "parts:",
    ]
    for name, number in chosen.items():
        form = contract.forms[number].parts[name]
        lines += [f"  {name}:", f"    form: {number}"]
        for row, strip in form.strips.items():
            cells = []
            for address, column in zip(strip.addresses, strip.columns, strict=True):
                item = address.partition(".")[2]
                value: int | None = given.get(item, 0)
                if name == "requests" and column.code in ("natural_person", "total"):
                    value = totals.get(row, 0)
                cells.append("null" if value is None else str(value))
            lines.append(f"    {row}: [{', '.join(cells)}]")
    lines += [as_printed] if as_printed else []
    lines += [
        "summary: {zh: 编造的例子。, en: A made-up example.}",
        f"curation: {{transcribed_by: somebody, verified_by: {verified_by or 'null'}}}",
    ]
    return "\n".join(lines) + "\n"


def hash_of(subject: str, year: int) -> str:
    """Another sha256 for each document."""
    return (subject.encode().hex() + f"{year:x}").ljust(64, "0")[-64:]


def eight_years(folder: Path, contract: Contract) -> Path:
    """Eight years of every place, 2018 to 2025; figures move, and some dates are late."""
    country(folder)
    for nth, (name, size) in enumerate(PLACES.items()):
        for year in range(2018, 2026):
            step = year - 2018
            received = size + step * (size // 9 + 1) - (size // 2 if step == 5 + nth % 2 else 0)
            write(
                folder,
                contract,
                f"{name}/{year}",
                received=received,
                rows={
                    "not_held": received // 4,
                    "carried_out": 3 + step,
                    "carried_in": 2 + step,
                    "otherwise_handled" if year < 2021 else "other_reason": 2,
                    "licensing.decisions": 500 + step * 10,
                    "reconsideration.upheld": 5 + step,
                    "reconsideration.total": 5 + step,
                    "litigation_direct.other": 4,
                    "litigation_direct.total": 4,
                    "litigation_after_recon.upheld": 30,
                    "litigation_after_recon.total": 30,
                },
                published=f"{year + 1}-04-{step + 5:02}"
                if (nth + step) % 5 == 0
                else f"{year + 1}-02-{10 + nth}",
            )
    return folder
