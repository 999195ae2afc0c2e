"""The commands as a user meets them: exit codes, words, speed; all or nothing; the same bytes."""

from __future__ import annotations

import ast
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import CITY, DISTRICT, MIXED, ROOT, TOWN, command, process, tree
from gongkai.build import output as write

LIBRARIES = {
    *("click", "frictionless", "jinja2", "markdown_it", "openpyxl", "pdfplumber", "pyarrow"),
    *("pypinyin", "selectolax", "watchfiles", "xlsxwriter", "yaml"),
}
OURSELVES = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
OURS = b'{"name": "gongkai", "title_zh": ""}'
WHERE = re.compile(r"^content/\S+\.(yaml|md):\d+:\d+: .+ \[[a-z_, -]+\]$")


def test_check_of_everything_ends_with_the_identities_that_hold() -> None:
    done = command("check", "--lang", "en")
    assert done.returncode == 0
    assert re.fullmatch(
        r"[0-9]+ of [0-9]+ sums in the tables add up(, in [0-9]+ the original does not add up)?"
        r"(, [0-9]+ cannot be checked \(blank cells\))?",
        done.stdout.splitlines()[-1],
    )
    zh = command("check", "--lang", "zh").stdout.splitlines()[-1]
    assert re.match(r"表内加总 [0-9]+ 处，[0-9]+ 处相符", zh)


def test_the_language_is_that_of_the_locale_unless_chosen() -> None:
    assert "相符" in command("check", LC_ALL="zh_CN.UTF-8").stdout
    assert "add up" in command("check", LC_ALL="de_DE.UTF-8").stdout
    assert "add up" in command("--lang", "en", "check", LC_ALL="zh_CN.UTF-8").stdout


@pytest.mark.parametrize(
    ("path", "old", "new", "sentences"),
    [
        pytest.param(
            CITY,
            "handled:                  [3931,",
            "handled:                  [3913,",
            [
                (
                    f"{CITY}:57:32: 三（七）总计 / 自然人 (requests.handled.natural_person): the file says"
                    " 3913; with 3931 the 3 sums through it would add up"
                ),
                "the outcome rows add up to 3,931, the file says 3,913 (−18) [requests-sum]",
                "likely: two digits swapped (3,913 ↔ 3,931)",
                (
                    "- {rule: requests-sum, place: requests.handled.natural_person, stated: 3913,"
                    " computed: 3931, seen_as: …, by: …, date: …, note: null}"
                ),
                "39 of 42 sums in the tables add up, 3 do not add up because of one cell",
            ],
            id="a wrong digit in requests: the cell, the sums, the difference, the cause",
        ),
        pytest.param(
            TOWN,
            "[10, 3, 2, 0, 15]",
            "[10, 3, 2, 0, 16]",
            [
                "行政复议 / 总计: the results add up to 15, the total says 16 (+1)",
                "the cells: 结果维持 10, 结果纠正 3, 其他结果 2, 尚未审结 0, 总计 16",
            ],
            id="a wrong digit in reviews: the channel and its five cells",
        ),
    ],
)
def test_check_tells_what_does_not_add_up(
    spoil: Callable[[str, str, str], Path], path: str, old: str, new: str, sentences: list[str]
) -> None:
    root = spoil(path, old, new)
    done = command("check", path, "--lang", "en", root=root)
    assert done.returncode == 1
    for sentence in sentences:
        assert sentence in done.stdout


def test_a_wrong_digit_in_disclosure_is_claimed_by_no_rule(
    spoil: Callable[[str, str, str], Path],
) -> None:
    root = spoil(CITY, "[1387111]", "[1387112]")
    done = command("check", root=root)
    assert done.returncode == 0
    assert done.stdout == command("check").stdout


BAD_INPUT = [
    pytest.param("kind: annual-report", "kind: [annual", id="broken YAML"),
    pytest.param("kind: annual-report", "kind: annual-report\ncolour: red", id="an unknown key"),
    pytest.param("kind: annual-report", "kind: annual-report\nkind: other", id="a duplicate key"),
    pytest.param("kind: annual-report", "kind: &a annual-report", id="an alias"),
    pytest.param("kind: annual-report", "kind: !!str annual-report", id="a tag"),
    pytest.param("curation:", "---\ncuration:", id="two documents"),
    pytest.param("[260, 0, 0, 2, 0, 0, 262]", "[260, 0, 0, 2, 0, 262]", id="a row with six cells"),
    pytest.param("    not_held: ", "    not_helt: ", id="an unknown and a missing row"),
    pytest.param("[260, 0,", "[010, 0,", id="010"),
    pytest.param("[260, 0,", "[NO, 0,", id="NO where a count stands"),
    pytest.param("[260, 0,", "['1,234', 0,", id="1,234"),
    pytest.param("[260, 0,", "[１２３, 0,", id="１２３"),
    pytest.param("  url: null", "  value：220", id="value：220"),
    pytest.param("[260, 0,", "[260.5, 0,", id="a decimal count"),
    pytest.param("[260, 0,", "[-260, 0,", id="a negative count"),
    pytest.param("title: 青梧市", "title: 青梧\x00市", id="a NUL"),
    pytest.param("title: 青梧市", "title: 青梧\u202e市", id="a bidirectional mark"),
    pytest.param("kind: annual-report", "kind: " + "[" * 30_000, id="30,000 nested brackets"),
    pytest.param("  url: null", "  url: ftp://example.org/x", id="a link that is not http(s)"),
    pytest.param("2021年全区", "<script>alert(1)</script>2021年全区", id="Markdown with raw HTML"),
    pytest.param(
        "curation:",
        "as_printed:\n- {rule: reviews-total, place: reviews.reconsideration.total, stated: 0,"
        " computed: 18, seen_as: copy, by: x, date: 2026-11-20, note: null}\ncuration:",
        id="a stale as_printed",
    ),
]


@pytest.mark.parametrize(("old", "new"), BAD_INPUT)
def test_bad_input_gets_a_plain_line_and_leaves_the_last_site_as_it_was(
    spoil: Callable[[str, str, str], Path], old: str, new: str
) -> None:
    root = spoil(DISTRICT, old, new)
    marker = root / "dist" / "data" / "datapackage.json"
    marker.parent.mkdir(parents=True)
    marker.write_text('{"name": "gongkai", "title_zh": "the last site"}', encoding="utf-8")
    before = tree(root / "dist")
    done = command("--lang", "en", root=root)
    assert done.returncode == 1
    first = done.stderr.splitlines()[0]
    assert first.startswith(DISTRICT)
    assert WHERE.match(first), first
    assert "Traceback" not in done.stderr
    assert re.search(r"in 1 of [0-9]+ files; ", done.stderr)  # the others were checked
    assert re.search(r"; [0-9]+ of [0-9]+ sums in the tables add up", done.stderr)
    assert tree(root / "dist") == before
    left = {p.name for p in root.iterdir() if p.name.startswith(".dist")}
    assert left <= {".dist.lock", ".dist.templates"}


def test_a_file_in_gb18030_is_recognised(project: Path) -> None:
    file = project / DISTRICT
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    done = command("check", "--lang", "en", root=project)
    assert done.returncode == 1
    assert "the file is not UTF-8 (it looks like GB18030); save it as UTF-8" in done.stdout


def test_a_jurisdiction_that_does_not_exist_is_named(project: Path) -> None:
    (project / DISTRICT).parent.rename(project / "content/reports/yunze/qingwu/liutng")
    done = command("check", "--lang", "en", root=project)
    assert done.returncode == 1
    assert "there is no place or public body yunze/qingwu/liutng; did you mean" in done.stdout
    assert "content/jurisdictions/yunze.yaml" in done.stdout


def test_the_log_of_a_pull_request_obeys_no_text_of_a_contributor(
    spoil: Callable[[str, str, str], Path],
) -> None:
    root = spoil(DISTRICT, "kind: annual-report", 'kind: "x\\n::error file=y::z%0A ##[error]"')
    done = command("check", "--format", "github", root=root)
    assert done.returncode == 1
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert [c for c in commands if c.startswith("::error")] == commands[:1]
    assert commands[0].startswith(f"::error file={DISTRICT},line=3,col=7,title=readable::")
    assert all(
        line.startswith(("::error file=content", "::warning file=content", "| "))
        for line in done.stdout.splitlines()
    )
    assert "##[" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["--no-such-option"], 2, id="an option that does not exist"),
        pytest.param(["unknown"], 2, id="a command that does not exist"),
        pytest.param(["check", "content/nowhere.yaml"], 2, id="a path that does not exist"),
        pytest.param(["check", "/etc/hostname"], 2, id="a path outside content"),
        pytest.param(["--root", "/"], 2, id="a folder that is no project"),
        pytest.param(["--out", "x", "check"], 2, id="an output for a check"),
        pytest.param(["check", "content/README.md"], 2, id="a file with nothing to check"),
        pytest.param(["check", "--help"], 0, id="help"),
    ],
)
def test_usage(arguments: list[str], code: int) -> None:
    done = command(*arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def refuse(project: Path, make: Callable[[Path], Path]) -> subprocess.CompletedProcess[str]:
    return command("--out", str(make(project)), "--lang", "en", root=project)


def a_folder_of_others(project: Path) -> Path:
    (project / "photos").mkdir()
    (project / "photos" / "1.jpg").touch()
    return project / "photos"


def a_package_of_others(project: Path) -> Path:
    (project / "thesis" / "data").mkdir(parents=True)
    descriptor = json.dumps({"name": "my-thesis", "resources": []})
    (project / "thesis" / "data" / "datapackage.json").write_text(descriptor, encoding="utf-8")
    return project / "thesis"


def a_file(project: Path) -> Path:
    (project / "out").touch()
    return project / "out"


def a_link(project: Path) -> Path:
    (project / "out").symlink_to(project / "content")
    return project / "out"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda p: p / "content" / "dist", id="inside content"),
        pytest.param(lambda p: p, id="the project itself"),
        pytest.param(lambda p: p.parent, id="a folder that holds the project"),
        pytest.param(a_folder_of_others, id="a folder with somebody's files"),
        pytest.param(a_package_of_others, id="somebody else's data package"),
        pytest.param(a_file, id="a file"),
        pytest.param(a_link, id="a link"),
    ],
)
def test_an_output_that_is_not_ours_to_replace_is_refused(
    project: Path, make: Callable[[Path], Path]
) -> None:
    before = tree(project / "content")
    done = refuse(project, make)
    assert done.returncode == 3
    assert "cannot take the site" in done.stderr
    assert tree(project / "content") == before


def test_a_disk_that_takes_no_more_leaves_the_last_site_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "dist"
    with write.output(target, ROOT) as output:
        output.folder.add("data/datapackage.json", OURS)
        output.publish()
    with pytest.raises(OSError, match="full"), write.output(target, ROOT) as output:  # noqa: PT012 - leaving the block raises
        output.folder.add("data/datapackage.json", OURS)
        output.folder.add("second", b"")
        raise OSError(28, "full")
    assert tree(target) == {"data/datapackage.json": OURS}
    assert not list(tmp_path.glob(".dist.new"))


def test_a_new_site_replaces_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    for name in ("one", "two"):
        with write.output(target, ROOT) as output:
            output.folder.add("data/datapackage.json", OURS)
            output.folder.add(f"{name}/index.html", b"x")
            output.publish()
    assert set(tree(target)) == {"data/datapackage.json", "two/index.html"}


def test_without_an_exchange_in_the_system_the_site_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_exchange", lambda one, other: False)
    test_a_new_site_replaces_the_old_one_whole(tmp_path)
    (tmp_path / "dist").rename(tmp_path / ".dist.old")  # killed between the two renames
    with write.output(tmp_path / "dist", ROOT):
        assert (tmp_path / "dist" / "two" / "index.html").exists()


@pytest.mark.parametrize("path", ["/x", "../x", "a/../../x", ""])
def test_nothing_is_written_outside_the_output(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="leaves"), write.output(tmp_path / "d", ROOT) as output:
        output.folder.add(path, b"")


def test_two_files_may_not_share_an_address(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), write.output(tmp_path / "d", ROOT) as output:  # noqa: PT012 - leaving the block raises
        output.folder.add("a/index.html", b"1")
        output.folder.add("a/index.html", b"2")


def test_a_second_build_at_the_same_time_is_told_to_wait(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    with write.output(out, ROOT):
        done = command("--out", str(out), "--lang", "en")
    assert done.returncode == 3
    assert "another build is at work in" in done.stderr


def test_a_build_that_is_killed_leaves_the_old_site_or_the_new_one(
    country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGKAI_TEMPLATES")
    out = tmp_path / "dist"
    assert command("--out", str(out)).returncode == 0
    whole = tree(out)
    chance = random.Random(7)
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "build.py"), "--out", str(out), "--root", str(country)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1, 1.2))
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert tree(out) == whole
    assert command("--out", str(out)).returncode == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        ".dist.cache",
        ".dist.lock",
        ".dist.templates",
        "dist",
    ]


def test_a_reader_that_goes_away_is_no_fault(country: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} {ROOT / 'build.py'} check --root {country} | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_bug_of_ours_says_that_it_is_one(project: Path) -> None:
    code = (
        "import sys; from gongkai.build import order; order.build = lambda *_: 1 / 0\n"
        "from gongkai.cli.main import main\n"
        f"main(['--lang', 'en', '--root', {str(project)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=OURSELVES, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    assert "this is a bug of ours, not of your file" in done.stderr
    assert not (project / "dist").exists()


@pytest.mark.parametrize(
    "env",
    [
        pytest.param(
            {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
            id="zone, locale and seed",
        ),
        pytest.param(
            {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
            id="others, in the C locale",
        ),
    ],
)
def test_two_builds_make_the_same_bytes(dist: Path, tmp_path: Path, env: dict[str, str]) -> None:
    out = tmp_path / "dist"
    assert process("--out", str(out), **env).returncode == 0
    again, first = tree(out), tree(dist)
    assert again.keys() == first.keys()
    assert [path for path in first if again[path] != first[path]] == []


def test_a_checkout_elsewhere_and_with_windows_line_ends_makes_the_same_bytes(
    dist: Path, project: Path
) -> None:
    for path in (project / "content").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert command(root=project).returncode == 0
    again, first = tree(project / "dist"), tree(dist)
    assert again.keys() == first.keys()
    assert [path for path in first if again[path] != first[path]] == []


def test_umask_does_not_matter(dist: Path, tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        assert command("--out", str(tmp_path / "dist")).returncode == 0
    finally:
        os.umask(old)
    assert tree(tmp_path / "dist") == tree(dist)


@pytest.mark.parametrize("epoch", ["abc", "-5", "1e9", "9" * 20])
def test_a_date_that_is_none_is_wrong_usage(tmp_path: Path, epoch: str) -> None:
    done = command("--out", str(tmp_path / "dist"), SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr
    assert not (tmp_path / "dist").exists()


COUNTING = """
import sys
opened = []
sys.addaudithook(lambda what, args: what == "open" and opened.append(str(args[0])))
from gongkai.cli.main import main
try:
    main({words})
except SystemExit as end:
    assert not end.code, end.code
print(sorted({{p.split("/content/")[1] for p in opened if p.endswith((".yaml", ".md")) and "/content/" in p}}))
print(sorted({{name.split(".")[0] for name in sys.modules}} - sys.stdlib_module_names))
"""


def counted(root: Path, *words: str) -> tuple[list[str], set[str]]:
    """The files of content/ that a command reads, and the libraries that it loads."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING.format(words=list(words))],
        cwd=root,
        env=OURSELVES,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, files, modules = done.stdout.splitlines()
    return ast.literal_eval(files), set(ast.literal_eval(modules))


def test_help_and_the_check_of_one_file_do_no_more_than_they_must(country: Path) -> None:
    """How long they take is measured by the benchmark."""
    files, modules = counted(country, "--help")
    assert (files, modules & LIBRARIES) == ([], {"click"})
    files, modules = counted(country, "check", MIXED, "--root", str(country))
    assert files == ["jurisdictions/jiangting.yaml", MIXED.removeprefix("content/")]
    assert modules & LIBRARIES == {"click", "yaml"}


def test_a_check_loads_nothing_heavy(country: Path) -> None:
    code = (
        "import sys; from gongkai.cli.main import main\n"
        f"try: main(['check', '{CITY}', '--root', {str(country)!r}])\nexcept SystemExit as e: assert not e.code\n"
        "print(sorted({'frictionless', 'jinja2', 'pyarrow', 'xlsxwriter', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=country,
        env=OURSELVES,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_whole_build_does_not_load_what_only_checks_it(country: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "dist")
    code = (
        "import sys; from gongkai.cli.main import main\n"
        f"try: main(['--no-cache', '--workers', '1', '--out', {out!r}, '--root', {str(country)!r}])\nexcept SystemExit as e: assert not e.code\n"
        "print(sorted({'frictionless', 'requests', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=country,
        env=OURSELVES,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_page_that_left_the_content_leaves_the_site(project: Path) -> None:
    assert command(root=project).returncode == 0
    shutil.rmtree(project / "content/reports/yunze/qingwu/liutang")
    assert command(root=project).returncode == 0
    left = project / "dist/yunze/qingwu/liutang"
    assert [path.name for path in left.iterdir()] == ["index.html"], "a place keeps its page"


def test_an_empty_country_is_a_site_too(project: Path) -> None:
    shutil.rmtree(project / "content/reports")
    done = command(root=project)
    assert done.returncode == 0
    assert (project / "dist/index.html").exists()
