"""How the package is cited: one model, and the formats in which readers take it along.

Version and day are those of the package. Who cites a live page in GB/T 7714 adds the day on which
they looked, which no build can know: its place is marked in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, nearest
from gongkai.model.release import Release
from gongkai.pages.site import Page, View

FILES = ("cite.bib", "cite-biblatex.bib", "cite.ris")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says in one language. `day` is YYYY-MM-DD, `dated` as that language cites it.

    `address` and `doi` are empty while there is none; `key` is what a bibliography calls it.
    """

    key: str
    author: str
    title: str
    version: str
    day: str
    dated: str
    note: str
    address: str
    doi: str
    keywords: tuple[str, ...]
    language: str

    @property
    def year(self) -> str:
        """The year of its day."""
        return self.day[:4]

    @property
    def where(self) -> str:
        """The address that lasts: that of the DOI, if there is one."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address


class CitationFormats(NamedTuple):
    """The package in each format, as text; the first is in Chinese, the second in English."""

    gbt: str
    apa: str
    bibtex: str
    biblatex: str
    ris: str


def formats(view: View) -> CitationFormats:
    """The package in all formats: those without a language of their own, in that of the page."""
    zh, en = (citation(View(view.site, Page(view.page.path, code))) for code in ("zh", "en"))
    mine = citation(view)
    return CitationFormats(gbt(zh), apa(en), bibtex(mine), biblatex(mine), ris(mine))


def usual(view: View) -> str:
    """The package in the format that is usual where the language of the page is read."""
    return _usual(citation(view))


def of_release(view: View, release: Release, address: str) -> str:
    """A release in that format; it stands at an address, if any."""
    one = citation(view)
    words = view.site.words[nearest(view.lang, CONTENT_LANGUAGES)]
    dated = say.cited_day(release.data, words)
    return _usual(
        replace(one, version=release.version, day=release.data, dated=dated, address=address)
    )


def _usual(one: Citation) -> str:
    return gbt(one) if one.language == LANGUAGES["zh"].tag else apa(one)


def files(view: View) -> dict[str, str]:
    """What is beside the data page, by name."""
    found = formats(view)
    return dict(zip(FILES, (found.bibtex, found.biblatex, found.ris), strict=True))


def citation(view: View) -> Citation:
    """What is cited, in the language of the page."""
    head: Mapping[str, str] = view.contract.package
    lang = nearest(view.lang, CONTENT_LANGUAGES)
    words, day = view.site.words[lang], view.site.created
    version = head["version"]
    return Citation(
        key=f"{head['name']}-{version}",
        author=words("cite-author"),
        title=view.contract.package["title"][lang],
        version=version,
        day=day,
        dated=say.cited_day(day, words),
        note=words("cite-note", version=version, date=day),
        address=f"{view.home}{LANGUAGES[lang].folder}data/" if view.home else "",
        doi=head.get("doi") or "",
        keywords=tuple(view.contract.package["keywords"][lang]),
        language=LANGUAGES[lang].tag,
    )


def gbt(one: Citation) -> str:
    """GB/T 7714—2015, an electronic resource of the type data set (DS); online (OL) where it has
    an address.
    """
    title = one.title.replace("：", ":")
    if not one.where:
        return f"{one.author}. {title}[DS]. {one.version}版. ({one.dated})."
    doi = f" DOI:{one.doi}." if one.doi else ""
    address = f" {one.address}." if one.address else ""
    return f"{one.author}. {title}[DS/OL]. {one.version}版. ({one.dated})[引用日期].{address}{doi}"


def apa(one: Citation) -> str:
    """APA, 7th edition: a data set whose publisher is its author; its day, since it is updated."""
    title = ": ".join(part[:1].upper() + part[1:] for part in one.title.split(": "))
    end = f" {one.where}" if one.where else ""
    return f"{one.author}. ({one.dated}). {title} (Version {one.version}) [Data set].{end}"


def bibtex(one: Citation) -> str:
    """An entry that every BibTeX style prints: version and day are a note."""
    return _entry(
        "misc",
        one,
        {
            "year": one.year,
            "howpublished": f"\\url{{{one.where}}}" if one.where else "",
            "note": _tex(one.note),
        },
    )


def biblatex(one: Citation) -> str:
    """The same for biblatex, which has data sets, versions and days."""
    given = {"version": one.version, "date": one.day, "doi": one.doi, "url": one.address}
    return _entry("dataset", one, given)


def _entry(kind: str, one: Citation, more: Mapping[str, str]) -> str:
    """Braces keep the author one name, and the title as it is written."""
    given = {"author": f"{{{_tex(one.author)}}}", "title": f"{{{_tex(one.title)}}}", **more}
    lines = [f"  {name} = {{{value}}},\n" for name, value in given.items() if value]
    return f"@{kind}{{{one.key},\n{''.join(lines)}}}\n"


_TEX = {sign: f"\\{sign}" for sign in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    """A text whose signs TeX does not take for its own."""
    return "".join(_TEX.get(sign, sign) for sign in text)


def ris(one: Citation) -> str:
    """RIS, as reference managers import it."""
    lines = [
        ("TY", "DATA"),
        ("AU", one.author),
        ("TI", one.title),
        ("PY", one.year),
        ("DA", one.day.replace("-", "/")),
        ("ET", one.version),
        ("N1", one.note),
        ("LA", one.language),
        ("DO", one.doi),
        ("UR", one.where),
        *(("KW", word) for word in one.keywords),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"
