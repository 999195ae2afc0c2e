"""Promises of the house: who may know whom, where things live, what is never done."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "gongkai"
BASE = {
    "model",
    "verdict",
    "forms",
    "unroll",
    "yamlread",
    "ours",
    "shape",
    "shapes",
    "formshape",
    "breaks",
    "contract",
    "words",
    "wording",
    "prose",
    "templating",
}
STAGES = {
    "load",
    "rules",
    "implied",
    "indicators",
    "tables",
    "package",
    "badges",
    "pages",
    "write",
    "editor",
    "canonical",
    "draft",
}
# Beside the stages: each knows what it puts together.
KNOWING = BASE | {"load", "rules", "implied", "indicators"}
WIRING: dict[str, set[str]] = {
    "options": set(),
    "faults": BASE | {"cluster", "stop", "workers"},
    "reader": BASE | {"draft"},
    "intake": KNOWING | {"canonical", "draft", "project", "reader", "shelf", "write"},
    "drafting": BASE | {"faults", "intake", "load", "options"},
    "stop": set(),
    "timing": set(),
    "workers": {"ours"},
    "cluster": set(),
    "shelf": KNOWING,
    "console": BASE | {"shelf"},
    "copies": BASE | {"console", "load", "project"},
    "cache": BASE | {"console", "package", "pages", "timing", "write"},
    "project": BASE | {"load", "pages", "shelf"},
    "run": {"cache", "timing"},
    "publish": BASE
    | STAGES
    | {"run", "project", "shelf", "console", "copies", "cache", "workers", "timing", "rewrite"},
    "rewrite": BASE | {"canonical", "load", "project"},
    "skeleton": BASE | {"canonical"},
    "commands": BASE | {"console", "faults", "load", "options", "rewrite", "skeleton", "write"},
    "crew": {"run", "workers", "cluster"},
    "preview": BASE
    | {"load", "package", "pages", "cache", "console", "project", "publish", "run", "workers"},
    "serve": {"ours", "preview"},
    "cli": BASE
    | STAGES
    | {
        "drafting",
        "faults",
        "options",
        "run",
        "publish",
        "console",
        "cache",
        "crew",
        "preview",
        "serve",
        "stop",
        "commands",
    },
}


WRITERS = {
    "write.py",
    "cli.py",  # the schema for editors
    "cache.py",  # what is kept beside the output
    *("package/sqlite.py", "package/parquet.py", "package/workbook.py"),  # too large for the memory
}


def imports(path: Path) -> set[str]:
    """The modules of ours, by their first name below gongkai, that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "gongkai":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gongkai."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("gongkai.")}
    return found


def modules() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        found.setdefault(name, set()).update(imports(path))
    return found


def test_stages_know_the_base_and_never_each_other() -> None:
    for name, known in modules().items():
        if name in STAGES:
            assert known <= BASE | {name}, name
        elif name in BASE:
            assert known <= BASE, name
        elif name in WIRING:
            assert known - {name} <= WIRING[name], name
        else:
            assert name == "__init__", f"{name} is neither base, stage nor wiring"


def test_only_one_module_reads_the_content_and_one_writes() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(SOURCE).as_posix()
        if re.search(r"""["']content["'/]""", text.replace('FOLDER = "content/reports/"', "")):
            assert name in (
                "load/__init__.py",
                "load/report.py",
                "write.py",
                "cli.py",
                "draft/html.py",  # an attribute of <meta>
                "draft/styles.py",  # a property of CSS
                "faults.py",  # what a project's folder holds
                "editor.py",
                "serve.py",  # which folders are watched
            ), name
        if re.search(r"\.write_(text|bytes)\(|open\([^)]*[\"'][wax]b?[\"']", text):
            assert name in WRITERS, name


def test_the_clock_and_the_network_are_nowhere() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(time\.time|datetime\.now|date\.today|utcnow)\b", text), path
        network = r"^\s*(import|from) (socket|urllib\.request|http|requests|distributed)\b"
        if path.name not in ("serve.py", "cluster.py"):  # what they are for
            assert not re.search(network, text, re.M), path


def test_one_module_counts_the_parents_of_its_file() -> None:
    """A module that moves must not hash, or send to a cluster, another folder than before."""
    naming = [p for p in SOURCE.rglob("*.py") if "__file__" in p.read_text(encoding="utf-8")]
    assert naming == [SOURCE / "__init__.py"]


def test_no_test_looks_at_the_clock() -> None:
    """A busy machine is no fault: work is counted or compared; the benchmark measures seconds."""
    clock = re.compile(r"perf_counter|time\.time\(|performance\.now")
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "tests").glob("*.py"))
        if path.name != Path(__file__).name
        for line in path.read_text(encoding="utf-8").splitlines()
        if clock.search(line)
    ]
    assert found == []


def test_there_is_no_python_under_site_and_no_logic_in_the_doorbell() -> None:
    assert not list((ROOT / "site").rglob("*.py"))
    assert len((ROOT / "build.py").read_text(encoding="utf-8").splitlines()) <= 15


def test_nothing_is_marked_as_safe_but_rendered_markdown_and_what_templates_gave() -> None:
    for path in (ROOT / "site" / "templates").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape false|from_string", text), path
    marked = {
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bMarkup\(|\bfrom_string", path.read_text(encoding="utf-8"))
    }
    assert marked == {"templating.py", "stencil.py"}


def test_every_attribute_in_a_template_is_quoted() -> None:
    for path in (ROOT / "site" / "templates").rglob("*.html"):
        text = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text(encoding="utf-8"))
        text = re.sub(r'"[^"]*"', '""', text)
        assert not re.search(r"<[a-z][^>]*\s[a-z-]+=[^\"]", text), path


def test_modules_hold_one_thing() -> None:
    for path in SOURCE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 360, path


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    pattern = re.compile(r"https?://[^ \"']*(/simple/|[.]whl|[.]tgz|[.]deb\b)|/home/\w|/Users/\w")
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".pdf") and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not pattern.search(text), name


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^([a-z0-9-]+)==", text, re.M)
        assert len(pinned) > 30
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_every_declared_package_is_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
        "requirements-bench.txt": project["dependency-groups"]["bench"],
    }
    for name, packages in wanted.items():
        locked = (ROOT / name).read_text(encoding="utf-8")
        for package in packages:
            assert f"\n{re.split('[>=<]', package)[0]}==" in f"\n{locked}", package


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "LICENSE-DATA", "CITATION.cff", "docs/architecture.md", "content/README.md"],
)  # fmt: skip
def test_a_stranger_finds_the_documents(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8")) > 300


def test_links_between_our_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "content/README.md"]:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not target.startswith(("http", "mailto:")):
                assert (path.parent / target).exists(), (path.name, target)


def test_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make site" in text
    assert "make test" in text
    assert "docs/screenshot.png" in text


@pytest.mark.parametrize("arguments", [["format", "--check", "."], ["check", "."]])
def test_ruff_finds_nothing(arguments: list[str]) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ruff"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_mypy_finds_nothing() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "mypy")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
