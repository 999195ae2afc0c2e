"""What a change costs: six kinds of change are made in a copy of the project, and each is compared
with its row in the table of docs/architecture.md.

For each: the change works; every file that differs is one that the row names; the row asks for
`schema` and for `--bless` exactly where the editor's schema or the package of the miniature country
is another one now; and the catalogs still keep the rules of test_words. What other tests of the row
would say of it (style, weight, links), nobody asks here.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import test_words
from conftest import GOLDEN, ROOT, miniature, tree
from gongkai.contract import editor, read_contract
from gongkai.model.languages import LANGUAGES, SITE_LANGUAGES
from gongkai.words import read_words
from test_golden import is_data

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from pages import plain
from printed import printed

RULE = """added:
  severity: info
  applies_to: report
  about: document
  formula: granted <= handled
  zh: {title: 加的规则, sentence: 予以公开不超过总计, explanation: 试验。, short: 加的, broken: '{stated} {computed}'}
  en: {title: An added rule, sentence: No more is granted than handled, explanation: A trial., short: added, broken: '{stated} {computed}'}
  source: {zh: 试验, en: A trial}
"""
JUDGE = '''

def added(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """No more requests are granted than handled."""
    granted, handled = (report.derived(f"requests.{row}.total") for row in ("granted", "handled"))
    if granted is not None and handled is not None:
        verdict = Verdict.HOLDS if granted <= handled else Verdict.BROKEN
        yield Finding(report.id, rule, "requests.granted.total", verdict, Bound(granted, handled))
'''
INDICATOR = """added:
  numerator: [requests.granted.total]
  denominator: [requests.received.total]
  zh: {title: 加的指标, formula: 予以公开 ÷ 新收, read: 试验。, not: 试验。}
  en: {title: An added indicator, formula: granted ÷ received, read: A trial., not: A trial.}
"""
COLUMN = "- {name: added, type: integer, required: true, title: {zh: 加的, en: Added}, description: {zh: 试验。, en: A trial.}}\n"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project with the miniature country as its content."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "build.py", tmp_path)
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    return tmp_path


def run(root: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments, "--lang", "en"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def build(root: Path) -> Path:
    run(root, "--no-cache", "--workers", "1")
    return root / "dist"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")


def rows(dist: Path, table: str) -> list[dict[str, str]]:
    with open(dist / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(kind: str) -> tuple[str, str]:
    """What the table says of a kind of change: what to write, and what to run then."""
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    ((write, then),) = re.findall(
        rf"^\| {re.escape(kind)} \| (.+) \| (.+) \|$", document, re.MULTILINE
    )
    return write, then


def is_named(path: str, write: str) -> bool:
    """Whether the row names a file, by some end of its path, or the folder in which it stands."""
    names = re.findall(r"`([^`]+)`", write)
    parts = path.split("/")
    ends = ["/".join(parts[n:]) for n in range(len(parts))]
    ends += ["/".join(parts[n:-1]) + "/" for n in range(len(parts) - 1)]
    return any(end in names for end in ends)


def assert_as_documented(kind: str, root: Path, dist: Path | None = None) -> None:
    """The change that was made in a copy is what its row in the document says."""
    write, then = row(kind)
    for folder in ("src", "datapackage", "site"):
        before, after = tree(ROOT / folder), tree(root / folder)
        for path in sorted(before.keys() | after.keys()):
            if "__pycache__" not in path and before.get(path) != after.get(path):
                named = f"{folder}/{path}" == editor.PATH or is_named(f"{folder}/{path}", write)
                assert named, f"the row of {kind} names no {folder}/{path}"
    stale = (ROOT / editor.PATH).read_bytes() != editor.report_schema(read_contract(root))
    assert ("`schema`" in then) == stale, f"{kind}: the editor's schema"
    if dist is not None:
        made = {path: data for path, data in tree(dist).items() if is_data(path)}
        other = made != tree(GOLDEN / "expected")
        assert ("`--bless`" in then) == other, f"{kind}: the package of the miniature country"
    words = {code: read_words(root, code) for code in SITE_LANGUAGES}
    test_words.test_all_catalogs_have_the_same_ids(words)
    test_words.test_no_text_accuses_or_shouts(words, read_contract(root))
    test_words.test_no_text_is_left_in_the_other_language(words)
    assert test_words.unused(words["en"], root) == set()


def test_the_tests_that_the_table_names_are_there() -> None:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = document.partition("## What a change costs")[2].partition("\n## ")[0]
    named = set(re.findall(r"\btest_\w+", table))
    assert named - {path.stem for path in (ROOT / "tests").glob("test_*.py")} == set()


def test_a_rule_is_an_entry_and_a_function(copied: Path) -> None:
    rules = copied / "src" / "gongkai" / "checks" / "rules"
    append(copied / "datapackage" / "rules.yaml", RULE)
    append(rules / "series.py", JUDGE)
    edit(
        rules / "__init__.py",
        '    "jump": series.jump,\n',
        '    "jump": series.jump,\n    "added": series.added,\n',
    )
    dist = build(copied)
    found = [row for row in rows(dist, "findings") if row["rule"] == "added"]
    assert {(row["verdict"], row["severity"], row["difference"]) for row in found} == {
        ("holds", "info", "")
    }
    assert "加的规则" in (dist / "rules" / "added" / "index.html").read_text(encoding="utf-8")
    assert "An added rule" in (dist / "en" / "rules" / "index.html").read_text(encoding="utf-8")
    assert_as_documented("a rule", copied, dist)


def test_an_indicator_is_an_entry(copied: Path) -> None:
    append(copied / "datapackage" / "indicators.yaml", INDICATOR)
    dist = build(copied)
    assert [row for row in rows(dist, "indicator_values") if row["indicator"] == "added"]
    page = dist / "en" / "indicators" / "added" / "index.html"
    assert "An added indicator" in page.read_text(encoding="utf-8")
    assert_as_documented("an indicator", copied, dist)


def test_a_column_is_an_entry_and_a_key(copied: Path) -> None:
    schema = copied / "datapackage" / "schemas" / "reports.yaml"
    edit(schema, "- {name: readers,", COLUMN + "- {name: readers,")
    tables = copied / "src" / "gongkai" / "package" / "tables"
    (path,) = [p for p in tables.glob("*.py") if '"index_number":' in p.read_text(encoding="utf-8")]
    edit(
        path,
        '        "index_number":',
        '        "added": len(report.cells),\n        "index_number":',
    )
    dist = build(copied)
    assert {row["added"] for row in rows(dist, "reports")} > {"0"}
    package = json.loads((dist / "data" / "datapackage.json").read_bytes())
    (reports,) = [one for one in package["resources"] if one["name"] == "reports"]
    assert "added" in [field["name"] for field in reports["schema"]["fields"]]
    assert "A trial." in (dist / "en/data/dictionary/reports/index.html").read_text(
        encoding="utf-8"
    )
    assert_as_documented("a column", copied, dist)


def test_a_form_is_a_file(copied: Path) -> None:
    forms = copied / "datapackage" / "forms"
    text = (forms / "2021.yaml").read_text(encoding="utf-8")
    for old, new in (("\nid: 2021\n", "\nid: 2024\n"), ("since: 2021", "since: 2024"),
                     ("zh: 规章, en:", "zh: 新规章, en:")):  # fmt: skip
        text = text.replace(old, new)
    (forms / "2024.yaml").write_text(text, encoding="utf-8")
    run(copied, "schema")
    report = copied / "content" / "reports" / "yangsheng" / "jiashi" / "2022.yaml"
    written = report.read_text(encoding="utf-8")
    assert "form: 2021" in written
    report.write_text(written.replace("form: 2021", "form: 2024"), encoding="utf-8")
    dist = build(copied)
    assert "新规章" in (dist / "yangsheng/jiashi/2022/index.html").read_text(encoding="utf-8")
    (found,) = [one for one in rows(dist, "reports") if one["id"] == "yangsheng/jiashi/2022"]
    assert found["disclosure_form"] == "2024"
    assert_as_documented("a form", copied, dist)


def test_a_kind_of_page_is_a_template_a_function_and_its_words(copied: Path) -> None:
    pages, look = copied / "src" / "gongkai" / "pages", copied / "site"
    (look / "templates" / "added.html").write_text(
        '{% extends "base.html" %}\n{% block main %}\n'
        '<h1>{{ _("added-title") }}</h1>\n<p>{{ number_of_places | number }}</p>\n{% endblock %}\n',
        encoding="utf-8",
    )
    titles = {lang: "加的页" if lang == "zh" else "An added page" for lang in SITE_LANGUAGES}
    for lang, title in titles.items():
        append(look / "locale" / f"{lang}.yaml", f"added-title: {title}\n")
    edit(
        pages / "contexts.py",
        '        "archive": ',
        '        "added": "number_of_places",\n        "archive": ',
    )
    edit(
        pages / "front.py",
        "    yield home.page(view, overview)\n",
        "    yield home.page(view, overview)\n"
        '    added = view.at("design/added/")\n'
        '    yield added.render("added.html", number_of_places=len(site.tree))\n',
    )
    dist = build(copied)
    for language in LANGUAGES.values():
        title = titles[language.code]
        page = (dist / language.folder / "design/added/index.html").read_text(encoding="utf-8")
        assert f"<html lang={language.tag}>" in page
        assert f"<h1>{title}</h1>" in page
        assert "<nav" in page
    assert_as_documented("a kind of page", copied, dist)


def test_a_kind_of_source_document_is_a_module_and_a_line(copied: Path) -> None:
    drafting = copied / "src" / "gongkai" / "drafting"
    (drafting / "readers" / "added.py").write_text(
        '"""Pages that begin with a word of their own."""\n\n'
        "from gongkai.drafting.grid import Document\n"
        "from gongkai.drafting.readers import html\n\n\n"
        "def read(data: bytes) -> Document:\n"
        '    """The page behind the word."""\n'
        '    return html.read(data.removeprefix(b"ADDED").decode(), "ADDED")\n',
        encoding="utf-8",
    )
    edit(
        drafting / "source.py",
        "KINDS: Sequence[Kind] = (\n",
        'KINDS: Sequence[Kind] = (\n    Kind(lambda file: file.begins(b"ADDED"), "added"),\n',
    )
    document = copied / "saved.bin"
    document.write_bytes(b"ADDED" + plain(printed(miniature().reports["yangsheng/jiashi/2022"])))
    path = copied / "content" / "reports" / "yangsheng" / "jiashi" / "2022.yaml"
    path.unlink()
    # 1: a sum of the document does not add up.
    drafted = run(copied, "draft", str(document), "--as", "yangsheng/jiashi/2022", code=1)
    assert "ADDED" in drafted
    assert path.exists()
    assert_as_documented("a kind of source document", copied)
