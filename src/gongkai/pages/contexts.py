"""What each template may use, and whether it uses anything else: asked before a build begins.

Beside these names a template has what `templating.environment` gives to all: `_`, `lang`, `label`,
`contract`, `signs`, `fallback`, `preview`, and the filters. Macros of other files have nothing but
that and what they are called with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import nodes

from gongkai.model.findings import Problem
from gongkai.pages.templating import FOLDER, Env, fault
from gongkai.text import ours
from gongkai.text.ours import UnreadableError

# Of every page: its address, the date of the package, all places, and the link to a report.
PAGE = frozenset(("page", "created", "tree", "to"))
# Of each kind of page.
CONTEXTS: Mapping[str, frozenset[str]] = {
    f"{name}.html": frozenset(names.split())
    for name, names in {
        "archive": "entry above since reports",
        "changes": "text added releases same",
        "check": "forms empty slots",
        "codebook": "schemas same",
        "comparison": "province year years columns groups left_out levels shown",
        "coverage": "years levels provinces map published gaps terms add asked counts unseen",
        "contribute": "text forms mail check counts",
        "covered": "entry lines doors runs more add",
        "data": "downloads offered sizes panel specimen floor served unpacked reports years cited"
        " released yearly linked",
        "design": "inks parts tallies verdicts legends pictures series multiples spreads",
        "dictionary": "schemas",
        "explore": "reports compared",
        "figures": "report subject above claims",
        "findings": "groups count replies said",
        "gone": "why",
        "home": "examples points map all provinces held years linked",
        "indicator": "indicator groups worked ranked show left_out breaks values all_values",
        "indicators": "indicators",
        "jurisdiction": "entry above reports newest paged answer picture no_picture outcomes_at"
        " count covering shares counts breaks held figures years unasked below missing successor"
        " looked children without linked feed add name_door",
        "late": "groups levels listed years places all of together judged within after looked"
        " unjudged rules said",
        "missing": "entry above missing covered children looked feed add",
        "places": "provinces below few",
        "prose": "name text numbers",
        "report": "report subject above claims due tried picture no_picture outcomes_at parts"
        " tables again beside neighbours growth answer proofs before after count doors asked"
        " editions",
        "release": "about places left",
        "readers": "wanted alone alone_left alone_all counts",
        "rule": "rule counts reasons years places all_places all_others again others",
        "rules": "rules counts",
        "search": "slices said lists",
        "table": "file schema",
        "term": "item group rows entry part table forms held elsewhere years used more all_used"
        " headings indicators breaks",
        "terms": "parts columns words_of",
        "understand": "text parts",
    }.items()
}
# Files that are no pages of ours: what they are given is all that they have.
_ALONE = {
    "404.html": frozenset(("base", "others", "created")),
    "moved.html": frozenset(("link", "canonical", "title")),
    "badge.svg": frozenset(("label", "message", "left", "right", "ink")),
    "feed.xml": frozenset(("home", "address", "file", "title", "updated", "entries")),
    **dict.fromkeys(
        ("sitemap.xml", "sitemaps.xml", "robots.txt", "llms.txt"),
        frozenset(("home", "addresses", "spoken", "cited")),
    ),
}


def check(root: Path, envs: Mapping[str, Env]) -> None:
    """Compile every template in each language. Raises UnreadableError with all that is wrong."""
    folder = root / FOLDER
    names = [path.relative_to(folder).as_posix() for path in ours.files(root, folder)]
    problems: list[Problem] = []
    first = next(iter(envs.values()))
    found: dict[str, nodes.Template] = {}
    for name in names:
        try:
            found[name] = first.parse(ours.text(root, folder / name), name)
        except UnreadableError as error:
            problems += error.problems
    for name, template in found.items():
        for line, what in sorted(set(_misspelt(first, name, template, found))):
            problems += fault(name, line, what).problems
    if problems:
        raise UnreadableError(problems)
    for env in envs.values():
        for name in names:
            env.get_template(name)


_OF_JINJA = frozenset(("loop", "caller", "super", "self", "varargs", "kwargs"))


def _misspelt(
    env: Env, name: str, template: nodes.Template, others: Mapping[str, nodes.Template]
) -> Iterator[tuple[int, str]]:
    """Names that a template has not, each with its line."""
    known = _ALONE.get(name) or CONTEXTS.get(name, frozenset()) | PAGE
    if name.startswith("macros/"):
        known = frozenset()
    known = known | env.globals.keys() | _OF_JINJA | _macros(template)
    imports = list(template.find_all(nodes.FromImport))
    known |= {one if isinstance(one, str) else one[1] for node in imports for one in node.names}
    named = list(template.find_all(nodes.Name))
    known |= {node.name for node in named if node.ctx != "load"}
    for node in named:
        if node.name not in known:
            yield node.lineno, f"{node.name!r} is undefined"
    for one in template.find_all(nodes.Filter):
        if one.name not in env.filters:
            yield one.lineno, f"no filter named {one.name!r}"
    for test in template.find_all(nodes.Test):
        if test.name not in env.tests:
            yield test.lineno, f"no test named {test.name!r}"
    for imported in imports:
        other = imported.template.as_const()
        for wanted in imported.names:
            macro = wanted if isinstance(wanted, str) else wanted[0]
            if other not in others or macro not in _macros(others[other]):
                yield imported.lineno, f"{other!r} has no {macro!r}"


def _macros(template: nodes.Template) -> set[str]:
    return {macro.name for macro in template.find_all(nodes.Macro)}
