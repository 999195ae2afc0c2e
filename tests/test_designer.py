"""Whoever knows Jinja changes a page in site/templates alone; a slip there is told with its place."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import GOLDEN, command, lay_out, tree
from gongkai.build import templates
from gongkai.build.context import Context
from gongkai.build.preview import NotFineError, Preview
from gongkai.build.workers import pool
from gongkai.text.ours import UnreadableError
from gongkai.words import read_words

REPORT = "yangsheng/jiashi/2022"
Change = Callable[[str, str, str], Path]


def changed(root: Path, name: str, old: str, new: str) -> Path:
    """A project with one text changed in one template."""
    path = root / "site" / "templates" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return root


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """Changes the miniature country so."""
    return functools.partial(changed, lay_out(tmp_path, GOLDEN / "content"))


# -- five changes

CONDITION = (
    "{% if report.year > 2021 and report.cells['requests.received.total'].value %}<hr>{% endif %}"
)
FIVE = [
    ("jurisdiction.html", '<th scope="col">{{ _("reports-newest") }}', '<th scope="col">Level<th scope="col">{{ _("reports-newest") }}'),
    ("jurisdiction.html", "</a><td>{% if child.shown %}", "</a><td>{{ child.entry.level | upper }}<td>{% if child.shown %}"),
    ("report.html", '<p class="badges">', f'{CONDITION}<p class="badges">'),
    ("macros/table.html", "{%- else %}{{ c | cell }}", '{%- else %}{{ "%05d" | format(c.value) }}'),
    ("base.html", "</head>", '<meta name="year" content="{{ created[:4] }}">\n</head>'),
]  # fmt: skip


@pytest.fixture(scope="module")
def redesigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the miniature country with all five, of which one moves a section."""
    root = lay_out(tmp_path_factory.mktemp("redesigned"), GOLDEN / "content")
    for name, old, new in FIVE:
        changed(root, name, old, new)
    file = root / "site" / "templates" / "report.html"
    head, mark, rest = file.read_text(encoding="utf-8").partition("{# What a reader takes along")
    section, end = rest.rsplit("{% endblock %}", 1)
    first, source, others = head.partition("{# Where it comes from. #}")
    file.write_text(
        f"{first}{mark}{section}{source}{others}{{% endblock %}}{end}", encoding="utf-8"
    )
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def shown(dist: Path, page: str) -> str:
    return (dist / page / "index.html").read_text(encoding="utf-8")


def test_a_column_in_a_table_of_places(redesigned: Path) -> None:
    page = shown(redesigned, "en/yangsheng")
    assert "<th scope=col>Level<th scope=col>" in page
    assert "<td>PREFECTURE<td>" in page


def test_a_condition_on_a_year(redesigned: Path) -> None:
    assert "<hr><p class=badges>" in shown(redesigned, REPORT)
    assert "<hr>" not in shown(redesigned, "yangsheng/jiashi/kaifaqu/2021")


def test_a_filter(redesigned: Path, golden: Path) -> None:
    cell = shown(golden, REPORT).partition("<td id=requests.received.total>")[2].partition("<td")[0]
    assert cell.isdecimal()
    page = shown(redesigned, REPORT)
    assert f"<td id=requests.received.total>{int(cell):05}<td" in page


def test_a_reordered_section(redesigned: Path) -> None:
    page = shown(redesigned, REPORT)
    assert 0 < page.index("id=part-requests") < page.index("id=leave") < page.index("id=source")


def test_a_line_in_the_head(redesigned: Path) -> None:
    year = shown(redesigned, REPORT).partition("<meta name=year content=")[2]
    assert year[:4].isdecimal()
    for path in redesigned.rglob("index.html"):
        html = path.read_text(encoding="utf-8")
        moved = "http-equiv=refresh" in html  # a page that leads on has no frame
        assert moved or "<meta name=year content=20" in html, path


# -- slips

SLIPS = {
    "a variable": ("report.html", "{% if again %}\n<section", "{% if agian %}\n<section", "'agian' is undefined"),
    "a variable in a branch": ("late.html", "{{ judged | number }}", "{{ jugded | number }}", "'jugded' is undefined"),
    "a variable of a macro": ("macros/marks.html", "{{ found.counted }}", "{{ fuond.counted }}", "'fuond' is undefined"),
    "a filter": ("term.html", "article=item.article | article", "article=item.article | artcle", "no filter named 'artcle'"),
    "a test": ("macros/table.html", "worked is none", "worked is nil", "no test named 'nil'"),
    "a macro": ("figures.html", "import crumbs", "import crumb", "has no 'crumb'"),
    "no template": ("rules.html", "{% endfor %}\n</dl>", "\n</dl>", "unknown tag 'endblock'"),
    "a field": ("report.html", "{{ report.path }}</code>", "{{ report.pth }}</code>", "has no attribute 'pth'"),
    "a value of another kind": ("home.html", "{{ all | number }}", "{{ years | number }}", "format"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "what"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_place_before_anything_is_written(
    change: Change, name: str, old: str, new: str, what: str
) -> None:
    root = change(name, old, new)
    text = (root / "site" / "templates" / name).read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1
    done = command("--lang", "en", root=root)
    assert done.returncode == 1, done.stderr
    place = f"site/templates/{name}:" + ("" if "tag" in what else f"{line}:")
    assert place in done.stdout + done.stderr
    assert what in done.stdout + done.stderr
    assert not (root / "dist").exists()


def test_under_serve_too(change: Change) -> None:
    root = change("report.html", "{{ crumbs(page, above) }}", "{{ crumbs(page, above) }}")
    words = read_words(root, "en")
    path = root / "site" / "templates" / "rule.html"
    text = path.read_text(encoding="utf-8")
    with pool(1) as here:
        preview = Preview(root, words, Context(here, here, 1), root / "dist")
        path.write_text(text.replace("{{ rule.formula }}", "{{ rlue.formula }}"), encoding="utf-8")
        with pytest.raises(UnreadableError):
            preview.changed([path])
        with pytest.raises(NotFineError, match=r"site/templates/rule\.html:\d+:.*'rlue'"):
            preview.find("index.html")
        path.write_text(text, encoding="utf-8")
        preview.changed([path])
        assert preview.find(f"{REPORT}/index.html")


# -- what is compiled is kept


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are kept beside the output, as anybody's are."""
    monkeypatch.delenv("GONGKAI_TEMPLATES")


def test_damaged_compiled_templates_break_nothing(own: None, tmp_path: Path, golden: Path) -> None:
    root = lay_out(tmp_path, GOLDEN / "content")
    assert command(root=root).returncode == 0
    kept = [path for path in (root / ".dist.templates").rglob("*") if path.is_file()]
    assert len(kept) > 40
    for number, path in enumerate(kept):
        data = path.read_bytes()
        path.write_bytes((data[:-9], b"", data[:40] + b"\0" + data[41:], b"x" * 99)[number % 4])
    (kept[0].parent / "checked").unlink(missing_ok=True)
    assert command("--no-cache", root=root).returncode == 0
    assert tree(root / "dist") == tree(golden)


def test_no_other_templates_are_kept_and_none_where_others_may_write(
    own: None, tmp_path: Path
) -> None:
    first = Path(templates.prepare(tmp_path / "dist", "one"))
    assert first.is_dir()
    second = Path(templates.prepare(tmp_path / "dist", "two"))
    assert second.is_dir()
    assert not first.exists()
    assert second.parent.stat().st_mode & 0o077 == 0
    second.parent.chmod(0o777)
    assert templates.prepare(tmp_path / "dist", "two") == ""
    shutil.rmtree(second.parent)
    (tmp_path / "elsewhere").mkdir()
    second.parent.symlink_to(tmp_path / "elsewhere")
    assert templates.prepare(tmp_path / "dist", "two") == ""


def test_one_folder_may_hold_the_templates_of_many_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path / "shared"))
    first = templates.prepare(tmp_path / "dist", "one")
    assert first == templates.prepare(tmp_path / "other", "one")
    assert Path(templates.prepare(tmp_path / "dist", "two")).parent == Path(first).parent
    assert Path(first).is_dir()
    assert not (tmp_path / ".dist.templates").exists()
