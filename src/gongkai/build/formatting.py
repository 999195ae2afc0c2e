"""Report files and their canonical form: which differ, and the same files in it, in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.content import canonical, load
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.text import yamlread


class FormattedFile(NamedTuple):
    """What there is to say of one file, and the text that it should have.

    `new` is None where the file is as it should be, or cannot be read.
    """

    path: str  # relative to the project
    problems: list[Problem]
    new: str | None = None


def format_files(root: Path, contract: Contract, only: Iterable[Path]) -> Iterator[FormattedFile]:
    """Every report file at or below the paths `only`, in the order of paths.

    What is no report file (a link, a name that cannot be one) has its problem.
    """
    survey = load.read_survey(root, contract, only)
    for problem in survey.problems:
        if problem.path.startswith(load.FOLDER):
            yield FormattedFile(problem.path, [problem])
    for report in survey.reports:
        yield format_file(f"{load.FOLDER}{report}.yaml", load.stored(root, report), contract)


def format_file(path: str, data: bytes, contract: Contract) -> FormattedFile:
    """What one file should be, nothing written."""
    root, problems = yamlread.read(data, path)
    if problems or root is None:
        return FormattedFile(path, problems)
    text = data.decode("utf-8")
    new = canonical.formatted(text, path, contract)
    if new is None or new == text:
        return FormattedFile(path, [])
    return FormattedFile(path, [canonical.difference(text, new, path)], new)
