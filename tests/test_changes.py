"""What a change costs: each kind of change of docs/architecture.md is made in a copy of the project,
in the files that the document names and in no others.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import GOLDEN, ROOT, miniature

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


def test_an_indicator_is_an_entry(copied: Path) -> None:
    append(copied / "datapackage" / "indicators.yaml", INDICATOR)
    dist = build(copied)
    assert [row for row in rows(dist, "indicator_values") if row["indicator"] == "added"]
    page = dist / "en" / "indicators" / "added" / "index.html"
    assert "An added indicator" in page.read_text(encoding="utf-8")


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
    (row,) = [row for row in rows(dist, "reports") if row["id"] == "yangsheng/jiashi/2022"]
    assert row["disclosure_form"] == "2024"


def test_a_kind_of_page_is_a_template_a_function_and_its_words(copied: Path) -> None:
    pages, look = copied / "src" / "gongkai" / "pages", copied / "site"
    (look / "templates" / "added.html").write_text(
        '{% extends "base.html" %}\n{% block main %}\n'
        '<h1>{{ _("added-title") }}</h1>\n<p>{{ number_of_places | number }}</p>\n{% endblock %}\n',
        encoding="utf-8",
    )
    for lang, title in (("zh", "加的页"), ("en", "An added page")):
        append(look / "locale" / f"{lang}.yaml", f"added-title: {title}\n")
    edit(
        pages / "contexts.py",
        '        "archive": ',
        '        "added": "number_of_places",\n        "archive": ',
    )
    edit(
        pages / "front.py",
        "    yield _home(view, overview)\n",
        "    yield _home(view, overview)\n"
        '    added = view.at("design/added/")\n'
        '    yield added.render("added.html", number_of_places=len(site.tree))\n',
    )
    dist = build(copied)
    for folder, lang, title in (("", "zh-Hans", "加的页"), ("en/", "en", "An added page")):
        page = (dist / folder / "design/added/index.html").read_text(encoding="utf-8")
        assert f"<html lang={lang}>" in page
        assert f"<h1>{title}</h1>" in page
        assert "<nav" in page


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
