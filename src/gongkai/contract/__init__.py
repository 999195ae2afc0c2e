"""datapackage/ → forms, rules, schemas and what a content file may say. Nobody else reads it.

Everything is read once and then only walked: `formfile` has the forms, `breaks` the breaks,
`contentfile` what content may say, this module the rest; `shape` says what may stand in a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.contract import breaks, contentfile, contractfiles, formfile
from gongkai.contract.contentfile import FieldsType
from gongkai.contract.shape import Names, Shape, entries, faults, text_of
from gongkai.model.findings import Problem, Rule
from gongkai.model.forms import (
    ROLES,
    ROW_ROLES,
    Break,
    Form,
    Indicator,
    Line,
    PartForm,
    newest_first,
    parts_of,
)
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, Translated, translated
from gongkai.text import ours
from gongkai.text.ours import Known, UnreadableError, typed
from gongkai.text.yamlread import Map, Node

SLUG = re.compile(contractfiles.SLUG)
# Names that the site and the package use themselves: no jurisdiction may take them, at any level.
RESERVED = frozenset(
    {
        "about",
        "archive",
        "api",
        "badge",
        "changes",
        "check",
        "compare",
        "contribute",
        "coverage",
        "data",
        "design",
        "explore",
    }
    | {
        "findings",
        "glossary",
        "indicators",
        "late",
        "method",
        "places",
        "rules",
        "search",
        "static",
        "terms",
        "understand",
    }
    | LANGUAGES.keys()
)


_PARTS = "forms.part"  # the codes of a column that are the parts of all forms


@dataclass(frozen=True, slots=True)
class Field:
    """A published column. `codes` are the values it may take, each with its words."""

    name: str
    type: str  # string, integer, number, boolean or date, as in Table Schema
    title: Translated[str]
    description: Translated[str]
    codes: Mapping[str, Translated[str]]
    required: bool = False
    minimum: int | None = None
    pattern: str | None = None


class CellAxes(NamedTuple):
    """The columns of a table of cells that say which row and which column of the form it is."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A published table: its columns in order, its key and its references.

    A table of cells has a row for each cell of the parts that name it; `cells` are its columns with
    the codes of row and column. `label` is the column that names a row for readers, where others
    refer to it.
    """

    name: str
    title: Translated[str]
    description: Translated[str]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[Mapping[str, Any], ...]
    fields: tuple[Field, ...]
    cells: CellAxes | None = None
    label: str | None = None

    def requires(self, field: Field) -> bool:
        """Whether every row has a value in a column."""
        return field.required or field.name in self.primary_key


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Everything that readers of the data are promised, known by its identity."""

    package: Mapping[str, Any]
    api: Mapping[str, Any]  # which files it has, of which tables
    forms: Mapping[int, Form]
    rules: Mapping[str, Rule]
    breaks: Mapping[str, Break]
    indicators: Mapping[str, Indicator]
    schemas: Mapping[str, Schema]
    changes: Schema  # the file that says what changed since the last release
    files: Mapping[str, FieldsType]  # what a report, a jurisdiction and an organ may say
    lists: Mapping[str, Mapping[str, Translated[str]]]  # table.column → its codes

    @property
    def tables_of_cells(self) -> dict[str, CellAxes]:
        """The tables that have a row for each cell of some parts, by name."""
        return {name: s.cells for name, s in self.schemas.items() if s.cells is not None}

    def is_figure(self, table: str, column: str) -> bool:
        """Whether a column holds the figures of the official tables."""
        return table in self.tables_of_cells and column in contractfiles.FIGURES

    def codes(self, reference: str) -> Mapping[str, Translated[str]]:
        """The values of a column, named `table.column`; `rules.id` is the list of rules."""
        return self.lists[reference]

    def label(self, reference: str, code: str, lang: str) -> str:
        """The word for one value of a column."""
        return self.codes(reference)[code][lang]

    def addresses(self, figure: str) -> tuple[str, ...]:
        """Where the forms have a figure, the newest first: an address, or those of a role."""
        if "." in figure:
            return (figure,)
        parts = (part for form in newest_first(self.forms) for part in form.parts.values())
        return tuple(dict.fromkeys(p.roles[figure] for p in parts if figure in p.roles))


Addresses = tuple[tuple[str, str], ...]  # of ADDRESSES in contractfiles, each with its value


def read_contract(root: Path, addresses: Addresses = ()) -> Contract:
    """The contract below `root`/datapackage; `addresses` stand for those that it gives.

    Raises UnreadableError.
    """
    folder = root / "datapackage"
    ours.files(root, folder)
    package = read_plain(root, folder / "datapackage.yaml", contractfiles.PACKAGE)
    package = Known({**package, **_joinable(package, addresses)}, *package.at)
    rules = read_plain(root, folder / "rules.yaml", contractfiles.RULES)
    raw = _read_all(root, folder / "schemas", lambda *_: contractfiles.SCHEMA, _names_of_schemas)
    kinds = {name: _kinds(schema) for name, schema in raw.items() if "cells" in schema}
    known = {
        "identities": _rules_in_forms(rules, "identities"),
        "series": _rules_in_forms(rules, "series"),
        "cells": kinds,
    }
    shape_of_form = partial(formfile.shape, kinds=kinds)
    found = _read_all(root, folder / "forms", shape_of_form, lambda _: known)
    forms = {form.id: form for form in map(formfile.compile_form, found.values())}
    schemas = {name: _schema(name, raw, forms) for name in raw}
    lists = {f"{s.name}.{field.name}": field.codes for s in schemas.values() for field in s.fields}
    lists["rules.id"] = {
        k: translated({code: v[code]["title"] for code in CONTENT_LANGUAGES})
        for k, v in rules.items()
    }
    names = {
        **_names_of_forms(forms),
        "lists": [name for name, codes in lists.items() if codes],
        "tables": schemas,
        "verdicts": lists["findings.verdict"],
    }

    def read(name: str, shape: Shape) -> Any:
        return read_plain(root, folder / f"{name}.yaml", shape, names)

    tables = f"{ours.name(root, folder)}/schemas"
    return Contract(
        package=package,
        api=_api(read("api", contractfiles.API)),
        forms=forms,
        rules=Known({k: _rule(k, v) for k, v in rules.items()}, *rules.at),
        breaks={
            k: breaks.compile_break(k, v, forms)
            for k, v in read("breaks", breaks.shape(forms)).items()
        },
        indicators={
            k: _indicator(k, v) for k, v in read("indicators", contractfiles.INDICATORS).items()
        },
        schemas=Known(schemas, tables),
        changes=_schema("changes", {"changes": read("changes", contractfiles.CHANGES)}, forms),
        files=contentfile.content_files(read("files", contentfile.FILES), lists),
        lists=Known(lists, tables),
    )


def _joinable(package: Mapping[str, Any], addresses: Addresses) -> dict[str, str | None]:
    """The addresses as paths are joined to them: the homepage alone ends in a slash."""
    found = {key: package[key] for key in contractfiles.ADDRESSES} | dict(addresses)
    if found["homepage"]:
        found["homepage"] = found["homepage"].rstrip("/") + "/"
    if found["repository"]:
        found["repository"] = found["repository"].rstrip("/").removesuffix(".git")
    return found


def read_plain(root: Path, path: Path, shape: Shape, names: Names = MappingProxyType({})) -> Any:
    """A YAML file of ours that fits its shape, as plain values. Raises UnreadableError."""
    node, name = ours.node(root, path), ours.name(root, path)
    if problems := faults(node, shape, name, names):
        raise UnreadableError(problems)
    return ours.plain(node, name)


def _read_all(
    root: Path,
    folder: Path,
    shape: Callable[[str, Mapping[str, Node]], Shape],
    names: Callable[[Mapping[str, Node]], Names],
) -> dict[str, Any]:
    """Every YAML file of a folder by its name; `names` says what they may name, by all of them,
    and `shape` what may stand in one of them.
    """
    paths = [path for path in ours.files(root, folder) if path.suffix == ".yaml"]
    if not paths:
        raise UnreadableError([Problem(ours.name(root, folder), 1, 1, "no-file")])
    nodes = {path.stem: ours.node(root, path) for path in paths}
    shown = {path.stem: ours.name(root, path) for path in paths}
    known = names(nodes)
    if problems := [
        problem
        for name, node in nodes.items()
        for problem in faults(node, shape(name, nodes), shown[name], known)
    ]:
        raise UnreadableError(problems)
    return {name: ours.plain(node, shown[name]) for name, node in nodes.items()}


def _names_of_schemas(nodes: Mapping[str, Any]) -> Names:
    """The tables, and the columns that list codes, as far as the files can be read so."""
    coded = {
        f"{table}.{text_of(column.items['name'])}"
        for table, node in nodes.items()
        if isinstance(node, Map)
        for column in entries(node.items.get("fields"))
        if "codes" in column.items and "name" in column.items
    }
    return {"tables": nodes, "coded": coded | {_PARTS}}


def _rules_in_forms(rules: Mapping[str, Any], kind: str) -> list[str]:
    """The rules whose formulas stand in forms under `kind`."""
    return [name for name, rule in rules.items() if rule.get("in_forms") == kind]


def _names_of_forms(forms: Mapping[int, Form]) -> Names:
    parts = [part for form in forms.values() for part in form.parts.values()]
    addresses = {address for part in parts for address in (*part.cells, *part.sums)}
    figures = addresses | (ROLES.keys() - ROW_ROLES)
    return {"parts": {part.name for part in parts}, "figures": figures}


def _indicator(indicator_id: str, raw: Mapping[str, Any]) -> Indicator:
    return Indicator(
        id=indicator_id,
        numerator=tuple(raw.get("numerator") or [raw["growth_of"]]),
        denominator=tuple(raw.get("denominator", ())),
        times=raw.get("times", 1),
        words=translated(raw),
    )


def _api(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The file, and what each kind of file holds as words in several languages."""
    resources = {k: {**v, "words": translated(v)} for k, v in raw["resources"].items()}
    return {**raw, "resources": resources}


def _rule(rule_id: str, raw: Mapping[str, Any]) -> Rule:
    words, source = translated(raw), translated(raw["source"])
    constants = raw.get("constants", {})
    return typed(Rule, raw, id=rule_id, constants=constants, words=words, source=source)


# -- schemas -----------------------------------------------------------------------------------


def _schema(name: str, raw: Mapping[str, Any], forms: Mapping[int, Form]) -> Schema:
    entry = raw[name]
    fields = []
    for field in entry["fields"]:
        fields.append(_field(field, raw, forms))
        if field["name"] == entry.get("forms_after"):
            fields += _form_fields(raw)
    if entry.get("cells_of_forms"):
        fields.extend(field for field, _ in panel_fields(forms))
    return Schema(
        name=name,
        title=translated(entry["title"]),
        description=translated(entry["description"]),
        primary_key=tuple(entry.get("primaryKey", ())),
        foreign_keys=tuple(entry.get("foreignKeys", ())),
        fields=tuple(fields),
        cells=CellAxes(entry["cells"]["row"], entry["cells"]["column"])
        if "cells" in entry
        else None,
        label=entry.get("label"),
    )


def _kinds(raw: Mapping[str, Any]) -> Sequence[str]:
    """What a cell of a table may be: money needs decimals and units, a change negative numbers."""
    fields = {field["name"]: field for field in raw["fields"]}
    figure = next(fields[name] for name in contractfiles.FIGURES if name in fields)
    kinds = ["count"]
    if "minimum" not in figure:
        kinds.append("change")
    if figure["type"] == "number" and "unit" in fields:
        kinds.append("money")
    return kinds


def form_column(table: str) -> str:
    """The column that says which form a document follows in a table of cells."""
    return f"{table}_form"


def _form_fields(raw: Mapping[str, Any]) -> Iterator[Field]:
    for table, entry in raw.items():
        if "cells" in entry:
            words = entry["cells"]["form"]
            title, description = translated(words["title"]), translated(words["description"])
            yield Field(form_column(table), "integer", title, description, {})


def _field(entry: Known, raw: Mapping[str, Any], forms: Mapping[int, Form]) -> Field:
    codes = entry.get("codes", Known({}, *entry.at))
    if entry.get("codes_of") == _PARTS:
        parts = parts_of(newest_first(forms))
        codes = Known({name: found[0].title for name, found in parts.items()}, *entry.at)
    elif "codes_of" in entry:
        table, column = entry["codes_of"].split(".")
        codes = next(f["codes"] for f in raw[table]["fields"] if f["name"] == column)
    return typed(
        Field,
        entry,
        title=translated(entry["title"]),
        description=translated(entry["description"]),
        codes=Known({code: translated(words) for code, words in codes.items()}, *codes.at),
    )


def panel_fields(forms: Mapping[int, Form]) -> list[tuple[Field, str]]:
    """The columns of the panel that the forms give it, each with the address it shows.

    The newest form comes first; a column that two forms share appears once, with decimals if one of
    them has money there. A fourth word, `unit`, at the end of an address stands for the unit that a
    money cell carries where its form names none.
    """
    found: dict[str, tuple[Field, str]] = {}
    for name, parts in parts_of(newest_first(forms)).items():
        for part in parts:
            for address, row, column in _panel_cells(part):
                named = _panel_name(part, row, column)
                field = _panel_field(named, part, row, column)
                known, _ = found.setdefault(named, (field, address))
                if known.type != field.type:
                    found[named] = (replace(known, type="number"), address)
                if column.kind == "money" and column.unit is None and row.code not in part.groups:
                    unit = formfile.panel_name(name, row.panel or row.code, "unit")
                    found.setdefault(unit, (_unit_field(unit, part, row), f"{address}.unit"))
    return list(found.values())


def _panel_cells(part: PartForm) -> Iterator[tuple[str, Line, Line]]:
    """The cells in the columns that the panel shows, then the groups, which add up their rows."""
    for address, (row, column) in part.cells.items():
        if column.code in part.panel:
            yield address, row, column
    for address, cells in part.sums.items():
        group, code = address.split(".")[1:]
        columns = [part.cells[cell][1] for cell in cells]
        if code in part.panel:
            money = (column for column in columns if column.kind == "money")
            yield address, Line(group, part.group_labels[group]), next(money, columns[0])


def _panel_name(part: PartForm, row: Line, column: Line) -> str:
    whole = column.code == part.whole
    word = None if whole else column.panel or column.code
    return formfile.panel_name(part.name, row.panel or row.code, word)


def _panel_field(name: str, part: PartForm, row: Line, column: Line) -> Field:
    unit = column.unit or row.unit
    title = translated(
        {code: f"{row.label[code]} / {column.label[code]}" for code in CONTENT_LANGUAGES}
    )
    group = row.code in part.groups
    description = Translated({
        "zh": f"{title['zh']}{f'（{unit}）' if unit else ''}{'，各行之和' if group else ''}。",
        "en": f"{title['en']}{f' ({unit})' if unit else ''}"
        f"{', the sum of its rows' if group else ''}.",
    })  # fmt: skip
    kind = "number" if column.kind == "money" else "integer"
    return Field(name, kind, title, description, {})


def _unit_field(name: str, part: PartForm, row: Line) -> Field:
    return Field(
        name,
        "string",
        Translated({"zh": f"{row.label['zh']}的单位", "en": f"Unit of {row.label['en'].lower()}"}),
        Translated(
            {
                "zh": f"{part.since}年格式没有规定单位，照原件所印。",
                "en": f"The form of {part.since} names no unit; as printed.",
            }
        ),
        {},
    )
