"""Pictures as files: each stands alone, in the inks of paper, and says where it comes from."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from conftest import SERIES, Scheme

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = {
    "home, the map": "index.html",
    "a report": f"{SERIES}/2023/index.html",
    "a place": f"{SERIES}/index.html",
    "a place with others below it": "yunze/qingwu/index.html",
    "an indicator": "indicators/share-granted/index.html",
    "coverage": "coverage/index.html",
    "explore, lines": f"explore/index.html#view=lines&places={SERIES}",
}
# How many pixels of an image differ from its first one, which is paper.
DRAWN = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const found = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return found.filter((pixel) => pixel !== found[0]).length / found.length;
}"""


@pytest.fixture(scope="module")
def canvas(browser: Browser) -> Iterator[Page]:
    """A page that shows images alone."""
    page = browser.new_page()
    yield page
    page.close()


def pictures(page: Page) -> Iterator[tuple[str, bytes]]:
    """Each picture of a page as it is saved: its name, and the file."""
    buttons = page.locator(".save")
    for i in range(buttons.count()):
        with page.expect_download() as saved:
            buttons.nth(i).click()
        yield saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("scheme", "folder"),
    [
        ("light", ""),
        ("dark", "en/"),
        pytest.param("light", "en/", marks=pytest.mark.long),
        pytest.param("dark", "", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("path", PICTURES.values(), ids=PICTURES)
def test_a_saved_picture_stands_alone_and_says_where_it_comes_from(
    page: Page, canvas: Page, dist: Path, scheme: Scheme, folder: str, path: str
) -> None:
    file, _, choice = path.partition("#")
    page.emulate_media(color_scheme=scheme)
    page.goto("about:blank")
    page.goto(f"{(dist / folder / file).as_uri()}#{choice}")
    page.wait_for_selector(".save:visible")
    files = dict(pictures(page))
    assert len(files) == page.locator("figure").count() > 0
    for name, data in files.items():
        assert re.fullmatch(r"gongkai-([a-z0-9-]+-)?(zh|en)-\d+\.svg", name)
        assert_alone(data)
        root = ElementTree.fromstring(data)
        assert_sourced(root, page)
        texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
        # Breaks between lines leave no sign: what is said below the picture is also drawn there.
        written = re.sub(r"\s+", "", "".join(texts))
        assert re.sub(r"\s+", "", str(root.findtext(f"{SVG}desc"))) in written
        source = f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"
        assert canvas.evaluate(DRAWN, source) > 0.005, "blank"
    assert page.locator(".light").count() == 0
    assert page.locator("figure").count() == len(files)


def assert_alone(data: bytes) -> None:
    """Nothing is left of the page: no class without its style, no link, no other host."""
    text = data.decode()
    assert not re.search(r"\s(class|id|style|href|xlink:href|aria-[a-z]+|on[a-z]+)=", text)
    assert not re.search(r"url\(|var\(|color\(|currentcolor|context-", text)
    assert re.findall(r"https?://[^\"'<\s]+", text) == ["http://www.w3.org/2000/svg"]
    first = ElementTree.fromstring(data).find(f"{SVG}rect")
    assert first is not None
    assert first.get("fill") == "#fcfbf8", "paper, in the dark too"
    for node in ElementTree.fromstring(data).iter():
        if node.tag in {f"{SVG}{name}" for name in ("rect", "circle", "path", "text")}:
            assert node.get("fill"), "each shape has its own ink"


def assert_sourced(root: ElementTree.Element, page: Page) -> None:
    """Title and source line: the site, what it shows, the date of the data, the licence."""
    source, title = str(root.findtext(f"{SVG}desc")), str(root.findtext(f"{SVG}title"))
    heading = re.sub(r"\s+", " ", page.inner_text("h1 >> nth=0")).strip()
    code = page.locator("h1 code")
    if code.count():
        heading = heading.replace(code.inner_text(), "").strip()
    assert title.startswith(heading)
    assert title in source
    for said in (page.inner_text(".brand"), "CC0 1.0", "CC BY 4.0"):
        assert said in source
    english = page.get_attribute("html", "lang") == "en"
    assert source.startswith("Source: " if english else "来源：")
    assert re.search("Data of .* 20[0-9]{2}" if english else "数据截至20", source)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == (
        "en" if english else "zh-Hans"
    )


def test_the_source_line_has_the_years_and_the_address_where_the_site_has_one(
    browser: Browser, dist: Path
) -> None:
    page = browser.new_page()
    page.goto(f"{(dist / 'en' / SERIES / 'index.html').as_uri()}#counts")
    page.evaluate("""() => {
      const link = Object.assign(document.createElement("link"), { rel: "canonical" });
      link.href = "https://example.org/en/place/";
      document.head.append(link);
    }""")
    sources = [str(ElementTree.fromstring(d).findtext(f"{SVG}desc")) for _, d in pictures(page)]
    assert any("2020–2023" in source for source in sources)
    assert all(s.endswith(" https://example.org/en/place/#counts") for s in sources)
    page.close()


def test_without_scripts_the_picture_stays_and_no_button_is_there(
    browser: Browser, dist: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / SERIES / "index.html").as_uri())
    assert page.locator("figure").count() > 0
    assert page.locator(".save").count() == 0
    context.close()
