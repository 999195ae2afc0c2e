"""The geometry of pictures → markup, by the stencils of site/templates/macros/charts.html."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from gongkai.model.report import Report
from gongkai.pages import outcomes, stencil
from gongkai.pages.charts import ChartRow, Series, Text
from gongkai.pages.pictures import OutcomeStrip
from gongkai.pages.templating import Env
from gongkai.words import Words, number


def cascade(
    env: Env, rows: Iterable[ChartRow], title: str, table: str, note: str = "", label: str = ""
) -> Markup:
    """What became of requests; `table` is where the figures stand, `label` the id of a heading."""
    drawn = stencil.joined([_outcome(env, row) for row in rows])
    texts = {"title": title, "table": table, "rows": drawn, "note": note}
    return stencil.rendered(env, "charts", "cascade", texts, label)


def undrawn(env: Env, report: Report, words: Words) -> Markup:
    """What stands in the place of the picture of a report whose outcomes are not all known; nothing
    where the document has no such table.
    """
    if "requests" not in report.parts:
        return stencil.NOTHING
    return stencil.made(env, "charts", "undrawn", outcomes.undrawn(report, None, words))


def _outcome(env: Env, row: ChartRow) -> Markup:
    reasons = [
        stencil.rendered(env, "charts", "reason", {"name": name, "n": number(n)}, worked)
        for name, n, worked in row.reasons
    ]
    texts = {
        "href": row.href,
        "label": row.label,
        "reasons": stencil.joined(reasons),
        "value": number(row.value) if row.value else "",
        "share": row.share,
        "x": f"{row.x}%",
        "width": f"{row.width}%" if row.width else "",
    }
    return stencil.rendered(env, "charts", "outcome", texts, row.ink, row.value is None, row.worked)


def strip(env: Env, found: OutcomeStrip, *, told: bool = True) -> Markup:
    """One report among others: all strips have the same length; without words where not `told`."""
    texts, shape = {"told": found.told if told else ""}, []
    for ink, x, width in found.bars:
        texts[f"x{ink}"], texts[f"w{ink}"] = f"{x}%", f"{width}%"
        shape.append((ink, stencil.hole(f"x{ink}"), stencil.hole(f"w{ink}")))
    return stencil.rendered(env, "charts", "strip", texts, tuple(shape))


def series(
    env: Env, c: Series, id_: str, title: str, what: str, table: str, note: str = ""
) -> Markup:
    """A figure over the years; `id_` is unique on its page, `table` where the figures stand,
    `note` what is not compared.
    """
    shape, texts = _hollow(c)
    texts |= {"title": title, "what": what, "table": table, "note": note}
    return stencil.rendered(env, "charts", "series", texts, shape, id_)


def multiples(
    env: Env,
    panels: Sequence[tuple[str, Series]],
    id_: str,
    title: str,
    table: str = "",
    *,
    same: bool,
    note: str = "",
) -> Markup:
    """Small panels side by side, on the `same` scale or each on its own; `note` is what is left
    out.
    """
    drawn = []
    for index, (name, c) in enumerate(panels, 1):
        shape, texts = _hollow(c)
        texts["name"] = name
        drawn.append(stencil.rendered(env, "charts", "small", texts, shape, f"{id_}{index}"))
    texts = {"title": title, "table": table, "panels": stencil.joined(drawn), "note": note}
    change = any(c.change for _, c in panels)
    return stencil.rendered(env, "charts", "multiples", texts, same, change)


def _hollow(c: Series) -> tuple[Series, dict[str, str]]:
    """A panel with holes for what differs between panels that are otherwise alike; the texts."""
    texts: dict[str, str] = {}

    def hole(value: object) -> Any:
        name = f"_{len(texts)}"
        texts[name] = str(value)
        return stencil.hole(name)

    def placed(text: Text) -> Text:
        return Text(hole(text.x), hole(text.y), text.anchor, hole(text.text))

    shape = c._replace(
        zero=hole(c.zero),
        grid=tuple([hole(y) for y in c.grid]),
        ticks=tuple([placed(text) for text in c.ticks]),
        slots=tuple(
            [s._replace(x=hole(s.x), year=hole(s.year), figure=hole(s.figure)) for s in c.slots]
        ),
        empty=tuple([(hole(x), state) for x, state in c.empty]),
        lines=(hole("".join(c.lines)),) if c.lines else (),
        dots=tuple([d._replace(x=hole(d.x), y=hole(d.y)) for d in c.dots]),
        labels=tuple([placed(text) for text in c.labels]),
    )
    return shape, texts
