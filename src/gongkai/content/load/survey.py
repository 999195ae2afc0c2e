"""What lies in content/ before any report is read: the tree, the prose, the reports there are."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai.content.load.answers import read_answers
from gongkai.content.load.coverage import read_coverage
from gongkai.content.load.fields import FileReader
from gongkai.content.load.files import file_bytes
from gongkai.content.load.report import FOLDER, identify
from gongkai.content.load.tree import Lead, lead_faults, read_tree
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model.findings import Problem
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import Jurisdiction, Looked, SourceAnswer
from gongkai.text import markdown as prose
from gongkai.text import ours, yamlread
from gongkai.text.hints import did_you_mean

MAX_NAME = 100  # bytes of a file name
MAX_LEVELS = 8
MAX_ENTRIES = 2000  # files and folders in one folder; the largest province has some 200 below it
# The pages of prose that the site links.
PAGES = ("about", "changes", "contribute", "method", "understand")
NO_PROSE = {(lang, page): "" for lang in CONTENT_LANGUAGES for page in PAGES}
_IGNORED = {".gitkeep", ".DS_Store"}
_HERE = {"README.md", "coverage", "jurisdictions", "reports", "pages", "sources", *_IGNORED}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether a path is one of those wanted or below one; without any wanted, all are."""

    wanted: frozenset[Path]
    above: frozenset[Path]

    def __call__(self, path: Path) -> bool:
        """Whether what is wrong with this path is reported."""
        return not self.wanted or path in self.wanted or not self.wanted.isdisjoint(path.parents)

    def leads(self, folder: Path) -> bool:
        """Whether anything chosen can lie in a folder."""
        return folder in self.above or self(folder)


def _chosen(only: Iterable[Path]) -> Chosen:
    wanted = frozenset(Path(os.path.abspath(path)) for path in only)
    return Chosen(wanted, frozenset(above for path in wanted for above in path.parents))


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies in content/ before any report is read: the tree, the prose, the reports there are.

    `reports` are ids in the order of code points; `unreadable` are provinces whose tree cannot be
    read, which is reported once, at its place.
    """

    tree: Mapping[str, Jurisdiction]
    reports: tuple[str, ...]
    prose: Mapping[tuple[str, str], str]  # (language, page) → Markdown
    problems: tuple[Problem, ...]
    unreadable: frozenset[str] = frozenset()
    looked: tuple[Looked, ...] = ()  # by place and year: for which somebody looked in vain, or not
    answers: tuple[SourceAnswer, ...] = ()  # by report and address


def read_survey(root: Path, contract: Contract, only: Iterable[Path] = ()) -> Survey:
    """What lies in `root`/content, or only the files at or below the paths in `only`.

    With `only` the trees of the provinces concerned are read as well, since a report needs its
    jurisdiction. Raises OSError where the machine, not the content, is at fault.
    """
    chosen = _chosen(only)
    problems: list[Problem] = []
    base = Path(os.path.abspath(root)) / "content"
    for path in sorted(base.iterdir()):
        if chosen(path) and (path.is_symlink() or path.name not in _HERE):
            message = "symlink" if path.is_symlink() else "stray-folder"
            problems.append(Problem(ours.name(base.parent, path), 1, 1, message))
    files = [f for f in _files(base / "reports", base, chosen, problems) if chosen(f)]
    below = len(str(base / "reports")) + 1
    reports = sorted(str(f)[below : -len(".yaml")].replace(os.sep, "/") for f in files)
    provinces = {report.split("/", 1)[0] for report in reports}
    asked = [f for f in _files(base / "sources", base, chosen, problems) if chosen(f)]
    if only:  # these files are read beside the places of their province
        provinces |= {path.stem for path in map(Path, only) if path.parent.name == "coverage"}
        provinces |= {f.relative_to(base / "sources").with_suffix("").parts[0] for f in asked}
    tree: dict[str, Jurisdiction] = {}
    leads: list[Lead] = []
    unreadable = set()
    for path in _files(base / "jurisdictions", base, chosen, problems):
        if chosen(path) or path.stem in provinces:
            name = ours.name(base.parent, path)
            entries, named, found = read_tree(name, file_bytes(path), contract)
            tree.update(entries)
            leads += named
            problems.extend(found)
            if not entries:
                unreadable.add(path.stem)
    looked: list[Looked] = []
    for path in _files(base / "coverage", base, chosen, problems):
        if chosen(path):
            name = ours.name(base.parent, path)
            lines, found = read_coverage(name, file_bytes(path), contract, tree, set(reports))
            looked += lines
            problems.extend(found)
    answers: list[SourceAnswer] = []
    for path in asked:
        some, found = read_answers(
            ours.name(base.parent, path), file_bytes(path), contract, set(tree)
        )
        answers += some
        problems.extend(found)
    problems.extend(lead_faults(tree, leads, whole=not only and not unreadable))
    if not only:
        problems.extend(_forms_nowhere(contract, tree, unreadable))
    return Survey(
        tree={key: tree[key] for key in sorted(tree)},
        reports=tuple(reports),
        prose=dict(_prose(base, chosen, problems)),
        problems=tuple(problems),
        unreadable=frozenset(unreadable),
        looked=tuple(sorted(looked, key=lambda one: (one.jurisdiction, one.year))),
        answers=tuple(sorted(answers, key=lambda one: (one.report, one.url))),
    )


def _forms_nowhere(
    contract: Contract, tree: Mapping[str, Jurisdiction], unreadable: Collection[str]
) -> Iterator[Problem]:
    """Forms of what is no province, or of a misspelt one. Where there is none of this name or the
    like, as in the content of one province, the form of another is of no use, and no fault.
    """
    provinces = [entry.id for entry in tree.values() if entry.level == "province"]
    for form in contract.forms.values():
        where = form.where
        if where is None or where in provinces or where in unreadable:
            continue
        if where in tree or did_you_mean(where, provinces):
            yield Problem(*form.at, "form-nowhere", {"where": where})


def subject_of(
    root: Path, path: str, contract: Contract
) -> tuple[Jurisdiction | None, int, list[Problem]]:
    """Who would report in a file at `path` (from content/ on), and for which year.

    None where there is nobody with that id, or where the tree of its province cannot be read.
    """
    folder = root / "content" / "jurisdictions"
    file = folder / f"{path.removeprefix(FOLDER).split('/')[0]}.yaml"
    found = read_survey(root, contract, [file if file.is_file() else folder])
    if found.problems:
        return None, 0, list(found.problems)
    reader = FileReader(path, contract)
    identity = identify(path, found.tree, reader)
    if identity is None:
        return None, 0, reader.problems
    return found.tree[identity[0]], identity[1], []


def _files(
    folder: Path,
    base: Path,
    chosen: Chosen,
    problems: list[Problem],
    level: int = 0,
    ending: str = ".yaml",
) -> Iterator[Path]:
    """The regular files of one ending below a folder by name; anything else chosen is a problem."""
    if folder.is_symlink() and folder.parent != base and chosen(folder):
        problems.append(Problem(ours.name(base.parent, folder), 1, 1, "symlink"))
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    if len(entries) > MAX_ENTRIES and chosen(folder):
        args = {"found": len(entries), "limit": MAX_ENTRIES}
        problems.append(Problem(ours.name(base.parent, folder), 1, 1, "folder-full", args))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name in _IGNORED:
            continue
        if entry.is_symlink():
            message = "symlink"
        elif len(os.fsencode(entry.name)) > MAX_NAME:
            message = "name-too-long"
        elif entry.is_dir():
            if SLUG.fullmatch(entry.name) and entry.name not in RESERVED and level < MAX_LEVELS:
                if chosen.leads(path):
                    yield from _files(path, base, chosen, problems, level + 1, ending)
                continue
            message = "folder-name"
        elif not entry.is_file():
            message = "not-a-file"
        elif entry.name.endswith(ending) and entry.name.isascii() and entry.name.isprintable():
            yield path
            continue
        else:
            message = "stray-file"
        if chosen(path):
            problems.append(
                Problem(ours.name(base.parent, path), 1, 1, message, {"limit": MAX_NAME})
            )


def prose_path(lang: str, page: str) -> str:
    """Where a Markdown page of the site stands, from the root."""
    return f"content/pages/{lang}/{page}.md"


def _prose(
    base: Path, chosen: Chosen, problems: list[Problem]
) -> Iterator[tuple[tuple[str, str], str]]:
    """The Markdown pages of the site: the same in both languages, and only those that it links."""
    for lang in CONTENT_LANGUAGES:
        folder = base / "pages" / lang
        for path in _files(folder, base, chosen, problems, ending=".md"):
            if not chosen(path):
                continue
            name = ours.name(base.parent, path)
            if path.parent != folder or path.stem not in PAGES:
                problems.append(Problem(name, 1, 1, "page-name", {"known": ", ".join(PAGES)}))
                continue
            text, found = yamlread.read_text(file_bytes(path), name)
            problems.extend(found)
            for line, message, args in prose.faults(text or ""):
                problems.append(Problem(name, line + 1, 1, message, args))
            if text is not None:
                yield (lang, path.stem), text
        for page in PAGES:
            path = folder / f"{page}.md"
            if not path.exists() and chosen(path):
                problems.append(Problem(ours.name(base.parent, path), 1, 1, "page-missing"))
