"""build.py new: a report file to be filled in, of which nothing can be taken for a figure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, command
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.canonical import formatted
from gongkai.content.load.report import read_report
from gongkai.content.skeleton import form_of, skeleton
from gongkai.contract import Contract
from gongkai.model.report import Jurisdiction
from gongkai.words import Words

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import originals

NEW = "lisheng/wenchuan/2022"
PATH = originals.file_of(NEW)
CARD = originals.file_of("lisheng/wenchuan/2014-report-card")
HELD = originals.file_of(originals.CITY)


@pytest.fixture(scope="module")
def checked(contract: Contract) -> JudgedReports:
    """A made-up country."""
    return originals.country(contract)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of that country, to be spoiled."""
    return originals.project(tmp_path)


def subject_in(path: str) -> str:
    return path.removeprefix("content/reports/").rpartition("/")[0]


def made(
    checked: JudgedReports, path: str = PATH, year: int = 2022, form: int | None = None
) -> str:
    contract = checked.contract
    chosen = contract.forms[form] if form else form_of(year, subject_in(path), contract)
    return skeleton(path, year, chosen, contract)


@pytest.mark.parametrize("form", [2019, 2021])
def test_it_has_every_key_and_every_row_with_its_printed_label(
    checked: JudgedReports, form: int
) -> None:
    text = made(checked, form=form)
    assert formatted(text, PATH, checked.contract) == text
    for key, shape in checked.contract.files["report"].keys.items():
        assert re.search(rf"^{key}:.*  # {re.escape(shape.description['zh'])} · ", text, re.M), key
    for part in checked.contract.forms[form].parts.values():
        assert f"  {part.name}:\n    form: {form}\n" in text
        for row in part.rows:
            label = re.escape(row.label["zh"])
            found = re.search(rf"^    {row.code}: +\[(.*)\]  # {label}$", text, re.M)
            assert found, row.code
            assert found[1].split(", ") == ["unread"] * len(part.strips[row.code].columns)


def test_what_it_knows_is_who_and_which_year(checked: JudgedReports) -> None:
    text = made(checked)
    assert "\ntitle: …  # " in text  # as printed, or null; never inferred
    assert "\nkind: annual-report  # " in text
    assert "verified_by: null" in text


def test_what_is_no_annual_report_has_no_parts_unless_it_is_asked_for(
    checked: JudgedReports,
) -> None:
    text = made(checked, CARD, 2014)
    assert "parts:" not in text
    assert "\ntitle: …  #" in text
    assert "\nkind: …  #" in text
    assert "\nparts:" in made(checked, CARD, 2014, 2019)


@pytest.mark.parametrize(
    ("year", "form"),
    [(2018, None), (2019, 2019), (2020, 2019), (2021, 2021), (2023, 2021), (2040, 2021)],
)
def test_the_form_is_that_of_the_year(contract: Contract, year: int, form: int | None) -> None:
    found = form_of(year, "lisheng/wenchuan", contract)
    assert (found.id if found else None) == form


def test_check_refuses_it_with_a_line_for_each_thing_to_be_filled_in(
    checked: JudgedReports, contract: Contract, words: dict[str, Words]
) -> None:
    report, problems = read_report(PATH, made(checked).encode(), contract, checked.tree)
    assert report is None
    assert not any(p.warning for p in problems)
    lines = {lang: [say.problem(p, words[lang]) for p in problems] for lang in ("zh", "en")}
    unread = [line for line in lines["en"] if "unread" in line]
    assert [line.partition(":")[0] for line in unread] == ["disclosure", "requests", "reviews"]
    assert "25 rows are unread" in unread[1]
    dots = [line for line in lines["en"] if line not in unread]
    assert all("still holds the dots of a new file" in line for line in dots)
    for key in ("tables", "publisher", "published", "seen_as", "retrieved", "sha256", "zh", "en"):
        assert any(line.startswith(f"{key} ") for line in dots), key
    assert "say one of territory, own-level, organ, unknown" in "".join(dots)
    assert "25 行 unread" in "".join(lines["zh"])
    assert len({(p.line, p.column) for p in problems}) == len(problems)


def test_filled_in_it_is_a_report(checked: JudgedReports) -> None:
    text = made(checked)
    text = text.replace("unread", "null").replace("tables: …", "tables: unknown")
    text = re.sub(r"\{zh: …, en: …\}", "null", text)
    text = re.sub(r"(title|published|index_number|publisher|url): …", r"\1: null", text)
    text = text.replace("seen_as: …", "seen_as: copy").replace(
        "retrieved: …", "retrieved: 2026-11-20"
    )
    text = text.replace("sha256: …", f"sha256: {'0' * 64}").replace("|\n    …", "|\n    x")
    text = text.replace("transcribed_by: …", "transcribed_by: somebody")
    report, problems = read_report(PATH, text.encode(), checked.contract, checked.tree)
    assert problems == []
    assert report is not None


# -- the command ---------------------------------------------------------------------------------


def test_new_begins_a_file_and_check_says_what_is_left(
    project: Path, checked: JudgedReports
) -> None:
    done = command("new", NEW, "--lang", "en", root=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"{PATH}: begun; fill it in, then run: python build.py check {PATH}\n")
    assert (project / PATH).read_text(encoding="utf-8") == made(checked)
    done = command("check", PATH, "--lang", "en", root=project)
    assert done.returncode == 1
    assert "requests: 25 rows are unread" in done.stdout
    assert len(done.stdout.splitlines()) < 25
    assert command("format", "--check", root=project).returncode == 0


def test_new_takes_a_form_and_a_path(project: Path) -> None:
    done = command("new", PATH, "--form", "2019", "--lang", "zh", root=project)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{PATH}：已新建；")
    text = (project / PATH).read_text(encoding="utf-8")
    assert text.count("form: 2019") == 3
    assert "form: 2021" not in text


def test_new_makes_the_folders_of_a_place(project: Path) -> None:
    assert command("new", "lisheng/2021", root=project).returncode == 0
    assert (project / "content/reports/lisheng/2021.yaml").is_file()


def test_a_file_that_is_there_is_replaced_only_by_force(project: Path) -> None:
    before = (project / HELD).read_bytes()
    done = command("new", "lisheng/wenchuan/2023", "--lang", "en", root=project)
    assert done.returncode == 2
    assert f"{HELD} exists already; say --force to begin it anew" in done.stderr
    assert (project / HELD).read_bytes() == before
    assert command("new", "lisheng/wenchuan/2023", "--force", root=project).returncode == 0
    assert b"unread" in (project / HELD).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "en", "zh"),
    [
        pytest.param(["lisheng/wenchaun/2022"], 1, "no place or public body lisheng/wenchaun; did you mean wenchuan", "lisheng/wenchaun", id="a place that is not in the tree"),
        pytest.param(["lishegn/2022"], 1, "no place or public body lishegn; did you mean lisheng", "lishegn", id="a province that is not there"),
        pytest.param(["../../x/2022"], 1, "no place or public body ../../x", "../../x", id="a way out of content"),
        pytest.param(["lisheng/wenchuan"], 1, "“wenchuan.yaml” is not the name of a report file", "wenchuan.yaml", id="no year"),
        pytest.param(["lisheng/wenchuan/2007"], 1, "“2007.yaml” is not the name of a report file", "2007.yaml", id="before the Regulations"),
        pytest.param(["lisheng/wenchuan/2204"], 2, "2204: a report here is of a year from 2008 to 2100", "2204：这里的报告是 2008 到 2100 年的", id="a year far away"),
        pytest.param([NEW, "--form", "2020"], 2, "there is no form of 2020; the forms are those of 2019, 2021", "没有 2020 年的格式；有 2019, 2021 年的", id="a form that there is not"),
    ],
)  # fmt: skip
def test_new_refuses_what_can_be_no_report(
    project: Path, arguments: list[str], code: int, en: str, zh: str
) -> None:
    before = sorted(project.rglob("*"))
    for lang, message in (("en", en), ("zh", zh)):
        done = command("new", *arguments, "--lang", lang, root=project)
        assert done.returncode == code
        assert message in done.stderr
        assert "Traceback" not in done.stderr
    assert sorted(project.rglob("*")) == before


def test_a_tree_that_cannot_be_read_is_told(project: Path) -> None:
    (project / "content/jurisdictions/lisheng.yaml").write_text("zh: [\n", encoding="utf-8")
    done = command("new", NEW, "--lang", "en", root=project)
    assert done.returncode == 1
    assert done.stderr.startswith("content/jurisdictions/lisheng.yaml:2:1: a bracket")


def test_who_reports_is_found_without_reading_reports(contract: Contract) -> None:
    subject, year, problems = load.subject_of(
        originals.HERE, "content/reports/lisheng/general-office/2020.yaml", contract
    )
    assert isinstance(subject, Jurisdiction)
    assert (subject.level, year, problems) == ("organ", 2020, [])


@pytest.mark.parametrize("command_", ["check", "format"])
def test_a_path_as_messages_write_it_is_found_from_elsewhere(
    project: Path, tmp_path_factory: pytest.TempPathFactory, command_: str
) -> None:
    away = tmp_path_factory.mktemp("away")
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), command_, HELD, "--root", str(project)],
        cwd=away, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
