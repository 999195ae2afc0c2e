"""What the data page tells people to type does what it says."""

from __future__ import annotations

import csv
import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser

from conftest import PATIENCE, ROOT, Quiet, serving, watched
from gongkai.contract import Contract
from test_package import TABLES

SERVED = "http://127.0.0.1:8000/data/"  # while there is no homepage
Answer = dict[int, float]


class Recipe(NamedTuple):
    """What a tool is told, where files are read from the web and where from the unpacked ZIP."""

    web: str
    zip: str


def codes(markup: str) -> list[str]:
    """All that stands on a page to be typed."""
    return [html.unescape(c) for c in re.findall(r"<pre><code>(.*?)</code></pre>", markup, re.S)]


def page_of(dist: Path, lang: str = "") -> str:
    return (dist / f"{lang}data/index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def snippets(dist: Path) -> list[str]:
    return codes(page_of(dist))


@pytest.fixture(scope="module")
def recipes(dist: Path) -> dict[str, Recipe]:
    """The recipes by tool; where both ways are the same, one of them is there for both."""
    found = {}
    for tool, body in re.findall(r"<summary>([^<]*)</summary>(.*?)</details>", page_of(dist), re.S):
        web, zipped = (re.findall(rf"<div class={way}>(.*?)</div>", body, re.S) for way in ("web", "zip"))  # fmt: skip
        texts = [codes(part[0])[0] for part in (web, zipped) if part]
        if len(texts) == 2:
            found[tool] = Recipe(*texts)
    return found


@pytest.fixture(scope="module")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which a reader has unpacked the ZIP."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(dist / "data/gongkai.zip") as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def served(dist: Path) -> Iterator[str]:
    """A plain server: it gives whole files, and no part of one."""
    with serving(dist, Quiet) as address:
        yield f"{address}data/"


@pytest.fixture(scope="module")
def answer(dist: Path) -> Answer:
    """The answer to the question of the page, worked out from the panel by nothing but csv."""
    with (dist / "data/panel.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    mine = [r for r in rows if r["jurisdiction"] == "beiyu/songhe" and r["scope"] == "territory"]
    assert len(mine) == 4
    return {
        int(row["year"]): int(row["requests_granted"]) / int(row["requests_handled"])
        for row in mine
        if int(row["requests_handled"] or 0) > 0
    }


def close(found: Answer, wanted: Answer) -> bool:
    return found.keys() == wanted.keys() and found == pytest.approx(wanted)


# -- the question that every recipe answers ------------------------------------------------------


def test_the_page_says_the_answer_and_shows_the_rows_of_the_panel(
    dist: Path, answer: Answer
) -> None:
    page = page_of(dist)
    said = re.search(r"<p class=answer>(.*?)</p>", page, re.S)
    assert said
    shares = re.findall(r"(\d{4}) <b>([\d.]+)%</b>", said[1])
    assert {int(year): float(share) for year, share in shares} == pytest.approx(
        {year: round(100 * share, 1) for year, share in answer.items()}
    )
    with (dist / "data/panel.csv").open(encoding="utf-8", newline="") as file:
        panel = {row["report"]: row for row in csv.DictReader(file)}
    table = re.search(r"<table class=sample.*?</table>", page, re.S)
    assert table
    head, _, body = table[0].partition("<tbody>")
    heads = [re.sub(r"<[^>]*>", "", code) for code in re.findall(r"<code>(.*?)</code>", head)]
    shown = []
    for line in body.split("<tr>")[1:]:
        cells = [
            html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<small>.*?</small>", "", cell))).strip()
            for cell in re.split(r"<t[dh][^>]*>", line)[1:]
        ]
        row = dict(zip(heads, cells, strict=True))
        shown.append(int(row["year"]))
        of = panel[f"{row['jurisdiction']}/{row['year']}"]
        assert {head: of[head] or "空白" for head in heads} == row
    assert shown == sorted(answer)


def test_both_ways_of_a_recipe_differ_by_where_the_files_are(recipes: dict[str, Recipe]) -> None:
    assert [*recipes] == ["pandas", "polars", "R", "Stata", "DuckDB", "SQLite, Datasette"]
    for tool, recipe in recipes.items():
        if tool != "SQLite, Datasette":
            web = recipe.web.replace("from urllib.request import urlopen\n", "")
            web = re.sub(r"urlopen\((.*?)\)", r"\1", web)  # of polars
            assert web.replace(SERVED, "gongkai/") == recipe.zip


def test_both_languages_show_the_same_code(dist: Path, snippets: list[str]) -> None:
    english = codes(page_of(dist, "en/"))
    assert [s for s in english if not s.startswith(("@", "TY"))] == [
        s for s in snippets if not s.startswith(("@", "TY"))
    ]


def ways(recipe: Recipe, served: str) -> list[str]:
    return [recipe.zip, recipe.web.replace(SERVED, served)]


@pytest.mark.parametrize("tool", ["pandas", "polars"])
def test_python(
    tool: str,
    recipes: dict[str, Recipe],
    unpacked: Path,
    served: str,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(unpacked)
    for code in ways(recipes[tool], served):
        names: dict[str, object] = {}
        exec(code, names)
        share = names["share"]
        found = dict(share.items() if isinstance(share, pd.Series) else share.iter_rows())  # type: ignore[attr-defined]
        assert close(found, answer), code


def test_pandas_reckons_with_the_decimals_of_parquet_once_they_are_floats(
    snippets: list[str], unpacked: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked)
    names: dict[str, pd.DataFrame] = {}
    exec(f"import pandas as pd\n{one(snippets, 'read_parquet')}", names)  # type: ignore[arg-type]
    found, plain = names["values"], pd.read_csv("gongkai/indicator_values.csv")
    numbers = [f.name for f in contract.schemas["indicator_values"].fields if f.type == "number"]
    assert [*found.select_dtypes("float").columns] == numbers
    for name in numbers:
        assert (found[name] * 100.0).equals(plain[name] * 100.0)
        assert found[name].quantile(0.5) == plain[name].quantile(0.5)
        assert found[name].describe().equals(plain[name].astype(float).describe())
    assert (found.value / found.denominator).equals(plain.value / plain.denominator)
    means = [frame.groupby("indicator").value.mean() for frame in (found, plain)]
    assert means[0].equals(means[1])


@pytest.mark.parametrize("table", TABLES)
def test_pandas_writes_a_table_for_stata(
    table: str, snippets: list[str], unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stata cannot be had: pandas reads it again, a blank of a text as Stata has it."""
    (tmp_path / "gongkai").symlink_to(unpacked / "gongkai")
    monkeypatch.chdir(tmp_path)
    names: dict[str, pd.DataFrame] = {}
    exec(f"import pandas as pd\n{one(snippets, 'to_stata').replace('panel', table)}", names)  # type: ignore[arg-type]
    wanted, found = names[table], pd.read_stata(f"{table}.dta")
    assert [*found.columns] == [*wanted.columns]
    for name in found:
        if pd.api.types.is_string_dtype(wanted[name]):
            assert [*found[name]] == [*wanted[name].fillna("")], name
        else:
            assert found[name].isna().tolist() == wanted[name].isna().tolist(), name
            assert found[name].dropna().tolist() == pytest.approx(
                wanted[name].dropna().astype(float).tolist()
            )


def test_r(
    recipes: dict[str, Recipe], unpacked: Path, served: str, answer: Answer, tmp_path: Path
) -> None:
    program = shutil.which("Rscript")
    assert program, "no R: run `make test`"
    ends = "write.csv(share, row.names = FALSE)"
    script = tmp_path / "load.R"
    script.write_text("\n".join(f"{code}\n{ends}" for code in ways(recipes["R"], served)))
    done = subprocess.run(
        [program, str(script)], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written = done.stdout.split('"year","share"\n')[1:]
    assert len(written) == 2
    for text in written:
        lines = re.findall(r"^(\d{4}),([\d.e-]+)$", text, re.M)
        assert close({int(year): float(share) for year, share in lines}, answer)


def test_stata_reads_these_names_and_values(
    recipes: dict[str, Recipe], unpacked: Path, answer: Answer, tmp_path: Path
) -> None:
    """Stata cannot be had: pandas writes its format, and reads it again."""
    code = recipes["Stata"].zip
    assert 'using "gongkai/panel.csv"' in code
    texts = re.search(r"stringcols\(1/(\d+)\)", code)
    assert texts
    panel = pd.read_csv(unpacked / "gongkai/panel.csv", dtype=dict.fromkeys(range(int(texts[1])), str))  # fmt: skip
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]{0,31}", name) for name in panel.columns)
    assert {*re.findall(r"\b(?:requests_\w+|jurisdiction|scope)\b", code)} <= {*panel.columns}
    every = panel.select_dtypes("number").columns.tolist()
    words = panel.columns.difference(every)
    panel[words] = panel[words].fillna("").astype(str)
    panel.to_stata(tmp_path / "panel.dta", version=118, write_index=False)
    read = pd.read_stata(tmp_path / "panel.dta")
    kept = read[(read.jurisdiction == "beiyu/songhe") & (read.scope == "territory")]
    kept = kept[kept.requests_handled > 0].set_index("year")
    assert close(dict(kept.requests_granted / kept.requests_handled), answer)


def test_duckdb(
    recipes: dict[str, Recipe], unpacked: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the web it loads an extension of its own, which is not there: that SQL is the same."""
    monkeypatch.chdir(unpacked)
    assert close(dict(duckdb.sql(recipes["DuckDB"].zip).fetchall()), answer)


def test_sqlite_and_datasette(
    recipes: dict[str, Recipe], snippets: list[str], unpacked: Path, served: str, answer: Answer
) -> None:
    sql = one(snippets, "FROM panel")
    database = sqlite3.connect(f"file:{unpacked}/gongkai/gongkai.sqlite?mode=ro", uri=True)
    found = dict(database.execute(sql).fetchall())
    database.close()
    assert close(found, answer)
    recipe = recipes["SQLite, Datasette"]
    program, *arguments = recipe.zip.split()
    path = "/gongkai.json?" + urllib.parse.urlencode({"sql": sql, "_shape": "arrays"})
    done = subprocess.run(
        [Path(sys.executable).parent / program, "serve", *arguments, "--get", path],
        cwd=unpacked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert close(dict(json.loads(done.stdout)["rows"]), answer)
    for address in re.findall(r"http://\S+", recipe.web):
        with urllib.request.urlopen(address.replace(SERVED, served)) as file:
            assert file.read() == (unpacked / "gongkai" / address.rpartition("/")[2]).read_bytes()


def test_the_formula_for_excel_and_wps_names_the_columns(
    snippets: list[str], unpacked: Path, dist: Path
) -> None:
    """openpyxl says what stands in them; LibreOffice works it out below."""
    formula = one(snippets, "=IF(")
    sheet = openpyxl.load_workbook(unpacked / "gongkai/gongkai.xlsx")["panel"]
    part, whole = re.search(r"([A-Z]+)2/([A-Z]+)2", formula).groups()  # type: ignore[union-attr]
    free = re.search(r"<code>([A-Z]+)2</code>", page_of(dist))
    assert free
    assert sheet.max_column == openpyxl.utils.column_index_from_string(free[1]) - 1
    assert sheet[f"{part}1"].value == "requests_granted"
    assert sheet[f"{whole}1"].value == "requests_handled"


@pytest.mark.long
def test_the_formula_gives_the_answer_in_libreoffice(
    snippets: list[str], unpacked: Path, answer: Answer, tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "no LibreOffice: run `make test`"
    book = openpyxl.load_workbook(unpacked / "gongkai/gongkai.xlsx")
    for name in book.sheetnames:
        if name != "panel":
            del book[name]
    sheet, formula = book["panel"], one(snippets, "=IF(")
    last = sheet.max_column + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, last).value = re.sub(r"(?<=[A-Z])2\b", str(row), formula)
    book.save(tmp_path / "panel.xlsx")
    done = subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", "--outdir", str(tmp_path), str(tmp_path / "panel.xlsx")],
        capture_output=True, text=True, check=False, timeout=4 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with (tmp_path / "panel.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    shares = {(row[1], row[6], int(row[3])): row[-1] for row in rows[1:]}
    mine = {year: float(share) for (place, scope, year), share in shares.items() if (place, scope) == ("beiyu/songhe", "territory")}  # fmt: skip
    assert close(mine, answer)
    assert "" in shares.values()  # a blank has no share
    assert not any(share.startswith("#") for share in shares.values())


# -- joining, checking ---------------------------------------------------------------------------


def one(snippets: list[str], word: str) -> str:
    return next(snippet for snippet in snippets if word in snippet)


def test_a_table_is_joined_by_code_or_name_and_year(
    atlas: Path, snippets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gongkai").symlink_to(atlas / "data")
    monkeypatch.chdir(tmp_path)
    recipe = one(snippets, "jurisdiction_versions.csv")

    def joined(yours: str, on: str) -> dict[str, pd.DataFrame]:
        names: dict[str, pd.DataFrame] = {}
        lines = [f"yours = {yours}" if line.startswith("yours =") else line for line in recipe.split("\n")]  # fmt: skip
        exec("\n".join(lines).replace('on="code")', f"on={on})"), names)
        return names

    def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
        return list(frame.sort_values("index")[list(columns)].itertuples(index=False, name=None))

    given = 'pd.DataFrame({"code": ["320829", "320813", "320829"], "year": [2014, 2020, 2020]})'
    assert f"yours = {given}" in recipe
    names = joined(given, '"code"')
    assert rows(names["found"], "index", "id", "name_zh") == [
        (0, "jiangsu/huaian/hongze", "洪泽县"),
        (1, "jiangsu/huaian/hongze", "洪泽区"),
    ]
    assert list(names["missing"].index) == [2]  # the old code in 2020
    assert names["several"].empty

    by_name = """pd.DataFrame({
        "name_zh": ["洪泽县", "洪泽区", "洪泽县", "襄樊市", "襄阳市", "柳塘区", "鹭泽区", "城区"],
        "province": ["jiangsu", "jiangsu", "jiangsu", "hubei", "hubei", "yunze", "jiangting", "shanxi"],
        "year": [2015, 2023, 2016, 2009, 2010, 2021, 2023, 2021],
    })""".replace("\n", " ")
    names = joined(by_name, '["name_zh", "province"]')
    assert rows(names["found"].query("index < 7"), "index", "code") == [
        (0, "320829"),
        (1, "320813"),
        (3, "420600"),
        (4, "420600"),
        (5, "950102"),
        (6, "970113"),
    ]
    assert list(names["missing"].index) == [2]
    assert len(names["several"]) == 2  # of Yangquan and of Jincheng
    merged = names["merged"].set_index("index")
    assert merged.loc[6, "requests_received"] == 22
    assert merged.loc[5, "requests_received"] == 262


def test_frictionless(unpacked: Path, snippets: list[str]) -> None:
    words = one(snippets, "frictionless validate").split()
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


# -- in a browser --------------------------------------------------------------------------------


def test_a_recipe_is_copied_with_the_address_at_which_the_site_is_read(
    browser: Browser, dist: Path, served: str
) -> None:
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{served}index.html")
        shown = page.locator(".recipe").first
        assert shown.locator(".zip pre").is_visible()  # there is no address yet
        page.get_by_label("从网址读取").check()
        assert not shown.locator(".zip pre").is_visible()
        shown.locator(".web button").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert f'pd.read_csv("{served}panel.csv")' in copied
        assert "复制" not in copied
        page.locator("#cite + p + .cited .copy").first.click()
        assert "[DS]" in page.evaluate("navigator.clipboard.readText()")
    with watched(browser, java_script_enabled=False) as page:
        page.goto((dist / "data/index.html").as_uri())
        page.locator("summary", has_text="polars").click()
        page.get_by_label("从网址读取").check()
        assert (
            f'pl.read_csv(urlopen("{SERVED}panel.csv")'
            in page.locator(".web pre:visible").last.inner_text()
        )
        assert page.locator(".copy").count() == 0


# -- how much is read ----------------------------------------------------------------------------


def test_a_check_of_everything_reads_every_file_once(country: Path) -> None:
    """How long it takes is measured by the benchmark."""
    code = (
        "import collections, sys\n"
        "opened = collections.Counter()\n"
        "sys.addaudithook(lambda what, args: what == 'open' and opened.update([str(args[0])]))\n"
        "from pathlib import Path\n"
        "from gongkai.build import order as publish\n"
        f"assert publish.at_hand(Path({str(country)!r})).fine\n"
        "found = [(p, n) for p, n in opened.items() if '/content/' in p and p.endswith('.yaml')]\n"
        "print(len(found), sum(n for _, n in found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    files = list((country / "content").rglob("*.yaml"))
    assert done.stdout.split() == [str(len(files))] * 2
