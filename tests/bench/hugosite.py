"""The same pages for Hugo: what ours of reports say, as content files and data of its project.

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compare
import reportpage
import yaml
from pageread import Page, text
from tables import Shared

HERE = Path(__file__).resolve().parent
REPORTS = "content/reports"
READERS = {"report": reportpage.report, "figures": reportpage.figures}
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
    for kind, page in pages_of(root, dist):
        common = shared[page.lang]
        common.footer = common.footer or text(page.one(r"</nav>\n<p>(.*?)</p>\n</footer>")[1])
        front, path, body = READERS[kind](page, common), page.folder.removeprefix("en/"), ""
        if kind == "report":
            body = summary((root / REPORTS / f"{path}.yaml").read_text("utf-8"), page.lang)
        target = out / "content" / page.lang / f"{path}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{_json(front)}\n\n{body}", encoding="utf-8")
        pages += 1
    data = out / "data"
    data.mkdir(exist_ok=True)
    for lang, common in shared.items():
        (data / f"{lang}.json").write_text(_json(_data(root, lang, common)), encoding="utf-8")
    return pages


def pages_of(root: Path, dist: Path) -> Iterator[tuple[str, Page]]:
    """The pages of reports and of the figures in their prose, in both languages, with their kind."""
    reports = sorted((root / REPORTS).rglob("*.yaml"))
    for folder, lang in (("", "zh"), ("en/", "en")):
        for report in reports:
            at = folder + report.relative_to(root / REPORTS).with_suffix("").as_posix()
            for path in sorted((dist / at).rglob("index.html")):
                place = path.parent.relative_to(dist).as_posix()
                yield compare.kind(path), Page(place, lang, path.read_text(encoding="utf-8"))


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
