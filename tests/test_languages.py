"""One more language of the site is a row in the table of languages, and its catalog."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import GOLDEN, ROOT, lay_out, markup, tree
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, Language, Translated, nearest

ADDED = Language("eo", "Esperanto", "eo", "eo/", "en")
ROW = '    Language("eo", "Esperanto", "eo", "eo/", "en"),\n'
EVERY = (*LANGUAGES.values(), ADDED)
MARK = "¤"  # at the end of every sentence of the made-up language


def test_the_scripts_can_tell_a_language_by_its_tag_and_find_its_folder() -> None:
    first, *others = LANGUAGES.values()
    assert first.folder == ""
    for language in others:
        assert language.folder == f"{language.code}/"
    for language in LANGUAGES.values():
        assert language.tag.split("-")[0] == language.code


def test_a_text_that_is_not_there_is_that_of_the_fallback() -> None:
    assert Translated({"zh": "甲"})["en"] == "甲"
    assert Translated({"zh": "甲", "en": "a"})["en"] == "a"
    assert nearest("en", ["zh"]) == "zh"
    with pytest.raises(KeyError):
        Translated({"en": "a"})["zh"]


def marked(words: object) -> object:
    return (
        {key: marked(value) for key, value in words.items()}
        if isinstance(words, dict)
        else f"{words}{MARK}"
    )


def with_third_language(root: Path) -> Path:
    """The miniature country with an engine of its own: its table has one row more."""
    lay_out(root, GOLDEN / "content")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", root)
    table = root / "src/gongkai/model/languages.py"
    before, end, after = table.read_text(encoding="utf-8").partition(")\nLANGUAGES = ")
    table.write_text(f"{before}{ROW}{end}{after}", encoding="utf-8")
    write_words(root, {key: marked(value) for key, value in english().items()})
    head = root / "datapackage/datapackage.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(
        re.sub(r"^homepage:.*$", "homepage: https://example.org/g", text, flags=re.M),
        encoding="utf-8",
    )
    return root


def write_words(root: Path, words: dict[str, object]) -> None:
    text = yaml.safe_dump(words, allow_unicode=True, sort_keys=False, width=10_000)
    (root / "site/locale/eo.yaml").write_text(text, encoding="utf-8")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_third_language(tmp_path_factory.mktemp("languages"))
    done = run(root, "--lang", "eo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert MARK in done.stdout
    return root / "dist"


def pages(site: Path, folder: str) -> dict[str, str]:
    """The pages of one language by their path below its folder."""
    own = site / folder
    return {
        path.relative_to(own).as_posix(): markup(path)
        for path in sorted(own.rglob("index.html"))
        if folder or path.relative_to(site).parts[0] not in {one.code for one in EVERY}
    }


def around(pattern: str, html: str) -> list[str]:
    """What stands around each hit on a page."""
    found = re.finditer(pattern, html)
    return [html[max(0, hit.start() - 60) : hit.end() + 60] for hit in found]


def test_it_has_every_page_of_the_others(site: Path) -> None:
    badges = {path for path in tree(site / "eo") if path.endswith(".svg")}
    for language in LANGUAGES.values():
        folder = language.folder.strip("/")
        assert pages(site, "eo").keys() == pages(site, folder).keys(), language.code
        if folder:
            assert badges == {path for path in tree(site / folder) if path.endswith(".svg")}


@pytest.mark.parametrize("language", EVERY, ids=lambda language: language.code)
def test_every_page_names_its_language_and_leads_to_the_others(
    site: Path, language: Language
) -> None:
    folder, tag = language.folder.strip("/"), language.tag
    every = {one.tag: (one.folder, one.name) for one in EVERY}
    for path, html in pages(site, folder).items():
        if 'http-equiv="refresh"' in html:
            continue  # an address that leads to another one: that one says it
        assert re.search(r"<html lang=\"([\w-]+)\"", html)[1] == tag, path
        below = path.removesuffix("index.html")
        alternates = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', html))
        wanted = {t: f"https://example.org/g/{at}{below}" for t, (at, _) in every.items()}
        assert alternates == wanted, path
        links = re.findall(
            r'class="twin" href="([^"]+)" lang="([\w-]+)" hreflang="\2">(.+?)<', html
        )
        assert [(t, name) for _, t, name in links] == [
            (t, name) for t, (_, name) in every.items() if t != tag
        ], path
        for link, other, _ in links:
            there = (site / folder / path).parent / link
            assert there.resolve() == site / every[other][0] / path, path


def test_its_pages_speak_it_and_what_is_written_in_no_third_language_falls_back(
    site: Path,
) -> None:
    for path, html in pages(site, "eo").items():
        if 'http-equiv="refresh"' in html:
            continue
        for message in ("skip", "footer-nav", "nav-places"):
            assert f"{message_of(message)}{MARK}" in html, (path, message)
            english = rf"\b{re.escape(message_of(message))}\b(?!{MARK})"
            assert around(english, html) == [], f"eo/{path}: English words in place of its own"
    for language in LANGUAGES.values():
        for path, html in pages(site, language.folder.strip("/")).items():
            assert around(MARK, html) == [], f"{language.folder}{path}: words of another language"
    assert '"eo"' in (site / "static/words.js").read_text(encoding="utf-8")


# A page, and what of it stands in the languages of the content alone.
FALLING_BACK = [
    pytest.param("about/", r'<article class="prose">(.+?)</article>', id="prose"),
    pytest.param("rules/requests-balance/", r"<h1>(.+?) <small>", id="the title of a rule"),
    pytest.param(
        "rules/requests-balance/", r"<dt>Why[^<]*</dt><dd>(.+?)<", id="what a rule says of itself"
    ),
    pytest.param("terms/granted/", r'<div class="lede"><p>(.+?)<', id="the meaning of an item"),
    pytest.param("data/dictionary/reports/", r'<div class="lede"><p>(.+?)<', id="a table"),
    pytest.param("indicators/share-granted/", r"<h1>(.+?) <small>", id="an indicator"),
    pytest.param("yangsheng/jiashi/2022/", r'<div class="lede">(.+?)</div>', id="a summary"),
    pytest.param("yangsheng/", r"<h1>(.+?) ?<", id="the name of a place"),
]


@pytest.mark.parametrize(("path", "part"), FALLING_BACK)
def test_a_text_that_falls_back_is_marked_with_its_language(
    site: Path, path: str, part: str
) -> None:
    english, own = (
        re.sub(r">\s+", ">", markup(site / folder / path / "index.html")) for folder in ("en", "eo")
    )
    found = re.search(part, english, re.S)
    assert found, f"nothing like {part} on en/{path}"
    text = found[1].strip()
    assert f'lang="en">{text}' in own, f"eo/{path}: {around(re.escape(text), own)}"
    assert 'lang="en"' not in re.sub(r'<(html|link|a) [^>]*lang="en"[^>]*>', "", english)


@functools.cache
def english() -> dict[str, object]:
    words = yaml.safe_load((ROOT / "site/locale/en.yaml").read_text(encoding="utf-8"))
    assert isinstance(words, dict)
    return words


def message_of(message: str) -> str:
    words = english()[message]
    assert isinstance(words, str)
    return words


def test_a_missing_page_speaks_it_too(site: Path) -> None:
    html = markup(site / "404.html")
    assert re.findall(r'<section lang="([\w-]+)">', html) == [one.tag for one in EVERY[1:]]
    assert 'id="find-eo"' in html
    assert f"{message_of('not-found-title')}{MARK}" in html


def test_the_data_stay_in_their_languages(site: Path) -> None:
    expected = GOLDEN / "expected" / "data"
    tables = [path for path in tree(expected) if path.endswith(".csv")]
    assert tables
    for path in tables:
        assert (site / "data" / path).read_bytes() == (expected / path).read_bytes(), path
    assert CONTENT_LANGUAGES == ("zh", "en")


@pytest.mark.parametrize("what", ["one sentence", "the whole catalog"])
def test_a_language_without_its_words_is_told_before_anything_is_made(
    tmp_path: Path, what: str
) -> None:
    root = with_third_language(tmp_path)
    file = root / "site/locale/eo.yaml"
    if what == "one sentence":
        words = yaml.safe_load(file.read_text(encoding="utf-8"))
        del words["footer-nav"]
        write_words(root, words)
    else:
        file.unlink()
    for command in ([], ["check"]):
        done = run(root, "--lang", "en", *command)
        assert done.returncode == 1, done.stdout + done.stderr
        shown = done.stdout + done.stderr
        assert "site/locale/eo.yaml:1:1:" in shown
        assert what != "one sentence" or "footer-nav" in shown
        assert "Traceback" not in shown
    assert not (root / "dist").exists()
