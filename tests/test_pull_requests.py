"""Five pull requests meet the workflows: right, wrong, silent, hostile, and one of the engine.

The steps of check.yml and comment.yml are run as they stand, in a clone as deep as the runner's.
"""

from __future__ import annotations

import atexit
import functools
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from conftest import CITY, ROOT, lay_out
from gongkai.build.annotations import as_github
from gongkai.build.changes import comment
from gongkai.build.changes.difference import Difference
from gongkai.build.results import Results
from gongkai.words import read_catalogs
from revisions import Becomes, Repository, git, instead
from runner import Runner, calls, engine, github, workflow

SAY = "Say what changes"
CHECK = "Check the data, marking the lines of the pull request"
SUMMARY = "Put the result in the summary"
HOSTILE = "::error::x @all `id` <img src=x onerror=x> ![](https://x.example) #1"
TITLE = "title: 青梧市人民政府2023年政府信息公开工作年度报告"

RIGHT = {CITY: instead("verified_by: null", "verified_by: somebody")}
WRONG = {CITY: instead("granted:                  [1974,", "granted:                  [1947,")}
SILENT = {CITY: instead("normative_documents: [78, 53, 356]", "normative_documents: [78, 53, 365]")}
EVIL = {CITY: instead(TITLE, f"title: {json.dumps(HOSTILE)}"), "docs/`id` ::error::x @all": ""}
ENGINE = {"src/gongkai/new.py": "", "datapackage/breaks.yaml": lambda text: f"{text}# more\n"}
OLD = "content/reports/jiangting/pingwan/luze/2023.yaml"
BRANCH = "fix-`id`-$(id)"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Main, in which one report has been wrong for long."""
    root = lay_out(tmp_path_factory.mktemp("repository"))
    old = root / OLD
    text = old.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.strip().startswith("granted:"))
    figures = line[line.index("[") + 1 : -1].split(", ")
    wrong = f"{line[: line.index('[')]}[{', '.join([figures[0] + '7', *figures[1:]])}]"
    old.write_text(text.replace(line, wrong), encoding="utf-8", newline="")
    engine(root)
    return Repository.of(root)


def runner(
    repository: Repository, changes: Mapping[str, Becomes], folder: Path, on: str = "main"
) -> Runner:
    """A clone of what would be merged: it and the commit before it, on a branch of a hostile name."""
    version = repository.version(changes, on=on)
    git(repository.root, "branch", "-f", BRANCH, version)
    git(folder, "clone", "-q", "--depth=2", "-b", BRANCH, repository.root.as_uri(), "clone")
    return Runner(folder / "clone", folder / "temp")


@pytest.mark.parametrize(
    ("changes", "kind", "code", "said"),
    [
        pytest.param(RIGHT, "data", 0, "curation.verified_by", id="right", marks=pytest.mark.long),
        pytest.param(WRONG, "data", 1, "1974` → `1947", id="a wrong digit"),
        pytest.param(SILENT, "data", 0, "No sum covers this cell", id="a silent digit"),
        pytest.param(EVIL, "both", 0, "onerror=x", id="hostile"),
        pytest.param(ENGINE, "engine", 0, "Forms or rules differ too", id="of the engine"),
    ],
)
def test_a_pull_request_explains_itself(
    repository: Repository,
    tmp_path: Path,
    changes: Mapping[str, Becomes],
    kind: str,
    code: int,
    said: str,
) -> None:
    here = runner(repository, changes, tmp_path)
    done = here.run("check.yml", "site", SAY)
    assert (done.returncode, done.stderr) == (0, "")
    assert here.outputs() == {"kind": kind}
    summary = here.summary()
    assert said in summary
    # Whatever the files say, it is text: no markup but ours, and no command in the log.
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(summary)
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "code_inline"}
    assert not any("@" in child.content for child in inline if child.type == "text")
    assert [line for line in done.stdout.splitlines() if line.startswith("::")] == [
        done.stdout.splitlines()[0]
    ]

    done = here.run("check.yml", "site", CHECK)
    assert done.returncode == code, done.stdout
    marks = re.findall(
        r"^::(error|warning|notice) file=([^,]+),line=(\d+)", done.stdout, re.MULTILINE
    )
    errors = [mark for mark in marks if mark[0] == "error"]
    if code:
        line = next(
            n
            for n, text in enumerate(here.checkout.joinpath(CITY).read_text().splitlines(), 1)
            if "[1947," in text
        )
        assert errors == [("error", CITY, str(line))]
        assert "1947" in done.stdout
        assert re.search("[一-鿿]", done.stdout)
        assert "with 1974" in done.stdout, "both languages"
    else:
        assert errors == []
    assert "luze" not in "".join(marks and [m[1] for m in marks]), (
        "what stood there before is counted"
    )
    assert re.search(r"Left out, since it stood there before: [1-9]", done.stdout)
    assert "\n::error::x" not in done.stdout
    notices = [line for line in done.stdout.split("\n") if line.startswith("::notice ")]
    if changes is SILENT:
        (notice,) = notices
        lines = here.checkout.joinpath(CITY).read_text().splitlines()
        where = 1 + next(n for n, text in enumerate(lines) if "[78, 53, 365]" in text)
        assert notice.startswith(f"::notice file={CITY},line={where},")
        assert "356 → 365" in notice
        assert "没有任何加总涉及这一格" in notice, "both languages"
        assert "No sum covers this cell" in notice
    else:
        assert notices == []


def test_what_was_said_of_a_report_before_it_moved_is_no_news(
    repository: Repository, tmp_path: Path
) -> None:
    new = OLD.replace("2023", "2022")
    text = instead("licensing: ", "# moved and changed at once\n    licensing: ")
    here = runner(repository, {OLD: None, new: text(repository.text(OLD))}, tmp_path)
    done = here.run("check.yml", "site", CHECK)
    assert done.returncode == 0, done.stdout
    assert re.search(r"Left out, since it stood there before: [1-9]", done.stdout)
    assert f"::error file={new}" not in done.stdout


def test_the_summary_has_the_verdicts_too(repository: Repository, tmp_path: Path) -> None:
    here = runner(repository, WRONG, tmp_path)
    done = here.run("check.yml", "site", SUMMARY)
    assert (done.returncode, done.stdout) == (0, "")
    tokens = MarkdownIt().parse(here.summary())
    assert [token.type for token in tokens] == ["fence", "fence"]
    assert "1974" in tokens[0].content
    assert "luze" not in tokens[0].content


def test_a_broken_change_has_a_site_too_and_it_can_never_be_published(
    repository: Repository, tmp_path: Path
) -> None:
    broken = {
        **WRONG,
        "content/reports/beiyu/songhe/2022.yaml": lambda text: f"<<<<<<< HEAD\n{text}",
    }
    here = runner(repository, broken, tmp_path)
    done = here.run("check.yml", "site", "Build")
    assert done.returncode == 0, done.stdout + done.stderr
    dist = here.checkout / "dist"
    page = (dist / "en/yunze/qingwu/2023/index.html").read_text(encoding="utf-8")
    assert "Preview of a change, not published" in page
    assert "noindex" in page
    assert "1,947" in page
    assert "sums in the tables do not add up" in page
    assert "预览" in (dist / "index.html").read_text(encoding="utf-8")
    assert not (dist / "beiyu/songhe/2022/index.html").exists(), "it cannot be read"
    assert (dist / "beiyu/songhe/2023/index.html").exists()
    refused = here.run("deploy.yml", "build", "Validate the data package")
    assert refused.returncode == 1
    assert "never published" in refused.stderr


def test_an_engine_that_does_not_run_is_of_no_known_kind_and_is_tested(
    repository: Repository, tmp_path: Path
) -> None:
    here = runner(repository, {"site/locale/en.yaml": "nonsense: ["}, tmp_path)
    assert here.run("check.yml", "site", SAY).returncode == 0
    assert here.outputs() == {}
    assert not (here.temp / "difference.json").exists()


@pytest.mark.long
def test_a_change_of_the_look_says_which_pages_it_changes(
    repository: Repository, tmp_path: Path
) -> None:
    # The old mistake would make previews of both.
    sound = repository.version({OLD: None})
    changed = {"site/templates/late.html": instead("<h1>{{ _(", "<h1 id=x>{{ _(")}
    here = runner(repository, changed, tmp_path, sound)
    assert here.run("check.yml", "site", "Build").returncode == 0
    done = here.run("check.yml", "site", "Say which pages change")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "有 2 个文件不同：" in here.summary()
    assert "`en/late/index.html`" in here.summary()


def test_two_sites_are_compared_file_by_file(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from gongkai.cli.main import main

    for name, files in (
        ("one", {"a/index.html": "1", "b.csv": "1"}),
        ("two", {"a/index.html": "2", "c`.csv": "1"}),
    ):
        for path, text in {"data/datapackage.json": "{}", **files}.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    sides = [str(tmp_path / name) for name in ("one", "two")]
    said = CliRunner().invoke(main, ["diff", *sides, "--format", "markdown", "--lang", "en"]).stdout
    assert said.split("\n") == [
        "1 file of the site is the same.",
        "", "1 file is new:", "", "- ``c`.csv``",
        "", "1 file is gone:", "", "- `b.csv`",
        "", "1 file differs:", "", "- `a/index.html`", "",
    ]  # fmt: skip
    found = json.loads(CliRunner().invoke(main, ["diff", *sides, "--format", "json"]).stdout)
    assert (found["changed"], found["same"]) == (["a/index.html"], 1)


def test_of_one_file_twenty_lines_with_silent_digits_are_marked_and_the_rest_is_counted() -> None:
    languages = list(read_catalogs(ROOT).values())
    one = {"zh": "题`\n::error::x", "en": "a"}
    value = {"number": "1", "state": "number", "unit": None}
    cell = {"address": "a", "part": one, "name": one, "old": value, "new": None, "sums": 0}
    cells = [{**cell, "line": n // 2, "effect": "uncovered"} for n in range(60)]
    seen = {**cell, "line": 99, "effect": "breaks"}
    found = {**CHANGE, "reports": [report(cells=[*cells, seen])]}
    change = TypeAdapter(Difference).validate_json(json.dumps(found))
    lines = list(as_github(Results(), languages[0], languages[1:], change=change))
    marks = [line for line in lines if line.startswith("::")]
    assert [re.match(r"::notice file=a,line=(\d+),col=1::", mark)[1] for mark in marks] == [
        *["1", "1"], *map(str, range(2, 20)), "1",
    ]  # fmt: skip
    assert "10" in marks[-1]
    assert not any(mark.startswith("::") for mark in lines[len(marks) :])


# -- the comment

SHA = "0123456789012345678901234567890123456789"
PULL = {"number": 12, "head": {"sha": SHA}, "base": {"ref": "main"}}
OTHER = {"number": 13, "head": {"sha": "f" * 40}, "base": {"ref": "main"}}
ELSEWHERE = {"number": 14, "head": {"sha": SHA}, "base": {"ref": "old"}}
BOT = "github-actions[bot]"
needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="jq plays the part of gh --jq")


def event(branch: str = BRANCH) -> dict[str, object]:
    run = {
        "id": 99,
        "html_url": "https://github.com/owner/repository/actions/runs/99",
        "conclusion": "failure",
        "head_sha": SHA,
        "head_branch": branch,
        "head_repository": {"owner": {"login": "stranger"}},
    }
    return {
        "github": {
            "token": "a token",
            "event": {"workflow_run": run, "repository": {"default_branch": "main"}},
        }
    }


def archive(data: bytes, name: str = comment.FILE) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return file.getvalue()


@pytest.fixture(scope="module")
def changes(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What `check` leaves behind of some pull requests."""
    found = {}
    for name, changed in (("silent", SILENT), ("hostile", EVIL)):
        here = runner(repository, changed, tmp_path_factory.mktemp(name))
        here.run("check.yml", "site", SAY)
        found[name] = (here.temp / "difference.json").read_bytes()
    return found


@functools.cache
def the_main() -> Path:
    """A checkout of main, in which nothing is changed."""
    folder = tempfile.mkdtemp(prefix="gongkai-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return lay_out(Path(folder) / "main")


def commented(
    folder: Path, left: bytes, files: list[str], **answers: object
) -> tuple[dict[str, str], list[tuple[str, str, list[str], str | None]]]:
    """Both jobs of comment.yml: what the first gives out, and what the API was asked to change."""
    api = folder / "api"
    api.mkdir()
    known = {
        "pulls": [OTHER, ELSEWHERE, PULL],
        "actions-runs-artifacts": {"artifacts": [{"id": 5, "size_in_bytes": len(left)}]},
        "actions-artifacts-zip": left,
        "pulls-files": [{"filename": name} for name in files],
        "actions-runs-jobs": {"jobs": [{"name": "Data and site", "conclusion": "success"}]},
        "issues-labels": [{"name": "engine"}, {"name": "help wanted"}],
        "issues-comments": [],
    }
    path = github(api, {**known, **answers})
    here = Runner(the_main(), folder / "temp", event(), path)
    done = here.run("comment.yml", "read", "Write the comment")
    assert done.returncode == 0, done.stdout + done.stderr
    outputs = here.outputs()
    asked = calls(api)
    assert {method for method, *_ in asked} == {"GET"}, "this job changes nothing"
    assert asked[0] == (
        "GET",
        "repos/owner/repository/pulls",
        ["state=open", f"head=stranger:{BRANCH}"],
        None,
    )
    if outputs.get("number"):
        here.known = {**here.known, "needs": {"read": {"outputs": {"comment": "", **outputs}}}}
        for step in ("Write the comment, or write it again in its place", "Set the labels"):
            done = here.run("comment.yml", "write", step)
            assert done.returncode == 0, done.stderr
    return outputs, [call for call in calls(api) if call[0] != "GET"]


def text_of(outputs: Mapping[str, str]) -> str:
    """The comment, of which all but our own frame must be text."""
    body = json.loads(outputs["payload"])["body"]
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(body)
    html = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert html == [comment.MARK, "<details><summary>English</summary>", "</details>"]
    inline = [child for token in tokens for child in token.children or []]
    assert {c.type for c in inline} <= {
        "text",
        "code_inline",
        "link_open",
        "link_close",
        "softbreak",
        "strong_open",
        "strong_close",
    }
    links = {child.attrs["href"] for child in inline if child.type == "link_open"}
    assert links == {"https://github.com/owner/repository/actions/runs/99"}
    plain = "".join(child.content for child in inline if child.type == "text")
    assert not any(sign in plain for sign in ("@", "<img", "::error", "x.example", "#1"))
    return body


@needs_jq
def test_a_comment_says_what_changes_and_labels_say_what_it_is(
    changes: dict[str, bytes], tmp_path: Path
) -> None:
    outputs, asked = commented(tmp_path, archive(changes["silent"]), [CITY])
    body = text_of(outputs)
    assert "`356` → `365`" in body
    assert "没有任何加总涉及这一格" in body
    assert "No sum covers this cell" in body
    assert "检查没有通过" in body
    assert "HEAD" not in body, "nobody knows what that is"
    assert outputs["number"] == "12"
    issues = "repos/owner/repository/issues/12"
    assert asked == [
        ("POST", f"{issues}/comments", [], outputs["payload"]),
        ("POST", f"{issues}/labels", [], json.dumps({"labels": ["data", "second-reader-wanted"]})),
        ("DELETE", f"{issues}/labels/engine", [], None),
    ]


@needs_jq
def test_a_comment_that_is_there_is_written_again_in_its_place(
    changes: dict[str, bytes], tmp_path: Path
) -> None:
    there = [
        {"id": 1, "user": {"login": "stranger"}, "body": f"{comment.MARK} mine"},
        {"id": 2, "user": {"login": BOT}, "body": "another"},
        {"id": 3, "user": {"login": BOT}, "body": f"{comment.MARK}\n\nearlier"},
    ]
    outputs, asked = commented(
        tmp_path, archive(changes["silent"]), [CITY], **{"issues-comments": there}
    )
    assert outputs["comment"] == "3"
    assert asked[0][:2] == ("PATCH", "repos/owner/repository/issues/comments/3")


@needs_jq
def test_hostile_text_does_nothing_and_the_kind_is_what_github_says(
    changes: dict[str, bytes], tmp_path: Path
) -> None:
    claimed = changes["hostile"].replace(b'"kind":"both"', b'"kind":"data"', 1)
    outputs, asked = commented(tmp_path, archive(claimed), [CITY, "src/gongkai/new.py"])
    body = text_of(outputs)
    assert "onerror" in body
    assert "由这项改动自己的程序得出" in body, "whoever changes the engine may say anything"
    assert "既改了数据，也改了" in body
    assert json.loads(asked[1][3] or "")["labels"][0] == "both"


LEFT_OUT = "测试没有全部跑通"


@needs_jq
@pytest.mark.parametrize(
    ("conclusion", "files", "missing", "itself"),
    [
        pytest.param("success", ["src/gongkai/new.py"], False, "", id="tested"),
        pytest.param("skipped", ["src/gongkai/new.py", CITY], True, "", id="left out"),
        pytest.param("failure", ["site/static/style.css"], True, "", id="failed"),
        pytest.param("skipped", [CITY], False, "", id="of data alone"),
        pytest.param("success", [".github/workflows/a`b.yml", *(f".github/{n}" for n in range(9))],
                     False, "（``.github/workflows/a`b.yml``、`.github/0`、`.github/1`、`.github/2`、`.github/3`等", id="decides on itself"),
        pytest.param("skipped", ["Makefile", CITY], True, "（`Makefile`）", id="both"),
    ],
)  # fmt: skip
def test_main_says_where_the_tests_of_an_engine_did_not_run(
    conclusion: str, files: list[str], missing: bool, itself: str, tmp_path: Path
) -> None:
    jobs = [{"name": "Data and site", "conclusion": "success"},
            {"name": "Tests", "conclusion": conclusion}]  # fmt: skip
    left = archive(json.dumps(CHANGE).encode())
    outputs, _ = commented(tmp_path, left, files, **{"actions-runs-jobs": {"jobs": jobs}})
    body = text_of(outputs)
    assert (LEFT_OUT in body) == missing
    assert ("the tests did not run to a good end" in body) == missing
    assert ("它改了决定怎样检查它的文件" in body) == bool(itself)
    assert itself in body


def test_the_job_of_the_tests_has_the_name_that_is_asked_for() -> None:
    assert workflow("check.yml")["jobs"]["tests"]["name"] == comment.TESTS


CHANGE = {
    "format": 1,
    "base": "a",
    "head": "b",
    "kind": "data",
    "notes": [],
    "reports": [],
    "files": [],
}


@needs_jq
@pytest.mark.parametrize(
    "left",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04 no archive", id="no archive"),
        pytest.param(archive(b"{}"), id="another shape"),
    ],
)
def test_an_archive_that_is_not_what_it_says_gives_a_plain_sentence(
    left: bytes, tmp_path: Path
) -> None:
    outputs, asked = commented(tmp_path, left, [CITY])
    assert "不是应有的样子" in text_of(outputs)
    assert json.loads(asked[1][3] or "") == {"labels": ["data"]}


@needs_jq
def test_a_run_of_an_older_commit_changes_nothing(
    changes: dict[str, bytes], tmp_path: Path
) -> None:
    outputs, asked = commented(
        tmp_path, archive(changes["silent"]), [CITY], pulls=[OTHER, ELSEWHERE]
    )
    assert (outputs, asked) == ({}, [])


def test_two_readers_of_other_figures_are_not_enough(
    changes: dict[str, bytes], tmp_path: Path
) -> None:
    change = json.loads(changes["silent"])
    (one,) = change["reports"]
    one["after"]["readers"] = 2
    file = tmp_path / "difference.zip"
    for fields, wanted in (
        ([], ["data", "second-reader-wanted"]),
        ([{"key": "curation.verified_by", "old": "A", "new": "B"}], ["data"]),
    ):
        one["fields"] = fields
        file.write_bytes(archive(json.dumps(change).encode()))
        assert comment.labels(comment.read(file), [CITY]) == wanted


LISTS = ("faults_before", "faults_after", "cells", "fields", "findings", "indicators", "pages")


def report(**other: object) -> dict[str, object]:
    standing = {"sums": {}, "badge": None, "readers": 1}
    return {
        **{key: [] for key in LISTS},
        "id": "a/2023", "was": None, "status": "changed", "title": "", "path": "a",
        "before": standing, "after": standing, **other,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("left", "sound"),
    [
        pytest.param(archive(json.dumps(CHANGE).encode()), True, id="sound"),
        pytest.param(archive(json.dumps({**CHANGE, "reports": [report()]}).encode()), True, id="with a report"),
        pytest.param(archive(json.dumps({**CHANGE, "more": 1}).encode()), False, id="an unknown key"),
        pytest.param(archive(json.dumps({**CHANGE, "kind": "good"}).encode()), False, id="an unknown kind"),
        pytest.param(archive(json.dumps({**CHANGE, "format": 2}).encode()), False, id="another format"),
        pytest.param(archive(json.dumps({**CHANGE, "reports": [report(status="x")]}).encode()), False, id="an unknown status"),
        pytest.param(archive(json.dumps({**CHANGE, "reports": [report(id=None)]}).encode()), False, id="no text"),
        pytest.param(archive(b"[" * 100_000), False, id="deep"),
        pytest.param(archive(b"\xff\xfe"), False, id="no text at all"),
        pytest.param(archive(b" " * 20_000_000 + json.dumps(CHANGE).encode()), False, id="a bomb"),
        pytest.param(archive(json.dumps(CHANGE).encode(), "../difference.json"), False, id="another name"),
        pytest.param(archive(json.dumps(CHANGE).encode())[:-30], False, id="cut off"),
        pytest.param(b"", False, id="empty"),
    ],
)  # fmt: skip
def test_only_one_file_of_one_shape_is_read(left: bytes, sound: bool, tmp_path: Path) -> None:
    file = tmp_path / "difference.zip"
    file.write_bytes(left)
    found = comment.read(file)
    assert (found is not None) == sound
    assert comment.body(found, [CITY], comment.Run("https://x", True), read_catalogs(ROOT))
    assert [path.name for path in tmp_path.iterdir()] == ["difference.zip"], "nothing is unpacked"


def test_a_comment_is_never_longer_than_github_takes(tmp_path: Path) -> None:
    many = {**CHANGE, "reports": [report(id=f"x/{n}", title="题" * 500) for n in range(500)]}
    file = tmp_path / "difference.zip"
    file.write_bytes(archive(json.dumps(many).encode()))
    body = comment.body(
        comment.read(file), [CITY], comment.Run("https://x", True), read_catalogs(ROOT)
    )
    assert len(body) < 60_000
    assert len(json.dumps({"body": body}, ensure_ascii=False).encode()) < 120_000
    assert "这里放不下" in body
