"""Two sites side by side: how large each kind of page is, and whether they say the same words.

python tests/bench/compare.py DIST PUBLIC
"""

from __future__ import annotations

import argparse
import difflib
import html
import re
from collections.abc import Iterator
from pathlib import Path

KINDS = ("report", "figures")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[一-鿿]|[\w.,%−]+|[^\w\s]")


def kind(path: Path) -> str:
    """What a page of a report is, from its address."""
    return "figures" if path.parent.name == "figures" else "report"


def words(page: str) -> list[str]:
    """The visible words of a page in their order, a Han character being a word."""
    body = page[page.index("<body") :]
    return _WORD.findall(html.unescape(_TAG.sub(" ", body)))


def shared(one: str, other: str) -> float:
    """The share of the words of both that stand in the same order in both."""
    a, b = words(one), words(other)
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / (len(a) + len(b))


def pairs(ours: Path, theirs: Path) -> Iterator[tuple[str, Path, Path]]:
    """Pages that both sites have, with their kind."""
    for path in sorted(theirs.rglob("index.html")):
        twin = ours / path.relative_to(theirs)
        if twin.exists():
            yield kind(path.relative_to(theirs)), twin, path


def lines(ours: Path, theirs: Path, read: int = 400) -> Iterator[str]:
    """One line a kind of page: mean sizes, their ratio, how many pages of those read have other
    words, and how many words the first of these share.
    """
    every: dict[str, list[tuple[Path, Path]]] = {name: [] for name in KINDS}
    for name, mine, other in pairs(ours, theirs):
        every[name].append((mine, other))
    yield f"{'page':14}{'pages':>8}{'ours':>10}{'Hugo':>10}{'ratio':>8}{'unlike':>10}{'words shared':>14}"
    for name, found in every.items():
        if not found:
            continue
        size = [sum(pair[side].stat().st_size for pair in found) / len(found) for side in (0, 1)]
        chosen = found[:: max(1, len(found) // read)][:read]
        texts = ((a.read_text("utf-8"), b.read_text("utf-8")) for a, b in chosen)
        unlike = [pair for pair in texts if words(pair[0]) != words(pair[1])]
        alike = min((shared(*pair) for pair in unlike[:4]), default=1.0)
        other = f"{len(unlike)}/{len(chosen)}"
        yield (
            f"{name:14}{len(found):8}{size[0]:10,.0f}{size[1]:10,.0f}{size[1] / size[0]:8.2f}"
            f"{other:>10}{alike:14.1%}"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare our site with Hugo's.")
    parser.add_argument("ours", type=Path, metavar="DIST")
    parser.add_argument("theirs", type=Path, metavar="PUBLIC")
    given = parser.parse_args()
    for line in lines(given.ours, given.theirs):
        print(line)


if __name__ == "__main__":
    main()
