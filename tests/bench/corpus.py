"""A corpus of made-up reports as a project folder, for measuring: the same number, the same bytes.

    python tests/bench/corpus.py 10000 OUT [--years 5] [--bare 3300]

writes OUT/content, and beside it the datapackage/ and site/ of this project. Up to 20,000 reports
are those of 2019 to 2023, more are those of 2008 to 2025. `--bare` adds so many places, after the
others, of which there is no report.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from figures import Figures, own, together
from reportfile import text

from country import SEED, Spot, provinces, tree_file

PROJECT = Path(__file__).resolve().parents[2]
MANY = 20_000
BARE = 3_300  # places without a report, as many as the country has


def years_of(reports: int, years: int | None) -> range:
    """The years of the reports: five to 2023, eighteen to 2025, or as many as asked for."""
    if years is None:
        years = 5 if reports <= MANY else 18
    last = 2023 if years <= 5 else 2025
    return range(last - years + 1, last + 1)


def files(reports: int, years: int | None = None, bare: int = 0) -> Iterator[tuple[str, str]]:
    """Every file of content/ but the pages: its path in content/, and its text."""
    span, left = years_of(reports, years), reports
    for province in provinces(-(-reports // len(span)) + bare):
        yield f"jurisdictions/{province.id}.yaml", tree_file(province)
        if left == 0:
            continue
        for spot, year, report in _reports(province, span):
            if left == 0:
                break
            yield f"reports/{spot.id}/{year}.yaml", report
            left -= 1


def _reports(province: Spot, years: range) -> Iterator[tuple[Spot, int, str]]:
    """The reports of a province, place by place, and of each place year by year."""
    alone: dict[str, list[Figures]] = {}
    whole: dict[str, list[Figures]] = {}
    for spot in reversed(list(province.walk())):
        alone[spot.id] = list(own(random.Random(f"{SEED} {spot.code}"), spot.level, years))
        whole[spot.id] = [
            together([mine, *(whole[below.id][number] for below in spot.within)])
            for number, mine in enumerate(alone[spot.id])
        ]
    for spot in province.walk():
        rng = random.Random(f"{SEED} {spot.code} text")
        scope = rng.choices(("territory", "own-level", "unknown"), (85, 9, 6))[0]
        series = whole[spot.id] if scope == "territory" else alone[spot.id]
        for number, year in enumerate(years):
            before = series[number - 1] if number else None
            yield spot, year, text(rng, spot, scope, year, series[number], before)


def copy(out: Path) -> None:
    """Everything of this project but its reports, as it is now."""
    for name in ("datapackage", "site", "content/pages"):
        shutil.rmtree(out / name, ignore_errors=True)
        shutil.copytree(PROJECT / name, out / name)


def write(reports: int, out: Path, years: int | None = None, bare: int = 0) -> int:
    """Write the corpus into a new or empty folder; how many bytes of reports there are."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise SystemExit(f"{out} is not empty")
    copy(out)
    size, made = 0, set()
    for path, content in files(reports, years, bare):
        target = out / "content" / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        data = content.encode()
        size += len(data) if path.startswith("reports/") else 0
        target.write_bytes(data)
    return size


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a corpus of made-up reports.")
    parser.add_argument("reports", type=int, metavar="N")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--years", type=int)
    parser.add_argument("--bare", type=int, default=0)
    given = parser.parse_args()
    size = write(given.reports, given.out, given.years, given.bare)
    print(f"{given.reports} reports, {size / given.reports:.0f} bytes each, in {given.out}")


if __name__ == "__main__":
    main()
