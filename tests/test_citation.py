"""Citations of the package: one model, and formats that programs of readers understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
import rispy
import yaml

from conftest import ROOT
from gongkai.pages import citation
from gongkai.pages.citation import Citation

ONE = Citation(
    key="gongkai-1.2.0",
    author="Gongkai contributors",
    title="Gongkai: annual reports, 50 % of {all} & more_ in China",
    version="1.2.0",
    day="2026-01-05",
    dated="2026, January 5",
    note="Version 1.2.0, data of 2026-01-05",
    address="",
    doi="",
    keywords=("freedom of information", "China"),
    language="en",
)
ONLINE = replace(ONE, address="https://example.org/gongkai_x/en/data/")
LASTING = replace(ONLINE, doi="10.5281/zenodo.1234567")
FORMS = [
    pytest.param(ONE, "", "", id="on disk"),
    pytest.param(ONLINE, ONLINE.address, "", id="online"),
    pytest.param(LASTING, "https://doi.org/10.5281/zenodo.1234567", LASTING.doi, id="with a DOI"),
]


def entry(text: str) -> tuple[str, str, Mapping[str, str]]:
    """Kind, key and fields of the only entry of a BibTeX file, read by bibtexparser."""
    read = bibtexparser.parse_string(text)
    assert not read.failed_blocks
    (found,) = read.entries
    return found.entry_type, found.key, {f.key: f.value for f in found.fields}


@pytest.mark.parametrize(("one", "where", "doi"), FORMS)
def test_bibtex(one: Citation, where: str, doi: str) -> None:
    kind, key, fields = entry(citation.bibtex(one))
    assert (kind, key) == ("misc", "gongkai-1.2.0")
    assert fields["author"] == "{Gongkai contributors}"  # one name, not a first and a last
    assert fields["title"] == r"{Gongkai: annual reports, 50 \% of \{all\} \& more\_ in China}"
    assert fields["year"] == "2026"
    assert "1.2.0" in fields["note"]
    assert "2026-01-05" in fields["note"]
    assert fields.get("howpublished") == (f"\\url{{{where}}}" if where else None)


@pytest.mark.parametrize(("one", "where", "doi"), FORMS)
def test_biblatex(one: Citation, where: str, doi: str) -> None:
    kind, _, fields = entry(citation.biblatex(one))
    assert kind == "dataset"
    assert (fields["version"], fields["date"]) == ("1.2.0", "2026-01-05")
    assert fields.get("url", "") == one.address
    assert fields.get("doi", "") == doi


@pytest.mark.parametrize(("one", "where", "doi"), FORMS)
def test_ris(one: Citation, where: str, doi: str) -> None:
    (found,) = rispy.loads(citation.ris(one))
    assert found["type_of_reference"] == "DATA"
    assert found["authors"] == [one.author]
    assert found["title"] == one.title
    assert (found["year"], found["date"], found["edition"]) == ("2026", "2026/01/05", "1.2.0")
    assert found["keywords"] == [*one.keywords]
    assert found.get("urls", [""]) == [where]
    assert found.get("doi", "") == doi
    assert "unknown_tag" not in found


def test_apa_begins_a_title_and_what_follows_a_colon_with_a_capital() -> None:
    assert citation.apa(replace(ONLINE, title="Gongkai: annual reports")) == (
        "Gongkai contributors. (2026, January 5). Gongkai: Annual reports (Version 1.2.0) [Data set]. "
        "https://example.org/gongkai_x/en/data/"
    )
    assert citation.apa(LASTING).endswith("[Data set]. https://doi.org/10.5281/zenodo.1234567")
    assert citation.apa(ONE).endswith("[Data set].")


def test_gbt_is_online_where_there_is_an_address_and_then_asks_for_a_day() -> None:
    chinese = replace(
        ONE,
        author="公开年报编者",
        title="公开年报：报告数据",
        dated="2026-01-05",
        language="zh-Hans",
    )
    said = "公开年报编者. 公开年报:报告数据[DS{online}]. 1.2.0版. (2026-01-05){day}."
    assert citation.gbt(chinese) == said.format(online="", day="")
    online = said.format(online="/OL", day="[引用日期]")
    address = replace(chinese, address="https://example.org/data/")
    assert citation.gbt(address) == f"{online} https://example.org/data/."
    doi = replace(address, doi="10.5281/zenodo.1")
    assert citation.gbt(doi) == f"{online} https://example.org/data/. DOI:10.5281/zenodo.1."


def test_the_files_say_the_version_and_the_day_of_the_package(dist: Path) -> None:
    """As the descriptor does; in the language of the page beside them. The ZIP has them too."""
    head = yaml.safe_load((ROOT / "datapackage/datapackage.yaml").read_text(encoding="utf-8"))
    for folder, lang in (("data", "zh"), ("en/data", "en")):
        _, key, fields = entry((dist / folder / "cite-biblatex.bib").read_text(encoding="utf-8"))
        assert key == f"gongkai-{head['version']}"
        assert fields["title"] == f"{{{head['title'][lang]}}}"
        assert fields["version"] == head["version"]
        assert f'"created": "{fields["date"]}T' in (dist / "data/datapackage.json").read_text()
        (ris,) = rispy.loads((dist / folder / "cite.ris").read_text(encoding="utf-8"))
        assert ris["edition"] == head["version"]
        page = (dist / folder / "index.html").read_text(encoding="utf-8")
        assert f"[DS]. {head['version']}版. ({fields['date']})." in page
        assert f"(Version {head['version']}) [Data set]." in page
