"""The page of a report, and that of the figures in its prose → their front matter in Hugo."""

from __future__ import annotations

import re
from typing import Any

from pageread import Page, cascade, front, han, text, tried
from tables import Shared, part

Json = Any
_GROWTH = r'<div class="?lede"?[^>]*>(?:(?!</div>).)*</div>\n<p>([^<]*)'
_NO_PICTURE = r'<h2 id="?outcomes"?>[^<]*</h2>\n<p class="?unit"?>(.*?)</p>'
_DOCUMENT = r'<details class="?tried"? id="?document"?>.*?</details>'
_PROOF = re.compile(
    r'<li id="?([\w.]+)"?>(.*?)(?: <span class="?(\w+)"?>.*?</span>)?(?: <small>(.*?)</small>)?\n'
)


def report(page: Page, shared: Shared) -> dict[str, Json]:
    """The page of a report."""
    name, chinese = han(page.one("<h1>(.*?) [0-9]{4} <small>")[1])
    year, kind = page.one("<h1>.*? ([0-9]{4}) <small>(.*?)</small></h1>").groups()
    parts = re.findall(
        r'<div class="part ([\w -]+)"(?: data-worked="?([^">]*)"?)?>(.*?)</div>\n(<details .*?</details>)?',
        page.markup,
        re.DOTALL,
    )
    years = page.some('<nav class="?years"?[^>]*>(.*?)</nav>')
    params: dict[str, Json] = {
        "name": name,
        "zh": chinese,
        "year": int(year),
        "kind": text(kind),
        "claims": [
            [tone, target, text(claim)]
            for tone, target, claim in re.findall(
                r'<a class="badge (\w+)" href="?#(\w+)"?>(.*?)</a>', page.markup
            )
        ],
        "growth": text(growth[1]) if (growth := page.some(_GROWTH)) else "",
        "source": _source(page),
        "outcomes": cascade(page),
        "no_picture": text(none[1]) if (none := page.some(_NO_PICTURE)) else "",
        "tried": tried(found[0] if (found := page.some(_DOCUMENT)) else ""),
        "parts": [
            part(page, look, markup, shared) | {"worked": worked, "tried": tried(more)}
            for look, worked, markup, more in parts
        ],
        "again": [
            text(line)
            for line in re.findall('<b class="?broken"?>.*?</b>(.*?)</p>', _section(page, "again"))
        ],
        "prose": _prose(page),
        "series": _series(page),
        "proofs": _proofs(page, shared),
        "subject": page.absolute("../"),
        "badge": text(page.one('<img src="?badge.svg"? alt="?(.*?)"? height')[1]),
        "cite": text(page.one('<dd id="?cite"?>([^<]*)')[1]),
        "file": _file(page),
    }
    params["subject"] = params["subject"].removeprefix("/en") + "/"
    for rel, key in (("prev", "before"), ("next", "after")):
        if years and (found := re.search(f'<a rel="?{rel}"? .*?</a>', years[1])):
            there, shown = page.link(found[0])
            params[key] = [there, int(re.sub("[^0-9]", "", shown))]
    return front(page, "report", params)


def _file(page: Page) -> list[str]:
    found = page.one('<a href="?([^">]*)"?>[^<]*<code>([^<]*)</code></a>')
    return [page.absolute(found[1]), text(found[2])]


def _section(page: Page, name: str) -> str:
    found = page.some(f'<section aria-labelledby="?{name}"?[^>]*>(.*?)</section>')
    return found[1] if found else ""


def _source(page: Page) -> dict[str, Json]:
    block = page.one('<dl class="?facts"?>(.*?)</dl>', _section(page, "source"))[1]
    aside = page.one('<aside.*?<dl class="?facts"?>(.*?)</dl>')[1]
    items = [item.partition("<dd>")[2].rstrip("\n") for item in block.split("<dt>")[1:]]
    title, published, *index, scope, source, readers = items
    publisher, date = page.one("^(?:<span[^>]*>(.*?)</span>)?(.*)$", published).groups()
    covers, evidence = page.one("^(.*?)(?: <small>(.*?)</small>)?$", scope).groups()
    address, seen, digest, asked = page.one(
        "^(.*?) <small>(.*?)<br>sha256 <code>(.*?)</code>(?:<br>(.*))?</small>$", source
    ).groups()
    found = {
        "title": text(title),
        "publisher": text(publisher or ""),
        "published": text(date),
        "date": next(iter(re.findall("<dd>([^<\n]+)\n", aside)[:-1]), ""),  # the other is the scope
        "index": text(index[0]) if index else "",
        "scope": text(covers),
        "evidence": text(evidence or ""),
        "url": text(address) if address.startswith("<a") else "",
        "seen": text(seen),
        "sha256": digest,
        "asked": text(asked or ""),
        "readers": text(readers),
    }
    return {key: value for key, value in found.items() if value}


def _prose(page: Page) -> Json:
    markup = _section(page, "prose")
    if not markup:
        return None
    lead, link = page.one("<p>(.*?) (<a .*?</a>)</p>", markup).groups()
    more = re.search('<p class="?unit"?>(.*?)</p>', markup)
    return {
        "lead": text(lead),
        "href": page.link(link)[0],
        "beside": [text(one) for one in re.findall('<p class="?note"?>(.*?)</p>', markup)],
        "more": text(more[1]) if more else "",
    }


def _series(page: Page) -> Json:
    """The table of neighbouring years, what is said below it, and the folded lists of checks."""
    found = page.some('<h2 id="?series"?>(.*?)</div>')
    if found is None:
        return None
    head, _, body = found[1].partition("<tbody>")
    rows = body.partition("</tbody>")[0].split("<tr>")[1:]
    return {
        "years": [int(year) for year in re.findall('class="?n"?>([0-9]+)', head)],
        "rows": [_row(row) for row in rows],
        "notes": [text(one) for one in re.findall('<p class="?unit"?>(.*?)</p>', found[1])],
        "tried": tried(found[1]),
    }


def _row(row: str) -> Json:
    label, *figures, marks = re.split("<td[^>]*>", row)
    anchor = re.search('href="?#([^">]*)', label)
    return {
        "anchor": anchor[1] if anchor else "",
        "label": text(label),
        "figures": [text(figure) for figure in figures],
        "marks": [
            [look, text(mark)]
            for look, mark in re.findall(r'<span class="?(\w+)"?>(.*?)</span>', marks)
        ],
    }


def _proofs(page: Page, shared: Shared) -> Json:
    """The sums of each rule: formulas, and more only of those that do not hold."""
    found: list[Json] = []
    colon = "：" if page.lang == "zh" else ": "
    for piece in _section(page, "proof").split("<h3>")[1:]:
        heading, _, rest = piece.partition("</h3>")
        lines = _PROOF.findall(rest)
        link, title = page.link(heading)
        name = re.sub("[^a-z]", "", link.partition("/rules/")[2])
        key = shared.key(name, tuple(anchor for anchor, *_ in lines))
        sums = [text(line).rpartition(colon) for _, line, _, _ in lines]
        if key not in shared.proofs:
            labels = [[line[0], sentence[0]] for line, sentence in zip(lines, sums, strict=True)]
            shared.proofs[key] = {"href": link, "title": title, "lines": labels}
        others = {
            f"n{number}": {"verdict": verdict, "note": text(note)}
            for number, (_, _, verdict, note) in enumerate(lines)
            if verdict or note
        }
        found.append({"key": key, "lines": [sentence[2] for sentence in sums], "others": others})
    return found


_FIGURE = re.compile(
    r'<tr id="?(\w+)"?><td>(.*?)<th scope="?row"?>(.*?)<td class="?n"? lang="?zh-Hans"?>(.*?)'
    r'<td>(.*?)(?: <span class="?(\w+)"?>(.) (.*?)</span>)?(?: <small>(.*?)</small>)?\n'
)


def figures(page: Page, shared: Shared) -> dict[str, Json]:
    """The page of the figures in a report's prose."""
    lines = []
    for name, place, label, printed, relation, verdict, sign, word, note in _FIGURE.findall(
        page.markup
    ):
        line = {"id": name, "place": place, "label": label, "printed": printed}
        line |= {"relation": relation, "verdict": verdict, "note": note}
        lines.append({key: text(value) for key, value in line.items() if value})
        if verdict:
            shared.verdicts.setdefault(verdict, {"sign": sign, "word": text(word)})
    return front(page, "figures", {"of": page.link(page.one("<h1>.*?</h1>")[0]), "lines": lines})
