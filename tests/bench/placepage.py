"""The page of a place → its front matter in Hugo."""

from __future__ import annotations

import re
from typing import Any

from pageread import Page, cascade, charts, front, han, text
from tables import Shared

Json = Any
_BAR = re.compile(r'<rect class="?p(\d)"? x="?([\d.]+)%"? width="?([\d.]+)%"?')


def place(page: Page, shared: Shared) -> dict[str, Json]:
    """The page of a place."""
    name, level = page.one("<h1>(.*?) <small>(.*?)</small></h1>").groups()
    inks = page.some('<ul class="?inks"?>(.*?)</ul>')
    if inks and not shared.kinds:
        shared.kinds = [text(one) for one in re.findall("<li>(.*?)</li>", inks[1])]
    shown, chinese = han(name)
    params: dict[str, Json] = {"name": shown, "zh": chinese, "level": text(level)}
    if page.some('id="?empty"?'):
        params["empty"] = text(page.one('<div class="?note"? id="?empty"?>\n<p>(.*?)</p>')[1])
    else:
        params |= _reports(page)
    params |= _around(page)
    return front(page, "jurisdiction", params)


def _reports(page: Page) -> dict[str, Json]:
    tone, badge = page.one(
        r'<p class="?badges"?><span class="badge (\w+)">(.*?)</span></p>'
    ).groups()
    between = page.one('<h2 id="?reports"?>(.*?)</h2>\n(.*?)<section class="?frame"?')
    found: dict[str, Json] = {
        "tone": tone,
        "badge": text(badge),
        "documents": text(between[1]),
        "changed": [text(one) for one in re.findall(r"^<p>(.*?)</p>", between[2], re.MULTILINE)],
        "over_years": [
            {"title": text(figure.partition(" <a ")[0]), "chart": next(charts(figure)),
             "change": bool(re.search('<p class="?unit"?>', figure))}
            for figure in re.findall(r"<figcaption>(.*?)</figure>", between[2], re.DOTALL)
        ],
        "interruptions": [
            [name, text(sentence)]
            for name, sentence in re.findall('<p class="?unit"? id="?([^">]+)"?>(.*?)</p>', between[2])
        ],
        "years": [
            _year(page, line)
            for line in page.one('<table class="?list"? id="?table"?.*?<tbody>\n(.*?)</tbody>')[1].splitlines()
        ],
        "subject": "/" + page.folder.removeprefix("en/") + "/",
        "cite": text(page.one(r"</dd>\n<dt>[^<]*</dt><dd>([^<]*)</dd>\n<dt>[^<]*</dt><dd><img")[1]),
    }  # fmt: skip
    if outcomes := cascade(page):
        heading = page.one('<h2 id="?outcomes"?>(.*?)</h2>')[1]
        link, sentence = page.link(page.one(r"</figure>\n<p>(.*?)</p>")[1])
        found |= {
            "outcomes": outcomes,
            "newest": {"heading": text(heading), "href": link, "text": sentence},
        }
    return found


def _year(page: Page, line: str) -> Json:
    year = page.one('<th scope="?row"?>(.*?)</th>', line)[1]
    if 'class="gap"' in line or "class=gap" in line:
        apart = page.one("<td[^>]*>(.*?)</td>", line)[1]
        return {"year": text(year)} | ({} if "<a " in apart else {"apart": text(apart)})
    link, sentence = page.link(year)
    found: dict[str, Json] = {"year": sentence[:4], "href": link}
    badge = re.search(r'<span class="badge (\w+)">(.*?)</span>', line)
    if badge:
        found |= {"tone": badge[1], "tally": text(badge[2])}
    found["figures"] = [
        [text(cell.rpartition("</a>")[2]), page.link(cell)[0]] if "<a " in cell else text(cell)
        for cell in re.findall('<td class="?n"?>(.*?)</td>', line)
    ]
    if spanned := re.search(r'<td colspan="?\d+"?>(.*?)</td>', line):
        found["prose"] = text(spanned[1])
    found["scope"] = text(page.one('<td class="?wide"?>(.*?)</td>', line)[1])
    return {key: value for key, value in found.items() if value}


def _named(page: Page, markup: str) -> list[str]:
    link, _ = page.link(markup)
    return [link, *han(page.one("<a [^>]*>(.*)</a>", markup)[1])]


def _around(page: Page) -> dict[str, Json]:
    """What lies above it and below it."""
    found: dict[str, Json] = {}
    if within := page.some(r'<h2 id="?within"?>.*?</h2>\n<p>(.*?)</p>'):
        *names, _ = re.split("(?<=</a>)", within[1])
        covered = page.some(
            r'<h2 id="?within"?>.*?</h2>\n<p>.*?</a>[。.] ?([^<]*) (<a [^<]*</a>)</p>'
        )
        found["up"] = [_named(page, one) for one in names[: len(names) - bool(covered)]]
        if covered:
            link, year = page.link(covered[2])
            found["covered"] = [text(covered[1]), link, year]
    if below := page.some('<h2 id="?below"?>.*?<tbody>\n(.*?)</tbody>'):
        found["children"] = [_child(page, row) for row in below[1].split("<tr>")[1:]]
    several = page.some(
        r'<figcaption>([^<]*)</figcaption>\n<ul class="?panels"?>\n(.*?)</ul>\n<p class="?unit"?>(.*?)</p>'
    )
    if several:
        names = re.findall("<li>(.*?)<svg", several[2])
        found["several"] = {
            "title": text(several[1]),
            "note": text(several[3]),
            "panels": [[text(n), c] for n, c in zip(names, charts(several[2]), strict=True)],
        }
    if without := page.some(
        r'<h2 id="?without"?>.*?<p class="?unit"?>([^<]*) <a .*?</p>\n<ul[^>]*>\n(.*?)</ul>'
    ):
        bare = re.findall('<li id="?([^">]+)"?>(.*?)</li>', without[2])
        found["without"] = {
            "lead": text(without[1]),
            "places": [[name, *han(sentence)] for name, sentence in bare],
        }
    return found


def _child(page: Page, row: str) -> Json:
    heading, newest, received, granted, picture = re.split("<td[^>]*>", row)
    link, name, chinese = _named(page, heading)
    notes = [text(one) for one in re.findall('<span class="?soft"?>(.*?)</span>', newest)]
    sentence = re.search('aria-label="(.*?)"', picture)
    found = {
        "href": link,
        "name": name,
        "zh": chinese,
        "newest": page.link(newest) if "<a " in newest else "",
        "notes": notes,
        "received": text(received),
        "granted": text(granted),
        "bars": [[int(ink), float(x), float(width)] for ink, x, width in _BAR.findall(picture)],
        "told": text(sentence[1]) if sentence else "",
        "undrawn": "" if sentence else text(picture),
    }
    return {key: value for key, value in found.items() if value}
