"""The site while it is being worked on: each page is made when somebody looks at it.

Pages of places are made by the same function that a build hands its batches to, with one place as a
batch; pages about everything from the overviews of the same batches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock

from gongkai import pages
from gongkai.build import cache, minified, workers
from gongkai.build.batch import make_batch, summarize_batch
from gongkai.build.context import Context
from gongkai.build.project import (
    Settings,
    check_templates,
    judged_reports,
    read_project,
    site_of,
    sizes,
)
from gongkai.build.results import Results, as_text, problem_entries, problem_lines
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.model.languages import LANGUAGES
from gongkai.package import FOLDER, NO_DATE, api
from gongkai.text import ours
from gongkai.words import Words

_STATIC = "static/"


class NotFineError(Exception):
    """What was asked for cannot be shown: `lines` say what is to be mended."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines[0] if lines else "")
        self.lines = lines


class Preview:
    """The files of the site by path. `built` is the last build's output, for the data package."""

    def __init__(self, root: Path, words: Words, context: Context, built: Path) -> None:
        self.root, self._words, self._context, self._built = root, words, context, built
        self._lock = Lock()
        self._site: tuple[pages.Site, pages.Overview] | None = None
        self._refused: list[str] = []  # what is to be mended before anything can be shown
        self._begin()

    def find(self, path: str) -> bytes | None:
        """A file of the site as it is now, or None. Raises NotFineError."""
        with self._lock:
            if self._refused:
                raise NotFineError(self._refused)
            place = self._place(path)
            if place is not None and (file := self._of_place(place).get(path)) is not None:
                return self._filled(place, path, file)
            if (file := self._static(path)) is not None:
                return file
            return self._of_everything(path)

    def changed(self, paths: Iterable[Path]) -> None:
        """Forget what no longer holds after a change of these files."""
        with self._lock:
            ids = {load.report_at(self.root, path) for path in paths}
            whole = self._refused or not ids <= set(self._whole.own)
            if whole or not all(path.exists() for path in paths):
                try:
                    self._refused = []
                    self._begin()
                except ours.UnreadableError as error:
                    self._refused = self.lines(error)
                    raise
                return
            self._places.clear()
            self._made.clear()
            self._site = None
            touched = {batches.subject(name) for name in ids if name}
            for batch in self._batches:
                if touched & batch.reports.keys():
                    self._overviews.pop(batch.places, None)

    def _begin(self) -> None:
        engine = cache.engine(self.root)
        check_templates(self.root, engine)
        survey = load.read_survey(self.root, read_project(self.root, engine).contract)
        self._prose, self._whole = survey.prose, batches.whole(survey)
        entries = self._whole.tree.values()
        self._moved = {old: entry.id for entry in entries for old in entry.formerly}
        self._batches = list(batches.batches(self._whole))
        created = load.newest_date(survey.reports, load.stamps(self.root)) or NO_DATE
        self._settings = Settings(self.root, engine, self._words, created)
        self._places: dict[str, dict[str, bytes]] = {}
        self._overviews: dict[tuple[str, ...], pages.Overview] = {}
        self._entries: dict[tuple[str, ...], Sequence[pages.Entry]] = {}
        self._site = None
        self._made: dict[str, bytes] = {}

    def lines(self, error: ours.UnreadableError) -> list[str]:
        """What is to be mended in files of ours."""
        return list(problem_lines(error.problems, self._words))

    def _place(self, path: str) -> str | None:
        """The place that a path belongs to: the longest one that it begins with."""
        for language in LANGUAGES.values():
            path = path.removeprefix(language.folder)
        folder = path.rpartition("/")[0]
        while folder:
            if folder in self._moved:
                return self._moved[folder]
            if folder in self._whole.tree:
                return folder
            folder = folder.rpartition("/")[0]
        return None

    def _of_place(self, place: str) -> dict[str, bytes]:
        if place not in self._places:
            batch = batches.of(self._whole, [place])
            result = make_batch(self._settings, batch)
            self._fine(result.results)
            self._places[place] = dict(result.files)
        return self._places[place]

    def _filled(self, place: str, path: str, data: bytes) -> bytes:
        """A page of a place with what needs all reports, if it has that."""
        if pages.EMPTY not in data:
            return data
        filled = dict(pages.among_peers(*self._everything(), [place]))
        return data.replace(pages.EMPTY, filled[path])

    def _fine(self, results: Results) -> None:
        if not results.fine:
            raise NotFineError(list(as_text(results, self._words)))

    def _static(self, path: str) -> bytes | None:
        """A file that is there already: of the look, as it was written; or of the last package."""
        path = path.replace(_STATIC + minified.SOURCE, _STATIC, 1)
        look = path.startswith(_STATIC)
        inside = look or (path.startswith((FOLDER, api.FOLDER)) and ".html" not in path)
        if not inside or not {"", ".", ".."}.isdisjoint(path.split("/")) or "\0" in path:
            return None
        base = self.root / "site" if look else self._built
        try:
            sound = ours.ordinary(base / path, base.parent)
            return (base / path).read_bytes() if sound else None
        except OSError:  # a name that no file can have, or one that has just gone
            return None

    def _of_everything(self, path: str) -> bytes | None:
        """A page that is about no one place; those that are made with it are made as far as it."""
        if path not in self._made:
            for made, data in pages.beside(path, *self._everything()):
                self._made[made] = data
                if made == path:
                    break
            if path.startswith(pages.fulltext.FOLDER) and path not in self._made:
                self._made.update(self._slices())
        return self._made.get(path)

    def _everything(self) -> tuple[pages.Site, pages.Overview]:
        """The site of all reports, and what there is to say of them."""
        if self._site is None:
            judged = judged_reports(self._settings, self._whole)
            site = site_of(self._settings, judged, self._downloads(), self._prose)
            site = replace(site, sizes=sizes(self._built / FOLDER))
            self._site = site, self._overview()
        return self._site

    def _overview(self) -> pages.Overview:
        """What there is to say of everything; batches that did not change are not read again."""
        pieces = [b for b in self._batches if b.places not in self._overviews]
        work = partial(summarize_batch, self._settings)
        context, results = (
            self._context,
            Results(problem_entries(self._whole.problems, self._words)),
        )
        for batch, result in workers.spread(context.batches, work, pieces, context.ahead):
            results.add(result.results)
            context.progress("reports", results.files, len(self._whole.own))
            if result.overview is not None:
                self._overviews[batch.places] = result.overview
                self._entries[batch.places] = result.entries
        self._fine(results)
        whole = pages.Overview()
        for batch in self._batches:
            whole.add(self._overviews[batch.places])
        return whole

    def _slices(self) -> dict[str, bytes]:
        """The search index."""
        count, first = pages.fulltext.slices(len(self._whole.own)), 0
        found: list[pages.fulltext.Placed] = []
        for batch in self._batches:
            found += pages.fulltext.placed(self._entries[batch.places], first, count)
            first += len(batch.own)
        return dict(pages.fulltext.scripts(found, range(count)))

    def _downloads(self) -> list[pages.Download]:
        """The tables of the last build, if there was one."""
        try:
            head = json.loads((self._built / FOLDER / "datapackage.json").read_bytes())
            files = [(self._built / FOLDER / one["path"], one) for one in head["resources"]]
            rows = [path.read_bytes().count(b"\n") - 1 for path, _ in files]
        except (OSError, ValueError, KeyError):
            return []
        return [
            pages.Download(one["name"], one["path"], n, one["bytes"])
            for n, (_, one) in zip(rows, files, strict=True)
        ]
