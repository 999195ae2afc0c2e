"""Report files and their canonical form: which differ, and the same files in it, in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from gongkai.build.project import Settings, read_project
from gongkai.content import canonical, load
from gongkai.content.load.batches import Batch
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.text import yamlread

_MANY = 30  # reports of a batch from which on it is worth making ready to tell their form quickly


class FormattedFile(NamedTuple):
    """What there is to say of one file, and the text that it should have.

    `new` is None where the file is as it should be, or cannot be read.
    """

    path: str  # relative to the project
    problems: list[Problem]
    new: str | None = None


def outcomes(root: Path, contract: Contract, only: Iterable[Path]) -> Iterator[FormattedFile]:
    """Every report file at or below the paths `only`, in the order of paths.

    What is no report file (a link, a name that cannot be one) has its problem.
    """
    survey = load.survey(root, contract, only)
    for problem in survey.problems:
        if problem.path.startswith(load.FOLDER):
            yield FormattedFile(problem.path, [problem])
    for report in survey.reports:
        yield outcome(f"{load.FOLDER}{report}.yaml", load.stored(root, report), contract)


def outcome(path: str, data: bytes, contract: Contract) -> FormattedFile:
    """What one file should be."""
    root, problems = yamlread.read(data, path)
    if problems or root is None:
        return FormattedFile(path, problems)
    text = data.decode("utf-8")
    new = canonical.formatted(text, path, contract)
    if new is None or new == text:
        return FormattedFile(path, [])
    return FormattedFile(path, [canonical.noted(text, new, path)], new)


def unlike(settings: Settings, batch: Batch) -> Iterator[Problem]:
    """The files of a batch that are not in canonical form; the unreadable are told elsewhere."""
    contract = read_project(settings.root, settings.engine).contract
    sure = _surely(settings.root, settings.engine) if len(batch.own) > _MANY else None
    for report in batch.own:
        text = load.stored(settings.root, report).decode("utf-8", "surrogateescape")
        if found := canonical.off(text, f"{load.FOLDER}{report}.yaml", contract, sure):
            yield found


@lru_cache(maxsize=1)
def _surely(root: Path, engine: str) -> re.Pattern[str]:
    """What tells quickly that a file is in canonical form; made once, it takes as long as 20."""
    return canonical.surely(read_project(root, engine).contract)
