"""One document under two ids is an error, wherever the second stands and whoever reads it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import GOLDEN, ROOT, command, lay_out, miniature, tree
from gongkai.build import cache, order
from gongkai.build import output as write
from gongkai.build.executors import executors
from gongkai.build.results import Entry, Results
from gongkai.content.load import batches
from gongkai.words import read_words

HERE = "yangsheng/jiashi/2022"
FOLDER = "content/reports/"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one place, so that few documents make several."""
    monkeypatch.setattr(batches, "ENOUGH", 1)
    monkeypatch.setattr(batches, "MOST", 1)


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "project", GOLDEN / "content")


def text(report: str = HERE) -> str:
    return (GOLDEN / f"{FOLDER}{report}.yaml").read_text(encoding="utf-8")


def other_sha(written: str, digit: str = "9") -> str:
    return re.sub(r"sha256: \w+", f"sha256: {digit * 64}", written)


def other_title(written: str) -> str:
    return re.sub(r"\ntitle: .*", "\ntitle: 另一个标题", written)


def add(root: Path, report: str, written: str) -> None:
    path = root / f"{FOLDER}{report}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")


def check(root: Path, only: Sequence[Path] = (), count: int = 1) -> list[Entry]:
    """The lines on copies that a check prints."""
    with executors(count) as run:
        outcome = order.check(root, read_words(root, "en"), run, only)
    assert not outcome.traces
    return [entry for entry in outcome.sorted() if entry.rules == ["one-document"]]


def places(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Each file that is named, and the file with line and column that its message names."""
    found = []
    for entry in entries:
        other = re.search(r"content/reports/(\S+\.yaml:\d+:\d+)", entry.lines[0])
        assert other
        assert not entry.warning
        place = f"{entry.path.removeprefix(FOLDER)}:{entry.line}:{entry.column}"
        found.append((place, other[1]))
    return found


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    "there",
    [
        pytest.param("yangsheng/jiashi/2023", id="another year of the place"),
        pytest.param("yangsheng/jiashi/yixian/2021", id="another place, in another batch"),
        pytest.param("yangsheng/general-office/2022", id="an organ"),
    ],
)
def test_a_copy_is_an_error_that_names_both_files(
    small_project: Path, there: str, count: int
) -> None:
    add(small_project, there, text())
    first, later = sorted((HERE, there))
    assert places(check(small_project, count=count)) == [
        (f"{later}.yaml:16:3", f"{first}.yaml:16:3")
    ]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        pytest.param(other_title(text()), 16, id="another title, the same file"),
        pytest.param(other_sha(text()), 2, id="another file, the same title"),
        pytest.param(
            other_sha(text()).replace("甲市人民政府2022", "《甲市 人民政府 ２０２２"),
            None,
            id="the same title with a bracket more is another",
        ),
        pytest.param(
            other_sha(text()).replace("甲市人民政府2022", " 甲市 人民政府２０２２"),
            2,
            id="the same title in other widths and spaces",
        ),
        pytest.param(
            re.sub(r"as_printed:\n.*\n", "", text()), 16, id="without what somebody confirmed"
        ),
        pytest.param(
            text().replace("summary:", "statements:\n- {id: a, at: 一, value: 3, unit: 次, whose: unsaid, zh: 甲, en: a}\nsummary:"),
            16,
            id="with a figure of the prose more",
        ),
        pytest.param(text().replace("[12.50]", "[12.5]"), 16, id="an equal number spelled otherwise"),
        pytest.param(text().replace("[12.50]", "[12.51]"), None, id="one figure is another"),
        pytest.param(
            text().replace("litigation_direct:      [0, 0", "litigation_direct:      [null, 0"),
            None,
            id="a blank is not a zero",
        ),
        pytest.param(other_title(other_sha(text())), None, id="neither title nor file is the same"),
        pytest.param(
            re.sub(r"\ntitle: .*", "\ntitle: null", other_sha(text())), None, id="no title at all"
        ),
    ],
)  # fmt: skip
def test_what_a_copy_is(small_project: Path, written: str, line: int | None) -> None:
    add(small_project, "yangsheng/jiashi/2023", written)
    wanted = [(f"yangsheng/jiashi/2023.yaml:{line}:3", f"{HERE}.yaml:{line}:3")] if line else []
    if line == 2:
        wanted = [("yangsheng/jiashi/2023.yaml:2:1", f"{HERE}.yaml:2:1")]
    assert places(check(small_project)) == wanted


def test_zeros_and_blanks_are_no_evidence(small_project: Path) -> None:
    head, parts = text().split("parts:", 1)
    parts, end = parts.split("as_printed:", 1)
    nothing = re.sub(r"(?<=[\[ ])[\d.]+(?=[,\]])", "0", parts)
    written = f"{head}parts:{nothing}summary:{end.partition('summary:')[2]}"
    add(small_project, HERE, written)
    add(
        small_project,
        "yangsheng/jiashi/2023",
        written.replace("[0, 0, 0, 0, 0]", "[0, null, 0, 0, 0]", 1),
    )
    add(small_project, "yangsheng/jiashi/2021", written)
    assert check(small_project) == []


def test_a_document_without_tables_is_no_evidence(small_project: Path) -> None:
    card = text("yangsheng/jiashi/yixian/2014-report-card")
    add(small_project, "yangsheng/jiashi/yixian/2015-report-card", card)
    assert check(small_project) == []


def test_of_three_copies_two_are_named(small_project: Path) -> None:
    """The third has the title of the second, whose file is that of the first."""
    add(small_project, "yangsheng/jiashi/2023", other_title(text()))
    add(small_project, "yangsheng/jiashi/kaifaqu/2023", other_sha(other_title(text())))
    assert places(check(small_project)) == [
        ("yangsheng/jiashi/2023.yaml:16:3", f"{HERE}.yaml:16:3"),
        ("yangsheng/jiashi/kaifaqu/2023.yaml:2:1", "yangsheng/jiashi/2023.yaml:2:1"),
    ]


@pytest.mark.parametrize(
    ("asked", "other", "found"),
    [
        pytest.param(HERE, "yangsheng/jiashi/2023", True, id="the earlier of two years"),
        pytest.param("yangsheng/jiashi/2023", "yangsheng/jiashi/2023", True, id="the later"),
        pytest.param(HERE, "yangsheng/jiashi/yixian/2021", False, id="another place is not read"),
        pytest.param("yangsheng/2022", "yangsheng/general-office/2022", True, id="its organ"),
        pytest.param("yangsheng/general-office/2022", "yangsheng/2022", True, id="its government"),
    ],
)
def test_a_check_of_one_file_compares_within_its_own_place(
    small_project: Path, asked: str, other: str, found: bool
) -> None:
    for report in (asked, other):
        add(small_project, report, text())
    entries = check(small_project, [small_project / f"{FOLDER}{asked}.yaml"])
    named = HERE if asked == other else other
    assert places(entries) == ([(f"{asked}.yaml:16:3", f"{named}.yaml:16:3")] if found else [])


def test_a_file_that_cannot_be_read_hides_no_other(small_project: Path) -> None:
    add(small_project, "yangsheng/jiashi/2023", text().replace("[12.50]", "[x]"))
    add(small_project, "yangsheng/jiashi/2021", text())
    assert places(check(small_project)) == [
        (f"{HERE}.yaml:16:3", "yangsheng/jiashi/2021.yaml:16:3")
    ]


def build(root: Path, out: Path, count: int = 1) -> Results:
    with executors(count) as run, write.output(out, root) as output:
        run = replace(run, last=[cache.Last(out)], kept=cache.Next(out))
        outcome = order.build(root, output, read_words(root, "en"), run)
        if outcome.fine:
            output.publish()
    return outcome


@pytest.mark.parametrize("count", [1, 2])
def test_a_build_refuses_it_also_when_the_rest_is_known_from_the_last(
    small_project: Path, tmp_path: Path, count: int
) -> None:
    out = tmp_path / "dist"
    assert build(small_project, out, count).fine
    before = tree(out)
    add(small_project, "yangsheng/jiashi/yixian/2021", text())  # in a batch of its own
    outcome = build(small_project, out, count)
    assert [entry.lines[0][-14:] for entry in outcome.entries if not entry.warning] == [
        "[one-document]"
    ]
    assert tree(out) == before
    (small_project / f"{FOLDER}yangsheng/jiashi/yixian/2021.yaml").unlink()
    assert build(small_project, out, count).fine
    assert tree(out) == before


def test_shards_that_are_sound_alone_are_refused_together(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "tests" / "bench"))
    from corpus import write as write_corpus

    root = tmp_path / "many"
    write_corpus(160, root)
    reports = sorted(
        path.relative_to(root / "content" / "reports")
        for path in (root / "content/reports").rglob("*.yaml")
    )
    first, last = reports[0], reports[-1]
    copied = (root / FOLDER / first).read_text(encoding="utf-8")
    (root / FOLDER / last).write_text(copied, encoding="utf-8")
    parts = [str(tmp_path / f"part{n}") for n in (1, 2)]
    for n, part in enumerate(parts, 1):
        assert command("--shard", f"{n}/2", "--out", part, root=root).returncode == 0
    done = command("merge", *parts, "--out", str(tmp_path / "dist"), "--lang", "en", root=root)
    assert done.returncode == 1
    assert "one document stands under two ids" in done.stdout + done.stderr
    assert not (tmp_path / "dist").exists()


def test_a_trace_is_the_same_in_every_process() -> None:
    """Workers on several machines make traces that are compared with each other."""
    code = "from conftest import miniature\nprint([r.trace for r in miniature().reports.values()])"
    shown = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT / "tests",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}/src"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert shown == {f"{[r.trace for r in miniature().reports.values()]}\n"}


@pytest.mark.parametrize("alone", [False, True])
def test_two_of_one_place_without_a_title_are_one_document(
    small_project: Path, alone: bool
) -> None:
    untitled = re.sub(r"\ntitle: .*", "\ntitle: null", text())
    add(small_project, HERE, untitled)
    add(small_project, "yangsheng/jiashi/2021", other_sha(untitled))
    only = [small_project / f"{FOLDER}yangsheng/jiashi/2021.yaml"] if alone else []
    (entry,) = check(small_project, only)
    assert "no title either" in entry[4][0]
    add(
        small_project, "yangsheng/jiashi/2021", untitled.replace("title: null", "title: 甲市2021年")
    )
    assert "same sha256" in check(small_project, only)[0][4][0]


def test_two_of_two_places_without_a_title_are_two(small_project: Path) -> None:
    untitled = re.sub(r"\ntitle: .*", "\ntitle: null", text())
    add(small_project, HERE, untitled)
    add(small_project, "yangsheng/jiashi/yixian/2021", other_sha(untitled))
    assert check(small_project) == []
