"""What the data page tells people to type does what it says."""

from __future__ import annotations

import html
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def snippets(dist: Path) -> list[str]:
    page = (dist / "data/index.html").read_text(encoding="utf-8")
    return [
        html.unescape(code) for code in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.S)
    ]


def one(snippets: list[str], word: str) -> str:
    return next(snippet for snippet in snippets if word in snippet)


def test_both_languages_show_the_same_code(dist: Path, snippets: list[str]) -> None:
    page = (dist / "en/data/index.html").read_text(encoding="utf-8")
    assert [html.unescape(c) for c in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.S)] == snippets  # fmt: skip


def test_pandas(dist: Path, snippets: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dist)
    names: dict[str, object] = {}
    exec(one(snippets, "import pandas"), names)
    outcomes = names["outcomes"]
    assert isinstance(outcomes, pd.Series)
    assert outcomes["yunze/qingwu/2023", "granted"] == 2016
    assert pd.isna(outcomes["hailan/general-office/2019", "granted"])


def test_a_table_is_joined_by_code_or_name_and_year(
    atlas: Path, snippets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(atlas)
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


def test_r(dist: Path, snippets: list[str], tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    assert program, "no R: run `make test`"
    script = tmp_path / "load.R"
    lines = one(snippets, "read.csv(").replace("aggregate(", "sums <- aggregate(")
    asked = 'subset(sums, item == "granted" & grepl("qingwu/2023|hailan", report))'
    script.write_text(f"{lines}\nwrite.csv({asked}, row.names = FALSE)\n", encoding="utf-8")
    done = subprocess.run(
        [program, str(script)], cwd=dist, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"yunze/qingwu/2023","granted",2016' in done.stdout
    assert '"hailan/general-office/2019","granted",NA' in done.stdout


def test_duckdb(dist: Path, snippets: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dist)
    assert len(duckdb.sql(one(snippets, ".parquet")).fetchall()) >= 5


def test_sqlite(dist: Path, snippets: list[str]) -> None:
    database = sqlite3.connect(f"file:{dist}/data/gongkai.sqlite?mode=ro", uri=True)
    found = database.execute(one(snippets, "FROM findings")).fetchall()
    database.close()
    assert ("jiangting/pingwan/luze/2023", "reviews.reconsideration.total", "0", "10") in found


def test_frictionless(dist: Path, snippets: list[str]) -> None:
    words = one(snippets, "frictionless validate").split()
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=dist, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_datasette_is_named_with_the_file_that_is_there(dist: Path, snippets: list[str]) -> None:
    program, file = one(snippets, "datasette ").split()
    assert (Path(sys.executable).parent / program).exists()
    assert (dist / file).exists()


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
