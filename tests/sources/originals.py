"""A made-up country of documents: `content/` beside this file, with a report of each difficulty.

Its figures are of the size and kind of real ones, and belong to the tests alone. The printed labels
and the rules come from the project's contract.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.contract import Contract
from gongkai.model.report import Report

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

CITY = "lisheng/wenchuan/2023"  # the whole form of 2021: large figures, four decimals
COUNTY = "lisheng/wenchuan/yuanshan/2023"  # the same, mostly zeros; five decimals
DISTRICT = "lisheng/wenchuan/qingtai/2021"  # the first year of that form
MIXED = "lisheng/wenchuan/pingze/2023"  # forms of both years; two totals do not add up
BLANK = "lisheng/general-office/2019"  # the form of 2019, mostly blank; signed changes, a unit
REPORTS = (MIXED, COUNTY, CITY, DISTRICT, BLANK)


def file_of(report: str) -> str:
    """Where a project keeps a report."""
    return f"content/reports/{report}.yaml"


def country(contract: Contract) -> JudgedReports:
    """All reports of the country."""
    return JudgedReports(HERE, contract, batches.whole(load.read_survey(HERE, contract)))


def reports(contract: Contract) -> Mapping[str, Report]:
    """The reports by id."""
    return country(contract).reports


def project(folder: Path) -> Path:
    """A copy of everything that a command reads, with the places and reports of this country."""
    for name in ("datapackage", "site", "content/pages"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(HERE / "content", folder / "content", dirs_exist_ok=True)
    return folder
