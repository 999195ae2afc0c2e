"""The same site for Hugo: what our pages say, as content files and data of a Hugo project.

    python tests/bench/hugosite.py ROOT OUT [--dist DIST]

ROOT is a project (a corpus) that build.py has built into DIST (else ROOT/dist); OUT gets content/,
data/, layouts/, static/ and the configuration. Everything that our engine computes, sentences and
geometry too, is handed over ready made; Hugo lays it out. Summaries stay Markdown.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import compare
import placepage
import reportpage
import yaml
from pageread import Page, text
from tables import Shared

HERE = Path(__file__).resolve().parent
READERS: dict[str, Callable[[Page, Shared], dict[str, Any]]] = {
    "report": reportpage.report,
    "figures": reportpage.figures,
    "jurisdiction": placepage.place,
}
# The ids of site/locale that the layouts print; a hyphen is no part of a name in a template.
_WORD = re.compile(r"(?:\$w|\.words)\.([a-z0-9_]+)")
# The language that the pages of one lead to.
_OTHER = {"zh": {"name": "English", "tag": "en"}, "en": {"name": "中文", "tag": "zh-Hans"}}
_SUMMARY = re.compile(r"^  (zh|en): \|\n((?:    .*\n|\n)+)", re.MULTILINE)


def write(root: Path, dist: Path, out: Path) -> int:
    """Write the Hugo project into a new or empty folder; how many pages it has."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise SystemExit(f"{out} is not empty")
    shutil.copytree(HERE / "hugo", out, dirs_exist_ok=True)
    shutil.copytree(root / "site" / "static", out / "static" / "static")
    shared = {lang: Shared() for lang in ("zh", "en")}
    pages = 0
    for kind, page in _pages(root, dist):
        common = shared[page.lang]
        common.footer = common.footer or text(page.one(r"</nav>\n<p>(.*?)</p>\n</footer>")[1])
        front = READERS[kind](page, common)
        path = page.folder.removeprefix("en/")
        at = f"{path}/_index" if kind == "jurisdiction" else path
        target = out / "content" / page.lang / f"{at}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{_json(front)}\n\n{_body(root, path, kind, page)}", encoding="utf-8")
        pages += 1
    data = out / "data"
    data.mkdir(exist_ok=True)
    for lang, common in shared.items():
        (data / f"{lang}.json").write_text(_json(_data(root, lang, common)), encoding="utf-8")
    return pages


def _pages(root: Path, dist: Path) -> Iterator[tuple[str, Page]]:
    """Every page of a place or a report, with its kind, of provinces with reports."""
    provinces = sorted(path.name for path in (root / "content" / "reports").iterdir())
    for folder, lang in (("", "zh"), ("en/", "en")):
        for province in provinces:
            for path in sorted((dist / folder / province).rglob("index.html")):
                at = path.parent.relative_to(dist).as_posix()
                yield compare.kind(path), Page(at, lang, path.read_text(encoding="utf-8"))


def _body(root: Path, path: str, kind: str, page: Page) -> str:
    """The summary where the page has one: that of the report, or of the newest of a place."""
    reports = root / "content" / "reports"
    if kind == "report":
        return summary((reports / f"{path}.yaml").read_text(encoding="utf-8"), page.lang)
    if kind == "jurisdiction" and page.some('<div class="?lede"?>'):
        newest = max((reports / path).glob("*.yaml"))
        return summary(newest.read_text(encoding="utf-8"), page.lang)
    return ""


def summary(report: str, lang: str) -> str:
    """The Markdown of a report's summary, as its file has it."""
    found = dict(_SUMMARY.findall(report[report.index("\nsummary:") :]))
    return re.sub("^    ", "", found[lang], flags=re.MULTILINE)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _data(root: Path, lang: str, common: Shared) -> dict[str, Any]:
    """What the layouts need beside the pages: words, verdicts, tables and sums of the forms."""
    locale = (root / "site" / "locale" / f"{lang}.yaml").read_text(encoding="utf-8")
    words, layouts = yaml.safe_load(locale), sorted((HERE / "hugo" / "layouts").rglob("*.html"))
    used = {name for path in layouts for name in _WORD.findall(path.read_text(encoding="utf-8"))}
    return {
        "other": _OTHER[lang],
        "words": {name: words[name.replace("_", "-")] for name in sorted(used)},
        "verdicts": common.verdicts,
        "kinds": common.kinds,
        "footer": common.footer,
        "tables": common.tables,
        "proofs": common.proofs,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a project as a Hugo site.")
    parser.add_argument("root", type=Path, metavar="ROOT")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--dist", type=Path, help="where it is built (default: ROOT/dist)")
    given = parser.parse_args()
    pages = write(given.root, given.dist or given.root / "dist", given.out)
    print(f"{pages} pages in {given.out}")


if __name__ == "__main__":
    main()
