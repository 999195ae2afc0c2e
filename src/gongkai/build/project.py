"""What the maker of a batch knows: its settings, and the project as a process reads it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.checks.judged import JudgedReports
from gongkai.content.load.batches import Batch
from gongkai.contract import (
    Addresses,
    Contract,
    contractfiles,
    read_contract,
    read_plain,
    releases,
)
from gongkai.contract.releases import Releases, read_releases
from gongkai.model.languages import CONTENT_LANGUAGES, translated
from gongkai.text import ours
from gongkai.text.ours import Known
from gongkai.words import Words, read_catalogs

if TYPE_CHECKING:
    from gongkai import pages
    from gongkai.pages.templating import Env


class Settings(NamedTuple):
    """What the maker of any batch needs: the project, the language of messages, the date.

    `engine` is a digest of all that is read once (see `cache.engine`): who knows another one reads
    it again. Reports before the year `since` get no page. Files are written to the folder `fresh`,
    and signed for a cache if they are to be; without a folder they are given back. Compiled
    templates are kept in the folder `templates`, if any. What `check` says it says in each language
    of `also` too. `addresses` stand for those of datapackage.yaml. A `preview`
    is made of what is not fine too.
    """

    root: Path
    engine: str
    words: Words
    created: str
    since: int = 0
    fresh: str = ""
    sign: bool = False
    templates: str = ""
    also: tuple[Words, ...] = ()
    addresses: Addresses = ()
    preview: bool = False

    @property
    def project(self) -> Project:
        """What is read once."""
        return read_project(self.root, self.engine, self.addresses)


@dataclass(frozen=True)
class Project:
    """What a process reads once: the contract, and for pages the words."""

    root: Path
    contract: Contract

    def read_all(self) -> None:
        """Read what is read when it is first asked for. Raises UnreadableError."""
        _ = self.words, self.references, self.releases

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """The catalog of each language."""
        return read_catalogs(self.root)

    @cached_property
    def releases(self) -> Releases:
        """What the repository keeps of all releases."""
        return read_releases(self.root, self.contract.package)

    @cached_property
    def references(self) -> Mapping[str, Any]:
        """What else pages need of the contract: terms, the glossary, when figures may be compared,

        the map of provinces; and traditional characters with the simplified ones they stand for.
        """
        folder = self.root / "datapackage"
        terms = read_plain(self.root, folder / "terms.yaml", contractfiles.TERMS)
        known = {"terms": terms["items"]}
        signs = ours.text(self.root, self.root / "site" / "locale" / "traditional.txt")
        lines = (line for line in signs.splitlines() if not line.startswith("#"))
        glossary = read_plain(self.root, folder / "glossary.yaml", contractfiles.GLOSSARY, known)
        return {
            "terms": {name: _in_languages(entries) for name, entries in terms.items()},
            "glossary": [_glossary_entry(entry) for entry in glossary],
            "peers": read_plain(self.root, folder / "peers.yaml", contractfiles.PEERS),
            "map": read_plain(self.root, folder / "map.yaml", contractfiles.MAP),
            "traditional": {line[0]: line[1:] for line in lines if line},
        }


def _in_languages(entries: Known) -> Known:
    return Known({name: translated(words) for name, words in entries.items()}, *entries.at)


def _glossary_entry(entry: Mapping[str, str]) -> Mapping[str, Any]:
    """An entry with its meaning in several languages under one key."""
    meanings = {code: f"{code}_meaning" for code in CONTENT_LANGUAGES}
    rest = {key: text for key, text in entry.items() if key not in meanings.values()}
    return {**rest, "meaning": translated({code: entry[key] for code, key in meanings.items()})}


@lru_cache(maxsize=2)
def read_project(root: Path, engine: str = "", addresses: Addresses = ()) -> Project:
    """What a build of `root` needs besides content/.

    Only who packs a release gives its version among the addresses: what is built else goes on after
    the last release, and says so.
    """
    contract = read_contract(root, addresses)
    version = contract.package["version"]
    if "version" not in dict(addresses) and (root / releases.FOLDER / version).is_dir():
        package, live = contract.package, {"version": f"{version}{releases.LIVE}"}
        assert isinstance(package, Known)
        contract = replace(contract, package=Known({**package, **live}, *package.at))
    return Project(root, contract)


@lru_cache(maxsize=2)
def environments(
    root: Path,
    engine: str = "",
    folder: str = "",
    addresses: Addresses = (),
    preview: bool = False,
) -> Mapping[str, Env]:
    """The templates of each language; compiled ones are kept in a folder, if any."""
    from gongkai.build.templates import CompiledTemplates
    from gongkai.pages.templating import environment

    project = read_project(root, engine, addresses)
    return {
        lang: environment(
            root,
            words,
            project.contract,
            CompiledTemplates(Path(folder, lang)) if folder else None,
            preview=preview,
        )
        for lang, words in project.words.items()
    }


def check_templates(root: Path, engine: str, folder: str = "", addresses: Addresses = ()) -> None:
    """See that all templates are sound, unless these were so. Raises UnreadableError."""
    from gongkai.build import templates
    from gongkai.pages import contexts

    if not (folder and templates.checked(Path(folder))):
        contexts.check(root, environments(root, engine, folder, addresses))
        if folder:
            templates.mark_checked(Path(folder))


def judged_reports(settings: Settings, batch: Batch) -> JudgedReports:
    """The reports of a batch, in this process."""
    return JudgedReports(settings.root, settings.project.contract, batch)


def static_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the look as they stand, with their paths in the site. Raises UnreadableError."""
    folder = root / "site" / "static"
    for path in ours.files(root, folder):
        yield f"static/{path.relative_to(folder).as_posix()}", ours.stored(root, path)


def sizes(folder: Path) -> dict[str, int]:
    """How long the files are that the data page offers, as far as they are there, by name."""
    from gongkai import pages

    files = (file for pattern in pages.OFFERED for file in sorted(folder.glob(pattern)))
    return {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}


def site_of(
    settings: Settings,
    judged: JudgedReports,
    downloads: Sequence[pages.Download] = (),
    prose: Mapping[tuple[str, str], str] | None = None,
) -> pages.Site:
    """What pages are made from; those of places need neither downloads nor prose."""
    from gongkai import pages

    project = settings.project
    return pages.Site(
        contract=project.contract,
        tree=judged.tree,
        reports=judged.reports,
        findings=judged.findings,
        misprinted=judged.misprinted,
        implied=judged.implied,
        indicators=judged.indicators,
        prose=prose or {},
        **project.references,
        downloads=downloads,
        created=settings.created,
        envs=environments(
            settings.root,
            settings.engine,
            settings.templates,
            settings.addresses,
            settings.preview,
        ),
        words=project.words,
        by_subject=judged.by_subject,
        held=judged.batch.reports,
        below=judged.batch.below,
        since=settings.since,
        looked=judged.batch.looked,
        releases=project.releases,
        answers={(one.report, one.url): one for one in judged.batch.answers},
    )
