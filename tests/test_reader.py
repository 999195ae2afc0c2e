"""Documents are read in a child process: what a document does, it does within a bound."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser

from conftest import ROOT, command
from gongkai.contract import Contract
from gongkai.drafting import sandbox, source
from gongkai.drafting.extracted import BYTES
from gongkai.drafting.extraction import extract
from gongkai.drafting.grid import DocumentRefusedError
from gongkai.drafting.sandbox import Limits, Reader
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import Form, newest_first

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import pages
from printed import Printed, flat, tables


@pytest.fixture(scope="module")
def forms(contract: Contract) -> list[Form]:
    return newest_first(contract.forms)


@pytest.fixture(scope="module")
def one(forms: list[Form]) -> Printed:
    """A report of nobody, with another number in each cell, and some blank ones."""
    addresses = [address for part in forms[0].parts.values() for address in part.addresses]
    cells = {address: str(1001 + 7 * n) if n % 9 else "" for n, address in enumerate(addresses)}
    title = "某某市人民政府2023年政府信息公开工作年度报告"
    return Printed(title, 2023, forms[0].parts, cells)


@pytest.fixture(scope="module")
def reader(forms: list[Form]) -> Reader:
    return Reader(forms)


def expected(one: Printed) -> dict[str, str]:
    return {address: text or "null" for address, text in one.cells.items()}


# -- the child -------------------------------------------------------------------------------------


def test_what_a_child_reads_is_what_is_read_here(
    one: Printed, forms: list[Form], reader: Reader
) -> None:
    for data in (pages.plain(one), files.document(one)):
        here, there = extract(data, forms, None), reader.read(data)
        assert there == here
        assert there.reading.parts["requests"].form is forms[0].parts["requests"]
        assert there.reading.cells == expected(one)


def test_a_refusal_comes_back_with_its_facts(reader: Reader) -> None:
    with pytest.raises(DocumentRefusedError) as refused:
        reader.read(b"\x89PNG")
    assert refused.value.why == "draft-picture"
    with pytest.raises(DocumentRefusedError) as refused:
        reader.read(b"1" * (BYTES + 1))
    assert refused.value.args_ == {"size": 21, "limit": 20}


def bomb(kind: str) -> bytes:
    """A file that takes a reader very long, or very much memory."""
    if kind == "merged cells":
        book = io.BytesIO()
        import openpyxl

        openpyxl.Workbook().save(book)
        out = io.BytesIO()
        with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                more = b'</sheetData><mergeCells><mergeCell  ref = "A1:XFD1048576"/></mergeCells>'
                text = old.read(name).replace(b"<sheetData />", b"<sheetData>" + more)
                new.writestr(name, text.replace(b"<sheetData></sheetData>", b"<sheetData>" + more))
        return out.getvalue()
    if kind == "parts in parts":
        head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b%d"\r\n\r\n'
        return b"".join(head % n + b"--b%d\r\n" % n for n in range(3000))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 5 0 R>>")
    draw = b"/F Do " * 12
    objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw))
    for n in range(9):
        objects.append(b"<</XObject<</F %d 0 R>>>>" % (6 + 2 * n))
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources %d 0 R/Length %d>>"
        objects.append(head % (7 + 2 * n, len(draw)) + b"stream\n" + draw + b"\nendstream")
    return b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (n, content) for n, content in enumerate(objects, 1)
    ) + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"  # fmt: skip


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("kind", ["merged cells", "forms in forms"])
def test_what_takes_too_much_is_ended_and_the_next_document_is_read(
    kind: str, limited: bool, one: Printed, forms: list[Form]
) -> None:
    """By limits of the system, and by the watch of this process where there are none."""
    small = Reader(forms, Limits(2, 60, 400 * 10**6), limited=limited)
    before = os.times()
    with pytest.raises(DocumentRefusedError) as refused:
        small.read(bomb(kind))
    assert refused.value.why == "draft-heavy"
    assert refused.value.args_ == {"seconds": 2, "memory": 400}
    after = os.times()
    used = after.children_user + after.children_system
    assert used - before.children_user - before.children_system < 6
    assert small.read(pages.plain(one)).reading.cells == expected(one)


def test_parts_in_parts_are_refused(reader: Reader) -> None:
    with pytest.raises(DocumentRefusedError, match=r"draft-(damaged|failed|heavy)"):
        reader.read(bomb("parts in parts"))


def test_a_mistake_of_a_reader_is_told_in_words(forms: list[Form]) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    answer = sandbox._answer(broken, b"", forms, None)
    assert answer is not None
    found = sandbox._unpickled(answer, forms)
    assert isinstance(found, DocumentRefusedError)
    assert (found.why, found.args_) == ("draft-failed", {"what": "ZeroDivisionError"})


def test_without_memory_the_child_leaves(forms: list[Form]) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    assert sandbox._answer(full, b"", forms, None) is None


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Evil(), id="a command"),
        pytest.param(5, id="a number"),
        pytest.param(b"", id="bytes"),
        pytest.param([Evil()], id="a command in a list"),
    ],
)
def test_nothing_is_made_of_what_a_child_may_not_say(answer: object, forms: list[Form]) -> None:
    found = sandbox._unpickled(pickle.dumps(answer), forms)
    assert isinstance(found, DocumentRefusedError)
    assert found.why == "draft-failed"


def test_one_child_reads_many_documents(one: Printed, reader: Reader) -> None:
    data = pages.plain(one)
    reader.read(data)
    assert reader._child is not None
    first = reader._child.pid
    reader.read(data)
    assert reader._child.pid == first


PARENT = """
import sys; sys.path.insert(0, sys.argv[1])
from gongkai.drafting.sandbox import Reader
reader = Reader([])
print(reader._child.pid, flush=True)
reader.read(open(sys.argv[2], "rb").read())
"""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_child_outlives_its_parent(sign: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(bomb("forms in forms"))
    arguments = [sys.executable, "-c", PARENT, str(ROOT / "src"), str(tmp_path / "bomb.pdf")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        while sum(child.cpu_times()[:2]) < 1:  # it has begun to read
            time.sleep(0.01)
        parent.send_signal(sign)
        parent.wait()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_bomb_is_told_by_the_command_in_both_languages(project: Path, tmp_path: Path) -> None:
    (tmp_path / "x.mht").write_bytes(bomb("parts in parts"))
    for lang in ("zh", "en"):
        done = command("draft", str(tmp_path / "x.mht"), "--lang", lang, root=project)
        assert done.returncode == 1, done.stderr
        assert done.stderr == ""
        assert len(done.stdout.splitlines()) == 2


# -- kinds of documents ----------------------------------------------------------------------------


def test_every_kind_has_a_reader_or_says_why_it_has_none() -> None:
    for kind in source.KINDS:
        assert bool(kind.reader) != bool(kind.refused)
        if kind.reader:
            assert (
                ROOT / "src" / "gongkai" / "drafting" / "readers" / f"{kind.reader}.py"
            ).is_file()


def test_every_kind_that_is_read_has_a_name_which_the_help_and_the_document_give() -> None:
    document = (ROOT / "docs" / "drafting.md").read_text(encoding="utf-8")
    table = document.partition("## What it reads")[2].partition("\n## ")[0]
    shown = command("draft", "--help").stdout
    for kind in source.KINDS:
        assert bool(kind.name) == bool(kind.reader)
        assert kind.name in " ".join(shown.split())
        assert kind.name in table, f"say in docs/drafting.md what is read of {kind.name}"


def rows_of(one: Printed) -> Iterator[list[str]]:
    """A report as the rows of a sheet."""
    yield [one.title]
    yield [one.prose()]
    for table in tables(one):
        yield from flat(table)


def csv(one: Printed, sign: str, end: str = "\n", *, square: bool = False) -> str:
    """A CSV file with quotes and line breaks in cells; all rows as long as the longest, or not."""
    rows = list(rows_of(one))
    wide = max(map(len, rows)) if square else 0
    lines = []
    for row in rows:
        cells = [text.replace("、", "、\n") if "、" in text else text for text in row]
        cells = [f'"{text}"' if "\n" in text or sign in text else text for text in cells]
        lines.append(sign.join([*cells, *[""] * (wide - len(cells))]))
    return end.join(lines) + end


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("square", [True, False])
def test_a_csv_file_is_read(
    square: bool, charset: str, sign: str, one: Printed, forms: list[Form]
) -> None:
    for end in ("\n", "\r\n"):
        data = csv(one, sign, end, square=square).encode(charset)
        found = extract(data, forms, None)
        assert found.read_as.startswith("CSV")
        assert not found.page
        assert found.metadata.year == 2023
        assert found.reading.cells == expected(one)


def test_a_text_with_thousands_is_no_csv_file(one: Printed) -> None:
    text = "\n".join(["行政许可", "1,808,595", "行政处罚 2,822,652", "行政强制", "20,163"] * 20)
    assert source.read(text.encode()).read_as.startswith("text")


# -- files that are spoiled ------------------------------------------------------------------------


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The file cut short, with other bytes, or with a piece of itself in another place."""
    what, at = chance.randrange(4), chance.randrange(len(data))
    if what == 0:
        return data[:at]
    if what == 1:
        piece = data[at : at + chance.randrange(1, 2000)]
        return data[:at] + piece + data[at:]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """An archive of which one entry is spoiled inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        bad = chance.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(name, spoiled(content, chance) if name == bad and content else content)
    return out.getvalue()


def nested(data: bytes) -> bytes:
    """A file saved in a file saved in a file."""
    for n in range(3):
        data = (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="n%d"\r\n\r\n'
            b"--n%d\r\n%s\r\n--n%d--\r\n" % (n, n, data, n)
        )
    return data


Made = Callable[[Printed], bytes]
MADE: dict[str, Made] = {
    "page": pages.plain,
    "archived": pages.archived,
    "archived in an archived one": lambda one: nested(pages.archived(one)),
    "DOCX": files.document,
    "XLSX": lambda one: files.workbook(one, merged=True, numbers=True, sheets=False),
    "CSV": lambda one: csv(one, ",").encode(),
}


def tried(data: bytes, chance: random.Random, times: int, reader: Reader) -> None:
    """However a file is spoiled, it is read or refused with a sentence."""
    packed = data.startswith(b"PK")
    for number in range(times):
        bad = repacked(data, chance) if packed and number % 2 else spoiled(data, chance)
        with contextlib.suppress(DocumentRefusedError):
            reader.read(bad, 2023)


@pytest.mark.parametrize("kind", MADE)
def test_a_spoiled_file_is_read_or_refused(kind: str, one: Printed, reader: Reader) -> None:
    tried(MADE[kind](one), random.Random(kind), 10, reader)


@pytest.mark.long
@pytest.mark.parametrize("kind", MADE)
def test_many_spoiled_files_are_read_or_refused(kind: str, one: Printed, reader: Reader) -> None:
    tried(MADE[kind](one), random.Random(f"many {kind}"), 400, reader)


def test_a_spoiled_pdf_file_is_read_or_refused(
    one: Printed, reader: Reader, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.set_content(files.printable(one, files.LINES))
    data = tab.pdf(format="A3")
    tab.close()
    assert reader.read(data).reading.cells.keys() == one.cells.keys()
    tried(data, random.Random("PDF"), 6, reader)


def test_a_page_in_a_page_is_read(one: Printed, forms: list[Form]) -> None:
    found = extract(nested(pages.archived(one)), forms, None)
    assert found.page
    assert UNREAD not in found.reading.cells.values()
