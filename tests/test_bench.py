"""The benchmark's own tests: its corpus is sound and always the same, its table judges rightly."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CITY, COUNTRY, ROOT, command

BENCH = ROOT / "tests" / "bench"
sys.path.insert(0, str(BENCH))

import against  # noqa: E402 - found in the folder that was added above
import bars  # noqa: E402 - found in the folder that was added above
import compare  # noqa: E402 - found in the folder that was added above
import corpus  # noqa: E402 - found in the folder that was added above
import hugosite  # noqa: E402 - found in the folder that was added above
import measure  # noqa: E402 - found in the folder that was added above
import ours  # noqa: E402 - found in the folder that was added above
import run  # noqa: E402 - found in the folder that was added above
import tools  # noqa: E402 - found in the folder that was added above
from tables import Shared  # noqa: E402 - found in the folder that was added above


def digest(reports: int) -> str:
    found = hashlib.sha256()
    for path, text in corpus.files(reports):
        found.update(f"{path}\n{text}".encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench") / "corpus"
    corpus.write(60, root, bare=20)
    return root


# -- the corpus


def test_the_same_number_gives_the_same_bytes() -> None:
    code = f"import sys; sys.path.insert(0, {str(BENCH)!r}); sys.path.insert(0, {str(ROOT / 'tests')!r})\nimport test_bench\nprint(test_bench.digest(60))"
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == digest(60)


def checked(root: Path) -> str:
    found = command("check", "--lang", "en", root=root)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def test_a_corpus_is_sound_and_whole(made: Path) -> None:
    assert " sums in the tables add up" in checked(made)
    reports = sorted((made / "content" / "reports").rglob("*.yaml"))
    assert len(reports) == 60
    sizes = [path.stat().st_size for path in reports]
    assert 4000 < sum(sizes) / len(sizes) < 7000
    tree = "".join(
        path.read_text(encoding="utf-8") for path in (made / "content" / "jurisdictions").iterdir()
    )
    assert set(re.findall("level: (.+)", tree)) == {"province", "prefecture", "county"}
    held = {path.parent for path in reports}
    assert tree.count("level: ") == len(held) + 20


def test_a_corpus_has_the_oddities_of_real_reports(tmp_path: Path) -> None:
    corpus.write(200, tmp_path / "corpus")
    output = checked(tmp_path / "corpus")
    assert re.search(
        "in [1-9][0-9]* the original does not add up, [1-9][0-9]* cannot be checked", output
    )
    assert "[statement-" in output
    text = "".join(text for _, text in corpus.files(200))
    for oddity in (
        "null",
        '"/"',
        "form: 2019",
        "form: 2021",
        "as_printed:",
        "bound: over",
        "scale: 10000",
        "near: ",
    ):
        assert oddity in text


@pytest.mark.parametrize(
    ("reports", "years", "expected"),
    [(10_000, None, (2019, 2023)), (60_000, None, (2008, 2025)), (60, 7, (2019, 2025)), (60, 2, (2022, 2023))],
    ids=["five years up to twenty thousand reports", "eighteen years beyond", "as many as asked for", "few end in 2023"],
)  # fmt: skip
def test_the_years_of_a_corpus(reports: int, years: int | None, expected: tuple[int, int]) -> None:
    found = corpus.years_of(reports, years)
    assert (found[0], found[-1]) == expected


def test_one_figure_changes_and_nothing_else(made: Path) -> None:
    path = next(iter(sorted((made / "content" / "reports").rglob("2022.yaml"))))
    before = path.read_text(encoding="utf-8")
    pairs = [
        (a, b)
        for a, b in zip(before.splitlines(), ours.changed(before).splitlines(), strict=True)
        if a != b
    ]
    assert len(pairs) == 1
    assert "equals" not in pairs[0][0]


# -- what was measured


def once(wall: float, cpu: float, peak: int) -> measure.Run:
    return measure.Run(wall, cpu, peak, 0, "")


def test_medians_and_ratios_of_cold_builds() -> None:
    runs = {
        "ours": [once(9, 10, 400_000_000), once(4, 8, 420_000_000), once(5, 9, 410_000_000)],
        "hugo": [once(10, 30, 900_000_000), once(12, 36, 900_000_000), once(30, 33, 900_000_000)],
    }
    written = {"ours": (1000, 2000, 5_000_000), "hugo": (800, 810, 4_000_000)}
    table = {line.what: line for line in run.cold(runs, written, 200)}
    assert table["200 reports, whole cold build, wall"].ours == "5.00 s"
    assert table["200 reports, whole cold build, wall"].theirs == "12.0 s"
    wall = table["wall a report"]  # 25 ms against 60 ms
    assert (wall.ours, wall.theirs, wall.met) == ("25.0 ms", "60.0 ms", True)
    assert wall.value == pytest.approx(5 / 12)
    assert table["processor time a report"].value == pytest.approx(9 / 33)
    assert table["memory at most, all processes"].value == 420
    assert table["memory at most, all processes"].met


def test_without_hugo_its_columns_are_empty() -> None:
    table = run.cold({"ours": [once(5, 9, 1)]}, {"ours": (10, 20, 30)}, 5)
    assert {line.theirs for line in table} == {""}
    assert next(line for line in table if line.what == "wall a report").met is None


def test_pages_alone_are_the_same_on_both_sides() -> None:
    said = "    3.00 s  pages of reports\n    1.50 s  templates\n    9.00 s  pages of places\n    3.30 s  pages of places without a report\n"
    runs = {"ours": [measure.Run(9, 20, 1, 0, said)], "hugo": [once(4, 5, 1)]}
    alone, bare = run.pages(runs)
    assert (alone.ours, alone.theirs, alone.value, alone.met) == ("4.50 s", "5.00 s", 0.9, True)
    assert bare.value == pytest.approx(0.5)  # in two languages
    assert run.pages({**runs, "hugo": []})[0].met is None


@pytest.mark.parametrize(
    ("value", "bar", "least", "met"),
    [(0.5, 0.5, False, True), (0.51, 0.5, False, False), (50, 50, True, True), (49.9, 50, True, False), (None, 1, False, None), (3, None, False, None)],
    ids=["at the most", "above the most", "at the least", "below the least", "not measured", "no bar"],
)  # fmt: skip
def test_a_bar_is_met(
    value: float | None, bar: float | None, least: bool, met: bool | None
) -> None:
    assert bars.Line("what", "", "", value, bar, "s", least).met is met


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(12345.6, "MB", "12,346 MB"), (12.34, "s", "12.3 s"), (0.5, "×", "0.50×"), (0.01234, "s", "0.012 s"), (1.5, "", "1.50")],
    ids=["large", "tens", "a ratio", "small", "without a unit"],
)  # fmt: skip
def test_figures_have_as_many_digits_as_they_deserve(value: float, unit: str, text: str) -> None:
    assert bars.figure(value, unit) == text


def test_the_table_is_aligned() -> None:
    table = [
        bars.Line("wall a page", "5.00 ms", "15.0 ms", 1 / 3, 0.5, "×"),
        bars.Line("one report changed, build.py serve", "no such command", "", None, 1, "s"),
        bars.Line("pages", "1,000"),
    ]
    assert list(bars.lines(table)) == [
        "                                               ours    other  value       bar",
        "-" * 91,
        "wall a page                                 5.00 ms  15.0 ms  0.33×   ≤ 0.50×  met",
        "one report changed, build.py serve  no such command                  ≤ 1.00 s  not measured",
        "pages                                         1,000",
    ]


def test_a_child_is_measured_with_its_own_children() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; x = bytearray(64_000_000); t = time.process_time()\\nwhile time.process_time() < t + 0.3: pass\\ntime.sleep(3)'])"
    found = measure.run([sys.executable, "-c", code])
    assert found.code == 0
    assert found.cpu >= 0.3
    assert found.wall >= 0.3
    assert found.peak >= 64_000_000


def test_a_child_that_fails_is_no_measurement() -> None:
    with pytest.raises(measure.FailedError, match="exit code 3"):
        measure.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_words_shared_by_two_pages() -> None:
    page = "<html><head><title>x</title><body><p>公开 12 requests</p>"
    assert compare.shared(page, page.replace("<p>", "<div class=a>")) == 1
    assert compare.shared(page, page.replace("12", "13")) == pytest.approx(0.75)


# -- what Hugo is given


def test_every_page_of_ours_can_be_read(country: Path, dist: Path) -> None:
    shared = {"zh": Shared(), "en": Shared()}
    found = {}
    for kind, page in hugosite.pages_of(country, dist):
        front = hugosite.READERS[kind](page, shared[page.lang])
        found[page.folder] = front["params"]
        for part in front["params"].get("parts", ()):
            ids = [
                row["ids"]
                for block in shared[page.lang].tables[part["form"]]["blocks"]
                for row in block["rows"]
            ]
            rows = [
                row["other"] if isinstance(row, dict) else row
                for table in part["tables"]
                for row in table["rows"]
            ]
            assert list(map(len, ids)) == list(map(len, rows))
    city = found["en/yunze/qingwu/2023"]
    assert len(city["parts"]) == 3
    assert sum(len(rule["lines"]) for rule in city["proofs"]) == 42
    assert city["before"] == ["/en/yunze/qingwu/2014-report-card/", 2014]
    statements = re.findall("^- {id: ", (COUNTRY / CITY).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found["yunze/qingwu/2023/figures"]["lines"]) == len(statements)


def test_a_summary_is_taken_as_it_is_written() -> None:
    report = "parts: {}\nsummary:\n  zh: |\n    一。\n\n    - 二\n  en: |\n    One.\ncuration: {}\n"
    assert hugosite.summary(report, "zh") == "一。\n\n- 二\n"
    assert hugosite.summary(report, "en") == "One.\n"


def test_a_corpus_is_written_for_hugo(made: Path, tmp_path: Path) -> None:
    assert command("--out", str(tmp_path / "dist"), root=made).returncode == 0
    pages = hugosite.write(made, tmp_path / "dist", tmp_path / "hugo")
    assert pages == len(list((tmp_path / "hugo" / "content").rglob("*.md"))) > 2 * 60


# -- beside the usual tools


@pytest.mark.parametrize("tool", against.JUDGES)
def test_usual_tools_find_as_many_identities_to_hold_as_we_do(
    made: Path, tmp_path: Path, tool: str
) -> None:
    made = shutil.copytree(made, tmp_path / "mistyped")
    for path in made.glob("content/reports/**/*.yaml"):
        path.write_text(re.sub(r"(\bgranted: +\[)", r"\g<1>1", path.read_text("utf-8")), "utf-8")
    asked = [sys.executable, BENCH / "tools.py", "identities", tool, made]
    judged, seconds, holding = json.loads(measure.run(asked).output)
    reports, identities = tools.figures(made)
    assert judged == len(reports) * len(identities) > 0
    assert holding == tools.ours(reports, identities)[1] < judged
    assert seconds > 0


def test_usual_tools_make_the_formats_from_the_same_tables(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    out.mkdir()
    (data / "places.csv").write_text("id,n\na,1\nb,\n", "utf-8")
    for tool in tools.FILES:
        measure.run([sys.executable, BENCH / "tools.py", "files", tool, data, out])
    assert sorted(path.name for path in out.iterdir()) == [
        "package.sqlite", "package.xlsx", "places.parquet",
    ]  # fmt: skip


def test_a_build_says_where_its_time_went() -> None:
    assert ours.Ours.stages("wrote 3 files\n    3.03 s  pages\n    0.09 s  pages about everything\n") == {
        "pages": 3.03, "pages about everything": 0.09,
    }  # fmt: skip
