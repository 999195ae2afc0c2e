"""The page on which people try the tables of a report of their own, and what its scripts read.

The scripts know no label, code or rule: the forms of the contract come to them as one script file,
which works from disk too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from gongkai.content.skeleton import KeyText, report_text
from gongkai.model.forms import Block, Form, Heading, Line, PartForm, newest_first, walk
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, Translated
from gongkai.model.report import Report
from gongkai.pages.finder import signs
from gongkai.pages.overview import Overview
from gongkai.pages.printed import empty, numbered
from gongkai.pages.scripts import constant, script
from gongkai.pages.site import Site, View
from gongkai.pages.templating import macro

PATH = "contribute/check/"
SAME = (("其它", "其他"), ("合计", "总计"))  # words of labels that documents print for each other
# What the scripts say, beside all messages that begin with the name of the page.
WORDS = ("colon", "list-separator")
Names = dict[str, str]  # a label as printed → what pages call it
SUMMARIES = ("draft-summary", "draft-summary-none")  # with the figures, and without


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The page, and the forms and words that its scripts read."""
    page = view.at(PATH)
    forms = newest_first(view.contract.forms)
    targets = {one for form in forms for part in form.parts.values() for one in numbered(part)}
    yield page.render(
        "check.html",
        forms=forms,
        empty=partial(empty, view.words),
        slots={"": "", **{one: macro(view.env, "marks", "unmarked", one) for one in targets}},
    )
    yield f"{page.page.address()}forms.js", constant("gongkaiForms", data(view))


def held(site: Site, place: str) -> Iterator[tuple[str, bytes]]:
    """The script of a place with annual reports: the cells of their parts by year, in the order of
    their forms; what is no number is nothing.
    """
    years = {
        str(report.year): {
            name: [form.form, ",".join(_figure(report, address) for address in form.addresses)]
            for name, form in report.parts.items()
        }
        for report in site.annual(place)
        if report.parts
    }
    if years:
        yield f"{place}/held.js", script("gongkaiHeld", place, years)


def _figure(report: Report, address: str) -> str:
    cell = report.cells.get(address)
    return "" if cell is None or cell.value is None or cell.unit else f"{cell.value:f}"


def data(view: View) -> dict[str, Any]:
    """All that the scripts know, in one language."""
    contract, words = view.contract, view.words
    forms = newest_first(contract.forms)
    rules = {link.rule for form in forms for part in form.parts.values() for link in part.series}
    rules |= {one.rule for form in forms for part in form.parts.values() for one in part.identities}
    return {
        "folder": LANGUAGES[view.lang].folder,
        "repository": contract.package["repository"],
        "same": SAME,
        "signs": signs(view.site.traditional, (label["zh"] for label in printed_labels(forms))),
        "words": {
            name.removeprefix("check-"): text
            for name, text in words.catalog.items()
            if name in WORDS or (name.startswith("check-"))
        },
        "file": _file(view),
        "summary": {
            lang: [view.site.words[lang].catalog[name] for name in SUMMARIES]
            for lang in CONTENT_LANGUAGES
        },
        "rules": {
            name: contract.rules[name].words[view.lang]["short"]
            for name in contract.rules
            if name in rules
        },
        "forms": forms_data(forms, view.lang),
    }


def _file(view: View) -> str:
    """The file of a report below its first line, with a name in braces for each thing that is known
    later.
    """
    say = view.words
    known = {
        "title": KeyText("{title}"),
        "kind": KeyText("annual-report"),
        "scope": KeyText("\n  tables: unknown\n  evidence: null", say("draft-scope")),
        "source": KeyText(),
        "source.publisher": KeyText("{publisher}"),
        "source.published": KeyText("{published}"),
        "source.index_number": KeyText("{index}"),
        "source.url": KeyText("{url}"),
        "source.archive_url": KeyText("null"),
        "source.seen_as": KeyText("{seen}"),
        "source.via": KeyText("null"),
        "source.retrieved": KeyText("{today}"),
        "source.sha256": KeyText("{sha256}"),
        "parts": KeyText("\n{parts}"),
        "summary": KeyText(
            "".join(f"\n  {lang}: |\n    {{{lang}}}" for lang in CONTENT_LANGUAGES),
            say("draft-summary-note"),
        ),
        "curation": KeyText(),
        "curation.transcribed_by": KeyText("null"),
        "curation.verified_by": KeyText("null"),
    }
    return report_text(known, view.contract, every=False)


def printed_labels(forms: Sequence[Form]) -> Iterator[Translated[str]]:
    """Every printed label of the forms."""
    for part in (part for form in forms for part in form.parts.values()):
        yield part.label
        for block in part.blocks:
            yield from (label for label in (block.label, block.corner) if label)
            yield from (node.label for node in walk((*block.column_tree, *block.row_tree)))


def forms_data(forms: Sequence[Form], lang: str) -> list[dict[str, Any]]:
    """The forms, the newest first. A label has a name where that is not what it was called last."""
    named: Names = {}
    return [_form(form, lang, named) for form in forms]


def _form(form: Form, lang: str, named: Names) -> dict[str, Any]:
    return {
        "id": form.id,
        "since": form.since,
        "until": form.until,
        "where": form.where,
        "title": form.title[lang],
        "parts": [_part(part, lang, named) for part in form.parts.values()],
    }


def _part(part: PartForm, lang: str, named: Names) -> dict[str, Any]:
    """A part: its labels as printed; sums, and what follows from last year, by numbers of cells."""
    number = {address: n for n, address in enumerate(part.addresses)}
    return {
        "name": part.name,
        "layout": part.layout,
        "title": part.title[lang],
        **_label(part.label, lang, named),
        "blocks": [_block(part, block, lang, named) for block in part.blocks],
        "sums": [
            [one.rule, [number[a] for a in one.left], [number[a] for a in one.right]]
            for one in part.identities
        ],
        "roles": {role: number[a] for role, a in part.roles.items() if a in number},
        "series": [
            [link.rule, number[link.place], [(s, before, number[a]) for s, before, a in link.right]]
            for link in part.series
            if {link.place, *(a for _, _, a in link.right)} <= number.keys()
        ],
    }


def _label(label: Translated[str], lang: str, named: Names) -> dict[str, str]:
    """A label as printed, and what it is called where that is news; `named` is what was said."""
    zh, name = label["zh"], label[lang]
    if named.get(zh, zh) == name:
        return {"z": zh}
    named[zh] = name
    return {"z": zh, "e": name}


def _block(part: PartForm, block: Block, lang: str, named: Names) -> dict[str, Any]:
    return {
        **(_label(block.label, lang, named) if block.label else {}),
        "corner": _label(block.corner, lang, named) if block.corner else None,
        "heads": " ".join(block.heads),
        "cols": _tree(block.column_tree, lang, named),
        "rows": _tree(block.row_tree, lang, named, part),
    }


def _tree(
    tree: Sequence[Heading | Line], lang: str, named: Names, part: PartForm | None = None
) -> list[dict[str, Any]]:
    """Headings with what stands below them; rows say where their columns are of another kind."""
    return [
        {**_label(node.label, lang, named), "n": _tree(node.children, lang, named, part)}
        if isinstance(node, Heading)
        else {"c": node.code, **_label(node.label, lang, named), **_kind(node), **_own(node, part)}
        for node in tree
    ]


def _kind(line: Line) -> dict[str, str]:
    kind = {} if line.kind == "count" else {"k": line.kind}
    return kind | ({"u": line.unit} if line.unit else {})


def _own(row: Line, part: PartForm | None) -> dict[str, Any]:
    """What the columns of a row have of their own."""
    if part is None:
        return {}
    block = next(block for block in part.blocks if row in block.rows)
    own = part.strips[row.code].columns
    if all(one is other for one, other in zip(own, block.columns, strict=True)):
        return {}
    return {"x": [_kind(column) for column in own]}
