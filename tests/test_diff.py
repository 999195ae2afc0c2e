"""`diff` and `compare`: what differs between two versions, by cell, and what it does to the checks."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

from conftest import CITY, DISTRICT, ROOT, TOWN, ZONE, command, lay_out
from gongkai.build.changes import git as calls
from gongkai.build.changes import texts
from gongkai.build.changes.comparison import compare
from gongkai.build.changes.difference import as_json
from gongkai.build.changes.side import side
from gongkai.cli.main import main
from gongkai.words import Words, read_catalogs
from revisions import LINK, Repository, git, instead

GOLDEN = ROOT / "tests" / "changes"
YEAR = "content/reports/beiyu/songhe/2022.yaml"
ID = CITY.removeprefix("content/reports/").removesuffix(".yaml")
WRONG = instead("granted:                  [1974,", "granted:                  [1947,")
SILENT = instead("normative_documents: [78, 53, 356]", "normative_documents: [78, 53, 365]")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository.of(lay_out(tmp_path_factory.mktemp("repository")))


def run(root: Path, *words: str) -> Result:
    asked = words if "--lang" in words else (*words, "--lang", "en")
    return CliRunner().invoke(main, [*asked, "--root", str(root)])


@functools.cache
def catalogs() -> Mapping[str, Words]:
    return read_catalogs(ROOT)


def diff(repository: Repository, base: str, head: str = "main") -> dict[str, Any]:
    """What `--format json` prints."""
    sides = (side(repository.root, one) for one in (base, head))
    return json.loads(as_json(compare(*sides, catalogs())))


def only(change: dict[str, Any]) -> dict[str, Any]:
    (report,) = change["reports"]
    return report


# -- what differs


def test_nothing_differs(repository: Repository) -> None:
    same = diff(repository, "main")
    assert (same["kind"], same["reports"], same["files"], same["notes"]) == ("none", [], [], [])


def test_a_wrong_digit_breaks_the_sums_through_its_cell(repository: Repository) -> None:
    report = only(diff(repository, "main", repository.version({CITY: WRONG})))
    assert (report["id"], report["status"], report["was"]) == (ID, "changed", None)
    (cell,) = report["cells"]
    assert cell["address"] == "requests.granted.natural_person"
    assert cell["name"] == {
        "zh": "三（一）予以公开 / 自然人",
        "en": "3(1) Granted / Natural persons",
    }
    assert (cell["old"]["number"], cell["new"]["number"]) == ("1974", "1947")
    assert (cell["sums"], cell["effect"]) == (2, "breaks")
    line = repository.text(CITY).split("\n")[cell["line"] - 1]
    assert line.strip().startswith("granted:")
    sums = [f for f in report["findings"] if f["sum"]]
    assert {(f["old"], f["new"]) for f in sums} == {("holds", "broken")}
    assert "two digits swapped" in sums[0]["sentence"]["en"]
    assert report["before"]["sums"] == {"holds": 42}
    assert report["after"]["sums"] == {"broken": 2, "holds": 40}
    assert report["after"]["badge"] is None, "such a report is not published"
    gone = {one["indicator"]: one["new"] for one in report["indicators"]}
    assert gone["share-granted"] is None, "nothing is computed from what does not add up"


def test_a_silent_digit_is_plain_and_said_to_be_seen_by_no_sum(repository: Repository) -> None:
    version = repository.version({CITY: SILENT})
    (cell,) = only(diff(repository, "main", version))["cells"]
    assert (cell["old"]["number"], cell["new"]["number"]) == ("356", "365")
    assert (cell["sums"], cell["effect"]) == (0, "uncovered")
    text = run(repository.root, "diff", "main", version).stdout
    assert "356 → 365" in text
    assert "No sum covers this cell" in text
    assert "1 of these cells is seen by no sum that fails" in text
    assert "The names in the file are as before" in text
    assert (
        "没有任何加总涉及这一格"
        in run(repository.root, "diff", "main", version, "--lang", "zh").stdout
    )


def test_digits_that_balance_each_other_are_silent_too(repository: Repository) -> None:
    def both(text: str) -> str:
        text = instead(
            "state_secret:             [21, 2, 0", "state_secret:             [22, 1, 0"
        )(text)
        return instead(
            "prohibited_by_law:        [17, 0, 0", "prohibited_by_law:        [16, 1, 0"
        )(text)

    cells = only(diff(repository, "main", repository.version({CITY: both})))["cells"]
    assert [cell["effect"] for cell in cells] == ["holds"] * 4


def test_a_number_that_becomes_a_blank_is_no_zero(repository: Repository) -> None:
    blank = instead("licensing:           [1387111]", "licensing:           [null]")
    version = repository.version({CITY: blank})
    (cell,) = only(diff(repository, "main", version))["cells"]
    assert cell["new"] == {"number": None, "state": "blank", "unit": None}
    assert "1387111 → blank" in run(repository.root, "diff", "main", version).stdout


def test_a_cell_that_can_no_longer_be_summed_says_so(repository: Repository) -> None:
    blank = instead("petition:                 [19, 0,", "petition:                 [19, null,")
    (cell,) = only(diff(repository, "main", repository.version({CITY: blank})))["cells"]
    assert (cell["sums"], cell["effect"]) == (2, "unchecked")


def test_a_correction_mends(repository: Repository) -> None:
    wrong = repository.version({CITY: WRONG})
    (cell,) = only(diff(repository, wrong, "main"))["cells"]
    assert cell["effect"] == "mends"


def test_the_year_after_is_judged_again_though_its_file_did_not_change(
    repository: Repository,
) -> None:
    old = next(
        line
        for line in repository.text(YEAR).split("\n")
        if line.strip().startswith("carried_out:")
    )
    figures = [int(n) for n in old[old.index("[") + 1 : -1].split(", ")]
    new = [figures[0] + 1, *figures[1:-1], figures[-1] + 1]
    more = instead(old, f"{old[: old.index('[')]}{new}")
    found = diff(repository, "main", repository.version({YEAR: more}))["reports"]
    beside = {report["id"]: report for report in found if report["status"] == "affected"}
    after = beside["beiyu/songhe/2023"]
    assert after["cells"] == after["fields"] == []
    assert {f["rule"] for f in after["findings"]} == {"carry-over"}
    assert [r["status"] for r in found][-1] == "affected", "what changed comes first"


def test_reports_are_added_and_removed(repository: Repository) -> None:
    version = repository.version({CITY: None})
    gone = only(diff(repository, "main", version))
    assert (gone["status"], gone["after"], gone["cells"]) == ("removed", None, [])
    new = only(diff(repository, version, "main"))
    assert (new["status"], new["before"], new["cells"]) == ("added", None, [])
    assert new["pages"] == [f"{ID}/", f"{ID.rpartition('/')[0]}/"]


def test_a_report_moved_to_another_place_and_changed_at_once_is_one_report(
    repository: Repository,
) -> None:
    elsewhere = DISTRICT.replace("2021", "2023")
    version = repository.version({CITY: None, elsewhere: SILENT(repository.text(CITY))})
    report = only(diff(repository, "main", version))
    assert (report["status"], report["was"], report["path"]) == ("moved", ID, elsewhere)
    assert [cell["address"] for cell in report["cells"]] == [
        "disclosure.normative_documents.in_force"
    ]
    same = repository.version({CITY: None, elsewhere: repository.text(CITY)})
    report = only(diff(repository, "main", same))
    assert (report["status"], report["cells"], report["fields"]) == ("moved", [], [])


def test_what_a_file_says_besides_its_cells_is_named_by_its_key(repository: Repository) -> None:
    change = instead("value: 160, equals", "value: 161, equals")
    found = only(diff(repository, "main", repository.version({CITY: change})))
    assert found["cells"] == []
    assert found["fields"] == [
        {"key": "statements.reconsiderations.value", "old": "160", "new": "161"}
    ]
    assert {f["rule"] for f in found["findings"]} == {"statement-equals", "statement-growth"}


@pytest.mark.parametrize("path", [CITY, ZONE], ids=["with tables", "prose alone"])
def test_comments_and_blanks_between_figures_are_no_difference(
    repository: Repository, path: str
) -> None:
    def change(text: str) -> str:
        return text.replace(": [", ":  [ ").replace("\n", "\r\n") + "# more\r\n"

    report = only(diff(repository, "main", repository.version({path: change})))
    assert report["cells"] == report["fields"] == report["findings"] == []


def test_files_that_are_no_reports_are_named_with_their_kind(repository: Repository) -> None:
    tree = "content/jurisdictions/hailan.yaml"
    form = "datapackage/forms/2019.yaml"
    version = repository.version(
        {
            tree: lambda text: f"{text}# more\n",
            form: lambda text: f"{text}# more\n",
            "src/new.py": "",
        }
    )
    change = diff(repository, "main", version)
    assert change["kind"] == "both"
    assert change["notes"] == ["diff-contract-differs"]
    assert change["files"] == [
        {"path": tree, "kind": "data", "status": "changed"},
        {"path": form, "kind": "engine", "status": "changed"},
        {"path": "src/new.py", "kind": "engine", "status": "added"},
    ]
    assert (
        diff(repository, "main", repository.version({tree: lambda text: f"{text}#\n"}))["kind"]
        == "data"
    )


# -- what cannot be read


def test_a_conflict_left_in_a_file_is_said_and_the_rest_is_compared(repository: Repository) -> None:
    marked = repository.version(
        {
            CITY: lambda text: f"<<<<<<< HEAD\n{text}",
            TOWN: lambda text: text.replace("kind:", "kind: "),
        }
    )
    found = {report["id"]: report for report in diff(repository, "main", marked)["reports"]}
    (fault,) = found[ID]["faults_after"]
    assert "unfinished merge" in fault["sentence"]["en"]
    assert found[ID]["after"] is None
    assert found[ID]["fields"] == []
    assert len(found) == 2
    before = {report["id"]: report for report in diff(repository, marked, "main")["reports"]}
    assert before[ID]["faults_before"]
    assert before[ID]["after"]["sums"] == {"holds": 42}


def test_a_link_is_not_followed(repository: Repository) -> None:
    link = repository.version({CITY: "/etc/hostname"}, mode=LINK)
    (fault,) = only(diff(repository, "main", link))["faults_after"]
    assert "symbolic link" in fault["sentence"]["en"]


def test_a_file_larger_than_a_report_may_be_is_not_read(repository: Repository) -> None:
    large = repository.version({CITY: "x" * 300_000})
    (fault,) = only(diff(repository, "main", large))["faults_after"]
    assert "larger than" in fault["sentence"]["en"]


def test_a_contract_that_cannot_be_read_is_noted(repository: Repository) -> None:
    form = "datapackage/forms/2021.yaml"
    version = repository.version({CITY: SILENT, form: "nonsense: ["})
    change = diff(repository, "main", version)
    assert change["notes"] == ["diff-contract-head", "diff-contract-differs"]
    assert only(change)["cells"]
    back = diff(repository, version, repository.version({TOWN: lambda text: f"{text}#\n"}))
    assert back["notes"][0] == "diff-contract-base"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nonsense", "is no revision of this repository"),
        ("-x", "No such option"),
        ("a`id`", "“a`id`” is no revision"),
        ("a b", "is no revision of this repository"),
        ("a\nb\x1b[31m", "is no revision of this repository"),
        ("main;id", "is no revision of this repository"),
        ("$(id)", "is no revision of this repository"),
        ("^main", "is no revision of this repository"),
        ("main..main", "is no revision of this repository"),
        ("--upload-pack=id", "No such option"),
        ("HEAD~3", "is no revision of this repository"),
        (str(ROOT / "tests"), "is not the project’s folder"),
        ("main:content", "is no revision of this repository"),
    ],
)
def test_a_base_that_cannot_be_had_is_wrong_usage(
    repository: Repository, given: str, said: str
) -> None:
    done = run(repository.root, "diff", given)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", ["fix-`touch-x`-$(touch${IFS}x)", "a;touch`x", "题-&|<>#'\"!"])
def test_a_branch_may_have_any_name_that_git_allows_and_none_is_executed(
    repository: Repository, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository.root, "branch", "-f", name, repository.version({CITY: SILENT}))
    monkeypatch.chdir(tmp_path)
    done = run(repository.root, "diff", "main", name)
    assert (done.exit_code, done.stdout.split("\n")[0]) == (0, f"main → {name}")
    assert run(repository.root, "check", "--base", name).exit_code == 0
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(
        run(repository.root, "diff", name, "main", "--format", "markdown").stdout
    )
    assert {t.type for t in tokens if t.type.startswith("html")} == set()
    (shown, *_) = [c.content for t in tokens for c in t.children or [] if c.type == "code_inline"]
    assert shown == name
    assert list(tmp_path.iterdir()) == []


def test_a_revision_behind_two_dashes_that_begins_with_one_is_refused(
    repository: Repository,
) -> None:
    done = CliRunner().invoke(main, ["diff", "--root", str(repository.root), "--", "-x"])
    assert done.exit_code == 2
    assert "-x" in done.output


def test_where_there_is_no_repository_folders_are_asked_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    done = run(project, "diff", "main")
    assert done.exit_code == 2
    assert "is no repository of git" in done.output
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "git is not installed" in run(project, "diff", "main").output
    assert run(project, "diff", str(project)).exit_code == 0


def test_a_shallow_clone_says_what_brings_the_rest(repository: Repository, tmp_path: Path) -> None:
    newer = repository.version({CITY: SILENT})
    git(repository.root, "branch", "-f", "newer", newer)
    git(tmp_path, "clone", "-q", "--depth=1", "-b", "newer", repository.root.as_uri(), "clone")
    done = run(tmp_path / "clone", "diff", "HEAD~1")
    assert done.exit_code == 2
    assert "git fetch --unshallow" in done.output
    assert run(tmp_path / "clone", "diff", "HEAD").exit_code == 0


def test_only_git_is_called_and_never_through_a_shell(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    real = subprocess.run

    def noted(words: list[str], **options: Any) -> Any:
        asked.append(words)
        assert not options.get("shell")
        return real(words, **options)

    monkeypatch.setattr(calls.subprocess, "run", noted)
    diff(repository, "main", repository.version({CITY: SILENT}))
    # The numbers of commits that the tests make are asked for by git too: by its bare name.
    ours = [words for words in asked if words[0] == shutil.which("git")]
    verbs = {
        next(word for word in words[3:] if not word.startswith("-") and "=" not in word)
        for words in ours
    }
    assert verbs == {"rev-parse", "ls-tree", "cat-file"}


# -- folders, and the files as they are now


def test_a_folder_is_compared_as_a_revision_is(repository: Repository, tmp_path: Path) -> None:
    folder = shutil.copytree(
        repository.root, tmp_path / "other", ignore=shutil.ignore_patterns(".git")
    )
    file = folder / CITY
    file.write_text(WRONG(file.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    by_folder = diff(repository, "main", str(folder))
    by_commit = diff(repository, "main", repository.version({CITY: WRONG}))
    assert by_folder["reports"] == by_commit["reports"]
    assert run(folder, "diff", str(repository.root), "--format", "json").exit_code == 0


def test_without_head_the_files_are_those_that_are_there_now(
    repository: Repository, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", repository.root.as_uri(), "clone")
    root = tmp_path / "clone"
    file = root / CITY
    file.write_text(WRONG(file.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    (root / "dist").mkdir()
    (root / "dist" / "index.html").write_text("made")
    (root / ".venv").symlink_to("/nowhere")
    change = json.loads(run(root, "diff", "main", "--format", "json").stdout)
    assert (change["kind"], len(only(change)["cells"])) == ("data", 1)
    file.unlink()
    os.mkfifo(file)
    done = run(root, "diff", "main", "--format", "json")
    assert only(json.loads(done.stdout))["faults_after"], "a pipe is not waited for"


def test_only_what_differs_and_its_neighbours_are_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.content import load

    read: list[str] = []
    real = load.read
    monkeypatch.setattr(load, "read", lambda *a: (read.append(a[1]), real(*a))[1])
    diff(repository, "main", repository.version({YEAR: lambda text: f"{text}#\n"}))
    assert {name.rpartition("/")[0] for name in read} <= {
        "beiyu/songhe",
        "beiyu/songhe/xueping",
        "beiyu/songhe/yuguan",
    }
    assert len(read) <= 2 * len(set(read)), "each once on each side"


# -- how it is said


def everything(repository: Repository) -> str:
    """One version with all kinds of changes."""
    moved = "content/reports/hailan/general-office/2020.yaml"
    return repository.version(
        {
            CITY: lambda text: SILENT(WRONG(text)),
            TOWN: lambda text: f"<<<<<<< HEAD\n{text}",
            YEAR: None,
            DISTRICT: instead("verified_by: null", "verified_by: somebody"),
            moved: repository.text("content/reports/hailan/general-office/2019.yaml"),
            "content/reports/hailan/general-office/2019.yaml": None,
            "datapackage/breaks.yaml": lambda text: f"{text}# more\n",
            "src/`@all` <b>.py": "",
        }
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("en.txt", ["--lang", "en"]),
        ("zh.txt", ["--lang", "zh"]),
        ("zh.md", ["--lang", "zh", "--format", "markdown"]),
        ("en.md", ["--lang", "en", "--format", "markdown"]),
        ("change.json", ["--format", "json"]),
    ],
)
def test_a_change_is_said_as_it_was(
    repository: Repository, name: str, options: list[str], pytestconfig: pytest.Config
) -> None:
    """`pytest --bless` accepts what is said now."""
    version = everything(repository)
    done = run(repository.root, "diff", "main", version, *options)
    assert done.exit_code == 0, done.output
    made = done.stdout.replace(version, "COMMIT")
    if name.endswith(".json"):
        made = json.dumps(json.loads(made), ensure_ascii=False, indent=1) + "\n"
    if pytestconfig.getoption("bless"):
        (GOLDEN / name).write_text(made, encoding="utf-8")
    assert made == (GOLDEN / name).read_text(encoding="utf-8")


HOSTILE = (
    "@all #1 <img src=x onerror=x> ![](https://x.example) `a` ``b | c\t::error::x https://x.example"
)


def test_in_markdown_no_word_of_a_file_is_more_than_text(repository: Repository) -> None:
    title = json.dumps(HOSTILE.replace("\t", " "))
    old = next(line for line in repository.text(CITY).split("\n") if line.startswith("title:"))
    version = repository.version(
        {CITY: instead(old, f"title: {title}"), f"docs/{HOSTILE}".replace("//", "/"): ""}
    )
    text = run(repository.root, "diff", "main", version, "--format", "markdown").stdout
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "code_inline"}
    assert {token.type for token in tokens if token.type.startswith("html")} == set()
    plain = "".join(child.content for child in inline if child.type == "text")
    assert not any(sign in plain for sign in ("@", "#1", "<", "https", "::error"))
    assert any("onerror" in child.content for child in inline)


def test_markdown_that_would_be_too_long_says_that_it_was_cut(repository: Repository) -> None:
    sides = (side(repository.root, one) for one in ("main", everything(repository)))
    change = compare(*sides, catalogs())
    text = texts.as_markdown(change, catalogs()["zh"], room=1000)
    assert len(text.encode()) < 1200
    assert "这里放不下" in text


# -- two transcriptions of one document


def test_two_transcriptions_are_compared_cell_by_cell(
    repository: Repository, tmp_path: Path
) -> None:
    file, second = repository.root / CITY, tmp_path / "second.yaml"
    second.write_text(WRONG(repository.text(CITY)), encoding="utf-8", newline="")
    done = run(repository.root, "compare", str(file), str(second))
    assert done.exit_code == 1
    assert "1974 → 1947" in done.stdout
    assert "A sum through it no longer adds up." in done.stdout
    back = run(repository.root, "compare", str(second), str(file))
    assert "1947 → 1974" in back.stdout
    same = run(repository.root, "compare", str(file), str(file))
    assert (same.exit_code, "Nothing is changed" in same.stdout) == (0, True)
    lone = run(repository.root, "compare", str(second), str(second))
    assert (lone.exit_code, "neither file stands in content/reports" in lone.output) == (2, True)
    second.write_bytes(b"\xff\xfe")
    done = run(repository.root, "compare", str(file), str(second))
    assert (done.exit_code, "The file cannot be read" in done.stdout) == (1, True)


def test_a_cell_that_a_draft_has_not_read_differs_from_no_figure(
    repository: Repository, tmp_path: Path
) -> None:
    root = repository.root
    first, second = root / CITY, tmp_path / "2023.yaml"
    whole = repository.text(CITY)
    draft = instead("granted:                  [1974,", "granted:                  [unread,")(whole)
    draft = instead("licensing:           [1387111]", "licensing:           [unread]")(draft)
    second.write_text(draft, encoding="utf-8", newline="")
    done = run(root, "compare", str(first), str(second))
    assert done.exit_code == 1
    assert "2 cells are not read on one side" in done.stdout
    assert f"not read in {second}; {first} has 1974" in done.stdout
    assert f"not read in {second}; {first} has 1387111" in done.stdout
    assert " → " not in done.stdout.partition("\n")[2], (
        "nothing differs: no figure, no sum, no share"
    )
    assert "differ" not in done.stdout.replace("no figures differ", "")
    # Read otherwise on the other side, and a figure that does differ.
    other = tmp_path / "other.yaml"
    text = SILENT(instead("licensing:           [1387111]", "licensing:           [unread]")(whole))
    other.write_text(WRONG(text), encoding="utf-8", newline="")
    inside = root / "content/reports/yunze/qingwu/2022.yaml"
    try:
        inside.write_text(draft, encoding="utf-8", newline="")
        done = run(root, "compare", str(inside), str(other), "--lang", "zh")
    finally:
        inside.unlink()
    assert "有 1 格不同" in done.stdout
    assert "356 → 365" in done.stdout
    assert "自然人，表三：申请：2022.yaml 没有读出；other.yaml 是 1947" in done.stdout
    assert "两份都没有读出" in done.stdout
    # A pull request may not bring one.
    marked = repository.version({CITY: draft})
    (report,) = [one for one in diff(repository, "main", marked)["reports"] if one["id"] == ID]
    assert report["faults_after"]


def test_diff_is_a_command_that_users_call(country: Path) -> None:
    done = command("diff", str(country), "--lang", "en", root=country)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is changed" in done.stdout
