"""Which forms a document may follow: those of the tables whose labels stand in it.

Forms that share a part are read together, since a document may mix them. A form of another kind is
looked for only where its labels are: two kinds may call different figures by one name.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.drafting.grid import Document
from gongkai.drafting.labels import key, of_which, squeezed
from gongkai.model.forms import Form, PartForm

_ENOUGH = 0.6  # of the labels of a part must stand in a document that prints it
_SHORT = 4  # characters: a label of fewer stands in any prose


def forms_printed(document: Document, forms: Sequence[Form]) -> list[Form]:
    """Those of the forms that a document may follow, in their order; at least one kind."""
    text = "".join(
        squeezed(cell.text)
        for piece in document.pieces
        for row in piece.grid
        for cell in row
        if not cell.covered
    )
    kinds = _kinds(forms)
    found = [_found(kind, text) for kind in kinds]
    most = max(found, key=lambda one: one[0])
    kept = {
        form.id
        for kind, one in zip(kinds, found, strict=True)
        if one is most or one[1] >= _ENOUGH
        for form in kind
    }
    return [form for form in forms if form.id in kept]


def _kinds(forms: Sequence[Form]) -> list[list[Form]]:
    """Forms by kind: two that have a part of one name are of one kind."""
    kinds: list[list[Form]] = []
    for form in forms:
        joined = [kind for kind in kinds if any(form.parts.keys() & one.parts for one in kind)]
        kinds = [kind for kind in kinds if kind not in joined]
        kinds.append([*(one for kind in joined for one in kind), form])
    return kinds


def _found(kind: Sequence[Form], text: str) -> tuple[int, float]:
    """How many labels of a kind stand in a text, and the largest share of those of one part."""
    parts = [part for form in kind for part in form.parts.values()]
    shares = []
    met = set()
    for labels in map(_labels, parts):
        own = {label for label in labels if label in text}
        met |= own
        shares.append(len(own) / len(labels) if labels else 0.0)
    return len(met), max(shares)


def _labels(part: PartForm) -> set[str]:
    keys = {key(of_which(line.label["zh"])) for line in part.rows}
    return {label for label in keys if len(label) >= _SHORT}
