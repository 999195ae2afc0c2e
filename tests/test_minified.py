"""Scripts and style sheets are published small, with what was written beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT
from gongkai.build.minified import kind, minified, source
from gongkai.text.ours import UnreadableError


def test_what_was_written_stands_beside_what_is_published(dist: Path) -> None:
    written = {path.name: path.read_bytes() for path in (ROOT / "site/static").glob("*")}
    assert {"check.js", "style.css", "card.png"} <= written.keys()
    for name, data in written.items():
        path = f"static/{name}"
        if kind(path) is None:
            assert (dist / path).read_bytes() == data
            assert not (dist / source(path)).exists()
            continue
        assert (dist / source(path)).read_bytes() == data
        first, _, rest = (dist / path).read_text(encoding="utf-8").partition("\n")
        assert first == f"/* Minified. To read: source/{name} */"
        assert 0 < len(rest.encode()) < len(data), name
        assert "\0" not in rest


@pytest.mark.parametrize(
    ("text", "place"),
    [("let a = 1;\nlet b = (=;\n", (2, 10)), ("const a = '中;\n", (1, 11))],
    ids=["a sign too many", "a quote that does not end"],
)
def test_a_script_that_cannot_be_read_is_told_with_its_line(
    text: str, place: tuple[int, int]
) -> None:
    with pytest.raises(UnreadableError) as caught:
        minified({"static/a.js": text.encode(), "static/b.css": b"a { color: red }"})
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.column) == ("site/static/a.js", *place)


def test_nothing_asked_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", None)
    assert minified({}) == {}
