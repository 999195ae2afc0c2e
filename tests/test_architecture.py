"""Promises of the house: who imports whom, where things live, what is never done."""

from __future__ import annotations

import ast
import graphlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Set
from pathlib import Path

import grimp
import pytest

from conftest import ROOT
from gongkai.checks.rules import JUDGES
from gongkai.contract import Contract
from gongkai.model.forms import ROLES
from gongkai.package import tables

SOURCE = ROOT / "src" / "gongkai"
WRITERS = {
    "build/output.py",
    "build/cache.py",  # what is kept beside the output
    "build/templates.py",  # the same
    "cli/release.py",  # the file of changes, among what is temporary
    "cli/main.py",  # the schema for editors, and what Zenodo is told
    "package/__init__.py",  # the crate, which describes finished files
    # too large for the memory
    # too large for the memory
    *("package/sqlite.py", "package/parquet.py", "package/workbook.py", "package/archive.py"),
}
NAMING_CONTENT = {
    "content/load/survey.py",
    "content/load/report.py",
    "content/load/answers.py",
    "build/output.py",
    "build/changes/side.py",  # what a project's folder holds
    "build/changes/difference.py",  # what of a project is data
    "cli/main.py",
    "cli/faults.py",  # what a project's folder holds
    "cli/server.py",  # which folders are watched
    "contract/editor.py",
    "package/api.py",  # a key of OpenAPI
    "build/release/packing.py",  # a key of CycloneDX
    "drafting/readers/html.py",  # an attribute of <meta>
    "drafting/readers/htmlstyles.py",  # a property of CSS
}


# Words that are codes of an official form, and mean something else in a folder of the engine.
ELSEWHERE = {
    "build": {
        "results": "an entry of the cache",
        "other": "an argument of a message: the second of two files",
    },
    "checks": {
        "change": "a kind and a relation of statements",
        "year": "an argument of a message: the year of a report",
    },
    "content": {
        "change": "a kind of statements; what a cell may hold",
        "other": "an argument of a message: the second of two parts",
        "year": "a key of a statement",
    },
    "contract": {
        "change": "what a cell may hold",
        "other": "a sentence for numbers other than one, in a catalog",
        "outcomes": "a key of a part: the set that says what became of the requests",
        "year": "a key of breaks and of statements",
    },
    "drafting": {"change": "what a cell may hold"},
    "package": {
        "change": "a column of changes.csv",
        "year": "a published column: the year of a report, a statement or a break",
    },
    "pages": {"replies": "what publishers answered"},
    "words": {
        "other": "a sentence for numbers other than one, in a catalog",
        "outcomes": "the id of a message",
    },
}


def test_a_listing_of_the_engine_explains_it() -> None:
    entries = {path.relative_to(SOURCE).parts[0] for path in SOURCE.rglob("*.py")}
    assert len(entries) <= 12
    assert {name for name in entries if name.endswith(".py")} == {"__init__.py"}
    for path in SOURCE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_a_folder_imports_only_folders_below_it() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_modules_import_each_other() -> None:
    graph = grimp.build_graph("gongkai", cache_dir=None)
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    graphlib.TopologicalSorter(imported).prepare()  # raises CycleError, with its modules


def test_no_two_classes_share_a_name() -> None:
    defined: dict[str, list[Path]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                defined.setdefault(node.name, []).append(path.relative_to(SOURCE))
    assert {name: paths for name, paths in defined.items() if len(paths) > 1} == {}


def test_only_one_module_reads_the_content_and_one_writes() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(SOURCE).as_posix()
        if re.search(r"""["']content["'/]""", text.replace('FOLDER = "content/reports/"', "")):
            assert name in NAMING_CONTENT, name
        if re.search(r"\.write_(text|bytes)\(|open\([^)]*[\"'][wax]b?[\"']", text):
            assert name in WRITERS, name


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text that a module has, also between the gaps of another, but for its docstrings."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if text and id(node) not in docstrings:
            yield node


def _words_of_forms(text: str, codes: Set[str]) -> set[str]:
    """The codes that a text is, alone or in an address; codes of several words also in prose."""
    if re.fullmatch(r"[\w.]+", text):
        return codes & {*text.split(".")}
    return {word for word in codes & {*re.findall(r"\w+", text)} if "_" in word}


@pytest.mark.parametrize(
    "folder", sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
)
def test_code_knows_no_word_of_a_form_but_its_roles(contract: Contract, folder: str) -> None:
    """Codes, parts, groups and sets are data. Roles, published tables and rules have one list."""
    parts = [part for form in contract.forms.values() for part in form.parts.values()]
    codes = {name for part in parts for name in (part.name, *part.strips, *part.groups, *part.sets)}
    codes |= {column.code for part in parts for block in part.blocks for column in block.columns}
    lists = {*ROLES, *tables.TABLES, *JUDGES}
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {', '.join(sorted(words))}"
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if node.value not in lists
        if (words := _words_of_forms(str(node.value), codes) - ELSEWHERE.get(folder, {}).keys())
    ]
    assert found == []


def test_what_a_word_means_elsewhere_is_listed_while_it_is_needed() -> None:
    """Each stands in its folder."""
    for folder, words in ELSEWHERE.items():
        texts = {
            node.value
            for path in (SOURCE / folder).rglob("*.py")
            for node in _strings(ast.parse(path.read_text(encoding="utf-8")))
        }
        assert words.keys() <= texts, folder


def test_the_clock_and_the_network_are_nowhere() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(time\.time|datetime\.now|date\.today|utcnow)\b", text), path
        network = r"^\s*(import|from) (socket|ssl|urllib\.request|http(?!\ import HTTPStatus)|requests|distributed)\b"
        # What these are for: `serve`, `--executor`, `sources --check`.
        allowed = ("cli/server.py", "build/cluster.py", "build/sources/client.py")
        if path.relative_to(SOURCE).as_posix() not in allowed:
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


def test_pages_are_given_a_view_and_not_its_pieces() -> None:
    """Site, language, messages, templates and address all follow from a view."""
    pieces = {"view", "site", "page", "lang", "words", "env"}
    for path in (SOURCE / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                given = pieces & {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
                # What is remembered by language is known by its messages and templates.
                assert len(given) < 2 or given == {"env", "words"}, f"{path.name}: {node.name}"


def test_there_is_no_python_under_site_and_no_logic_in_the_doorbell() -> None:
    assert not list((ROOT / "site").rglob("*.py"))
    assert len((ROOT / "build.py").read_text(encoding="utf-8").splitlines()) <= 18


def test_nothing_is_marked_as_safe_but_rendered_markdown_and_what_templates_gave() -> None:
    for path in (ROOT / "site" / "templates").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape false|from_string", text), path
    marked = {
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bMarkup\(|\bfrom_string", path.read_text(encoding="utf-8"))
    }
    assert marked == {"templating.py"}
    lines = (SOURCE / "pages" / "templating.py").read_text(encoding="utf-8").splitlines()
    marks = [line for line in lines if re.search(r"\bMarkup\((?!['\"])", line)]
    assert all("# noqa: S704 - " in line for line in marks), "each says why it is safe"


def test_every_attribute_in_a_template_is_quoted() -> None:
    for path in (ROOT / "site" / "templates").rglob("*.html"):
        text = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text(encoding="utf-8"))
        text = re.sub(r'"[^"]*"', '""', text)
        assert not re.search(r"<[a-z][^>]*\s[a-z-]+=[^\"]", text), path


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    pattern = re.compile(r"https?://[^ \"']*(/simple/|[.]whl|[.]tgz|[.]deb\b)|/home/\w|/Users/\w")
    for name in listed:
        path = ROOT / name
        if (
            path.is_file()
            and path.suffix not in (".png", ".webp", ".pdf")
            and path != Path(__file__)
        ):
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
