"""How heavy the files of the site may be, and why: the one place that says it to the tests.

docs/design.md, “Weight”, gives the same limits to readers. A limit may be raised with a reason; the
limit of a kind of page leaves room for one more of what the page lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

WHERE = "tests/weight.py and docs/design.md, “Weight”, explain the limits"
# Bytes of a page by its kind.
PAGES = {
    # The whole form with the address of each cell. A year beside it takes four kilobytes more, and
    # so does a form that is nearly all blanks, since each blank is a word and a zero is a sign.
    "report": 40 * 1024,
    # Lists of reference: every column has its line, and somebody who looks one up searches the
    # page. They grow with the contract, not with the data.
    "codebook": 64 * 1024,
    "dictionary": 64 * 1024,
    # All terms on one page, in the order of the form: another list of reference.
    "terms": 48 * 1024,
    # What a phone on a slow line loads in some seconds; lists end and lead to the data.
    "page": 32 * 1024,
}
# A place without a report: there are thousands; and a line for each place below it from 25 on, which
# one province has.
MISSING = 6 * 1024
LISTED = 48
# A place with eight years: a line of shares, a line of the table, what is held below it and what is
# not compared for each; then what the breaks between them are, in some 400 bytes each.
MANY_YEARS = 42 * 1024
# All files of a report in one language: the page and its badges.
REPORT = 40 * 1024
FILES = {
    # As they are published: minified. One sheet for all kinds of page, loaded once.
    "static/style.css": 25_000,
    "static/home.css": 2_500,
    "static/data.css": 2_700,  # of the data page, with the next
    "static/data.js": 800,
    "static/copy.js": 600,  # of pages with something to copy
    "static/finder.js": 4_500,
    "static/cells.js": 5_000,  # of reports alone
    "static/sort.js": 1_200,  # of pages with a table that a reader may sort
    "static/picture.js": 6_500,  # of pages with a picture: it saves one as a file
    "static/search.js": 5_000,  # on first use, with its index
    "static/explore.js": 24_000,  # of the page that compares, with its styles
    "static/explore.css": 3_200,
    # The page that checks a report loads the first; those that read what is pasted, what is opened,
    # and write the file come on first use.
    "static/check.js": 8_800,
    "static/tables.js": 14_000,
    "static/pasted.js": 10_200,
    "static/workbook.js": 9_000,
    "static/draft.js": 7_500,
    "static/check.css": 3_600,
    "contribute/check/forms.js": 30_000,  # the forms of the contract, with the words of the scripts
    "en/contribute/check/forms.js": 30_000,
    "static/results.js": 5_600,  # of the page of results alone
    "static/filter.js": 3_400,  # of findings and late
    "static/fulltext.js": 2_600,  # there, with the slices of the index
}
# What a paste takes of scripts, with the file that is made of it.
PASTE = ("static/check.js", "static/tables.js", "static/pasted.js", "static/draft.js")
PASTE_TOGETHER = 40_000
EVERY_PAGE = ("static/finder.js", "static/words.js")  # every page loads both
EVERY_PAGE_TOGETHER = 5_500


def kind(path: str) -> str:
    """The kind of a page by its path below the output: a key of PAGES."""
    if re.search(r"/\d{4}(-[a-z-]+)?/index\.html$", path):
        return "report"
    found = re.match(r"([a-z]{2}/)?(data/(codebook|dictionary)/|terms/index\.html)", path)
    return (found[3] or "terms") if found else "page"


def assert_page(path: Path, dist: Path, *, more: int = 0, limit: int | None = None) -> None:
    """A page is as light as its kind must be, with this many bytes more."""
    name = path.relative_to(dist).as_posix()
    what = kind(name)
    assert_bytes(f"{name} ({what})", path.stat().st_size + more, limit or PAGES[what])


def assert_files(dist: Path) -> None:
    """The styles and scripts are as light as they must be."""
    for name, limit in FILES.items():
        assert_bytes(name, (dist / name).stat().st_size, limit)
    assert_sum(" and ".join(EVERY_PAGE), (dist / name for name in EVERY_PAGE), EVERY_PAGE_TOGETHER)
    assert_sum(" and ".join(PASTE), (dist / name for name in PASTE), PASTE_TOGETHER)


def assert_sum(name: str, paths: Iterable[Path], limit: int) -> None:
    """Some files together are not heavier than this."""
    assert_bytes(name, sum(path.stat().st_size for path in paths), limit)


def assert_bytes(name: str, found: int, limit: int) -> None:
    """So many bytes are not too many; the message says where to look."""
    assert found <= limit, f"{name} weighs {found:,} bytes of at most {limit:,}: {WHERE}"


def heaviest(dist: Path) -> dict[str, tuple[str, int]]:
    """The heaviest page of each kind: its path, and its bytes."""
    found: dict[str, tuple[str, int]] = {}
    for path in sorted(dist.rglob("*.html")):
        name = path.relative_to(dist).as_posix()
        what, size = kind(name), path.stat().st_size
        if size > found.get(what, ("", 0))[1]:
            found[what] = name, size
    return found
