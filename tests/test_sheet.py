"""Forms of other kinds in documents of every shape: a province's sheet, and the made-up form.

The documents are made up: every cell has a number of its own, so that one that slides is seen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.contract import Contract, read_contract
from gongkai.drafting import source
from gongkai.drafting.extracted import Reading
from gongkai.drafting.matching import parts
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import newest_first
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
