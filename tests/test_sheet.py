"""Forms of other kinds in documents of every shape: a province's sheet, and the made-up form.

The documents are made up: every cell has a number of its own, so that one that slides is seen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import command, lay_out
from gongkai.contract import Contract, read_contract
from gongkai.drafting import prose, source
from gongkai.drafting.extracted import Reading
from gongkai.drafting.matching import parts
from gongkai.drafting.subject import jurisdictions_named
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import newest_first
from gongkai.model.languages import Translated
from gongkai.model.report import ABSENT, Jurisdiction
from test_forms import FORM, project_with

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import pages
import pasted
from printed import Printed

Shape = Callable[[Printed], bytes]

SHEET, MADE_UP = 352014, 2024
YEARS = {SHEET: 2015, MADE_UP: 2024}
# What is done to one of the three official tables.
OF_THREE = (
    *("a table for each clause", "part 3 in two tables", "a provincial row"),
    *("a column of remarks", "a hidden table"),
)
_ALL = {**pages.SHAPES, **pasted.SHAPES, **pasted.BLIND, **files.SHAPES}
SHAPES = {name: shape for name, shape in _ALL.items() if name not in OF_THREE}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return read_contract(project_with(tmp_path_factory.mktemp("forms"), form_2024=FORM))


def made(contract: Contract, form: int) -> Printed:
    """A report of which each cell holds another number."""
    found = contract.forms[form].parts
    addresses = [address for part in found.values() for address in part.addresses]
    cells = {address: str(1200 + number) for number, address in enumerate(addresses)}
    year = YEARS[form]
    return Printed(f"某镇{year}年政府信息公开工作年度报告", year, found, cells)


def read(data: bytes, one: Printed, contract: Contract) -> Reading:
    """What is read: each cell as it is printed, or unread."""
    reading = parts.read(source.read(data), newest_first(contract.forms), one.year)
    assert reading.cells.keys() == one.cells.keys()
    wrong = {a: t for a, t in reading.cells.items() if t not in (UNREAD, one.cells[a] or "null")}
    assert wrong == {}
    return reading


@pytest.mark.parametrize("form", [SHEET, MADE_UP])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_cell_is_read_in_every_shape(both: Contract, shape: str, form: int) -> None:
    one = made(both, form)
    reading = read(SHAPES[shape](one), one, both)
    assert reading.unread == {}


# -- a province's sheet as it is printed elsewhere -------------------------------------------------


@pytest.fixture(scope="module")
def one(both: Contract) -> Printed:
    return made(both, SHEET)


def page(one: Printed, old: str, new: str) -> bytes:
    text = pages.plain(one).decode()
    assert old in text
    start = text.index("<table")
    return (text[:start] + text[start:].replace(old, new)).encode()


def row(label: str, unit: str = "条") -> str:
    return f"<tr><td>{label}</td><td>{unit}</td>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("1.", "1、", id="other marks"),
        pytest.param("受理依申请公开信息总数", "受理政府信息依申请公开总数", id="another label"),
        pytest.param("指标名称", "项目", id="another corner"),
        pytest.param("计量单位", "单位", id="another head of the units"),
        pytest.param("2015年度", "2015年", id="the year alone"),
        pytest.param("2015年度", "２０１５年度", id="full-width digits"),
        pytest.param("2015年度", "本年度", id="this year"),
        pytest.param(row("其中：1.当面申请数"), row("其中：</td><td>1.当面申请数"), id="其中 in a cell of its own"),
    ],
)  # fmt: skip
def test_it_is_known_by_other_words(both: Contract, one: Printed, old: str, new: str) -> None:
    data = page(one, old, new)
    if "</td>" in new:  # then the other rows have a wider label
        text = data.decode()
        for line in both.forms[SHEET].parts["statistics"].rows:
            label = f"<td>{line.label['zh']}</td>"
            text = text.replace(label, label.replace("<td", "<td colspan=2"))
        data = text.replace("<td>指标名称", "<td colspan=2>指标名称").encode()
    assert read(data, one, both).unread == {}


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        pytest.param("2015年度", "2014年度", 16, id="another year"),
        pytest.param("历年累计", "本年累计", 16, id="another total"),
        pytest.param("<td>元</td>", "<td>万元</td>", 2, id="another unit of money"),
        pytest.param("<td>元</td>", "<td>件</td>", 2, id="no unit of money"),
        pytest.param(row("行政复议数", "件"), row("行政复议数", "万件"), 2, id="a multiple"),
        pytest.param("不予公开答复数", "上年不予公开答复数", 2, id="a row of last year"),
    ],
)
def test_what_says_something_else_is_unread(
    both: Contract, one: Printed, old: str, new: str, lost: int
) -> None:
    assert len(read(page(one, old, new), one, both).unread) == lost


def test_a_row_that_later_sheets_leave_out_is_proposed_as_absent(
    both: Contract, one: Printed
) -> None:
    cells = [f"statistics.fees_waived.{column}" for column in ("annual", "running_total")]
    figures = "".join(f"<td>{one.cells[address]}</td>" for address in cells)
    data = page(one, f"{row('政府信息公开收费减免金额', '元')}{figures}</tr>", "")
    reading = parts.read(source.read(data), newest_first(both.forms), one.year)
    assert [a for a, text in reading.cells.items() if text == ABSENT] == cells
    assert reading.unread == {}


def test_rows_of_it_in_a_report_of_another_form_are_only_noted(both: Contract) -> None:
    official = both.forms[2021].parts
    cells = {a: str(n) for part in official.values() for n, a in enumerate(part.addresses, 1200)}
    national = Printed("某镇2022年政府信息公开工作年度报告", 2022, official, cells)
    text = pages.plain(national).decode()
    more = "<table><tr><td>项目</td><td>2022年度</td></tr><tr><td>行政复议数</td><td>3</td></tr></table>"
    data = text.replace("</body>", f"{more}</body>").encode()
    reading = parts.read(source.read(data), newest_first(both.forms), 2022)
    assert reading.parts.keys() == official.keys()
    assert {a: t for a, t in reading.cells.items() if t != cells[a]} == {}


def test_a_figure_of_the_prose_is_that_of_the_sheet_by_its_role(
    both: Contract, one: Printed
) -> None:
    reading = read(pages.plain(one), one, both)
    text = (
        f"全区收到政府信息公开申请{one.cells['statistics.applications.annual']}件，均已办理完毕。"
    )
    (found,) = prose.suggestions(["三、依申请公开情况", text], reading)
    assert found.equals == "statistics.applications.annual"


# -- as a contributor ------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The made-up country with the made-up form; one of its provinces has the sheet."""
    root = lay_out(tmp_path / "project")
    forms = root / "datapackage" / "forms"
    (forms / f"{MADE_UP}.yaml").write_text(FORM, encoding="utf-8")
    path = forms / f"{SHEET}.yaml"
    text = path.read_text(encoding="utf-8").replace("where: fujian", "where: beiyu")
    path.write_text(text, encoding="utf-8")
    return root


def adding_up(one: Printed) -> Printed:
    """The report with figures for which every identity holds."""
    cells = dict(one.cells)
    for identity in (identity for part in one.parts.values() for identity in part.identities):
        *known, last = identity.left
        right, left = (sum(int(cells[a]) for a in side) for side in (identity.right, known))
        cells[last] = str(right - left)
    return replace(one, title=f"松禾市{one.year}年政府信息公开工作年度报告", cells=cells)


@pytest.mark.parametrize(
    ("form", "row", "cells", "identities"),
    [
        pytest.param(SHEET, "[unread, unread]  # 主动公开文件数", 32, 4, id="a province's sheet"),
        pytest.param(MADE_UP, "[unread, unread, unread]  # 复议", 26, 8, id="the made-up form"),
    ],
)
def test_it_is_begun_drafted_verified_checked_and_published(
    both: Contract, project: Path, tmp_path: Path, form: int, row: str, cells: int, identities: int
) -> None:
    def run(*arguments: str) -> str:
        done = command(*arguments, "--lang", "en", root=project)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    saved = tmp_path / "page.html"
    saved.write_bytes(pages.plain(adding_up(made(both, form))))
    name = f"beiyu/songhe/{YEARS[form]}"
    path = project / "content" / "reports" / f"{name}.yaml"
    run("new", name)
    begun = path.read_text(encoding="utf-8")
    assert f"form: {form}" in begun
    assert row in begun
    drafted = run("draft", str(saved), "--force")
    assert f"{cells} of {cells} cells read" in drafted
    assert f"of {identities} sums {identities} add up" in drafted
    run("format", "--check", str(path))
    assert f"{cells}/{cells} cells equal" in run("verify", name, str(saved))
    run("check", str(path))
    run("--workers", "1")
    assert "0 problems" in run("validate")
    for page in ("", "en/"):
        assert (project / "dist" / page / name / "index.html").exists()


def test_in_a_report_of_another_province_it_is_refused_with_its_place(
    project: Path, one: Printed, tmp_path: Path
) -> None:
    saved = tmp_path / "page.html"
    saved.write_bytes(pages.plain(one))
    name = "yunze/qingwu/2015"
    command("draft", str(saved), "--as", name, root=project)
    path = project / "content" / "reports" / f"{name}.yaml"
    line = path.read_text(encoding="utf-8").splitlines().index(f"    form: {SHEET}") + 1
    done = command("check", str(path), "--lang", "en", root=project)
    assert done.returncode == 1
    assert f"{name}.yaml:{line}:11: " in done.stdout


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("清河试验区管委会", ["bei/zone"]),
        ("北省清河试验区管理委员会", ["bei/zone"]),
        ("清河试验区", ["bei/zone"]),
        ("清河试验区管委会办公室", ["bei/zone/office"]),
        ("南山县管委会", []),
    ],
)
def test_the_committee_of_a_zone_reports_for_it(subject: str, named: list[str]) -> None:
    entries = (
        ("bei", "北省", "province", None),
        ("bei/zone", "清河试验区", "zone", "bei"),
        ("bei/zone/office", "清河试验区管委会办公室", "organ", "bei/zone"),
        ("bei/nanshan", "南山县", "county", "bei"),
    )
    tree = {
        name: Jurisdiction(name, Translated({"zh": zh, "en": name}), level, above)
        for name, zh, level, above in entries
    }
    assert jurisdictions_named(subject, tree) == named
