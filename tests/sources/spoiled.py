"""Documents that no draft can be made of, and documents with figures that cannot be read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import files
import pages
import pasted
from pages import cells, page
from printed import Printed, Table, tables


def changed(one: Printed, number: int, change: Callable[[Table], Table]) -> bytes:
    """A page with one of its tables changed."""
    made = tables(one)
    made[number] = change(made[number])
    return page(one, [cells(table) for table in made]).encode()


def header_misprinted(one: Printed) -> bytes:
    """A head of a column that could be anything."""
    return pages.plain(one).replace("科研机构".encode(), "机关".encode())


def column_missing(one: Printed) -> bytes:
    """Part 3 without its totals."""

    def change(table: Table) -> Table:
        head, first, *rest = table
        return [[head[0], (head[1][0], 1, 6)], first[:-1], rest[0], *(row[:-1] for row in rest[1:])]

    return changed(one, 1, change)


def row_twice(one: Printed) -> bytes:
    """A row twice, with other figures."""
    return changed(one, 1, lambda t: [*t[:4], [t[3][0], *(("5", 1, 1) for _ in t[3][1:])], *t[4:]])


def two_reports(one: Printed) -> bytes:
    """Two reports in one page."""
    first = pages.plain(one).decode()
    second = pages.plain(one, figure=lambda text: f"{text}1" if text.isdigit() else text).decode()
    return first.replace("</body>", second[second.index("<h1>") :]).encode()


def all_the_same(one: Printed) -> bytes:
    """The same number in every cell."""
    return pages.plain(one, figure=lambda _: "8")


def stripped(one: Printed) -> bytes:
    """Lines that had been there before were lost in copying."""
    lines = pasted.cell_a_line(one).decode().split("\n")
    known: set[str] = set()
    left = [line for line in lines if not line or not (line in known or known.add(line))]
    return "\n".join(left).encode()


def cut_short(one: Printed) -> bytes:
    """A page that ends in the middle of part 3."""
    text = pages.plain(one).decode()
    return text[: text.index("（四）无法提供")].encode()


def other_kind(one: Printed) -> bytes:
    """A statistical table of 2014, of another kind of report."""
    rows: Table = [
        [(f"（一）主动公开政府信息数{n}", 1, 1), ("条", 1, 1), (str(n), 1, 1)] for n in range(40)
    ]
    return f"<meta charset=utf-8><h1>{one.title}</h1>{cells(rows)}".encode()


def empty(one: Printed) -> bytes:
    """Nothing but blanks."""
    return b" \n\n"


def bomb(one: Printed) -> bytes:
    """A DOCX file that unpacks to hundreds of megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (300 * 2**20))
    return out.getvalue()


def locked(one: Printed) -> bytes:
    """What Word makes of a document with a password: an OLE2 file with an encrypted package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def old_word(one: Printed) -> bytes:
    """A file of Word 97, WPS or ET."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


def ofd(one: Printed) -> bytes:
    """An OFD file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return out.getvalue()


def other_zip(one: Printed) -> bytes:
    """Pages in an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", pages.plain(one))
    return out.getvalue()


def large(one: Printed) -> bytes:
    """Fifty megabytes."""
    return pages.plain(one) + b" " * (50 * 10**6)


def picture(one: Printed) -> bytes:
    """A scan as a picture."""
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


def damaged_docx(one: Printed) -> bytes:
    """A DOCX file of which the end is missing."""
    return files.document(one)[:-2000]


def damaged_pdf(one: Printed) -> bytes:
    """The head of a PDF file."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def scanned(one: Printed) -> bytes:
    """A PDF file of one page with nothing to read in it."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 4\n0000000000 65535 f \n%strailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (table, len(out))


def binary(one: Printed) -> bytes:
    """Bytes of no charset."""
    return bytes(range(128, 256)) * 40


# What must be said of each: the id of the message.
REFUSED: Mapping[str, tuple[Callable[[Printed], bytes], str]] = {
    "a row too many": (row_twice, "draft-row-twice"),
    "two reports in one page": (two_reports, "draft-row-twice"),
    "the same number in every cell": (all_the_same, "draft-same"),
    "repeated values were stripped": (stripped, "draft-lost"),
    "cut short": (cut_short, "draft-part-broken"),
    "another kind of report": (other_kind, "draft-no-tables"),
    "an empty file": (empty, "draft-empty"),
    "a bomb": (bomb, "draft-bomb"),
    "a password": (locked, "draft-locked"),
    "an old format": (old_word, "draft-old-format"),
    "OFD": (ofd, "draft-ofd"),
    "another archive": (other_zip, "draft-other-archive"),
    "fifty megabytes": (large, "draft-large"),
    "a picture": (picture, "draft-picture"),
    "a damaged DOCX": (damaged_docx, "draft-damaged"),
    "a damaged PDF": (damaged_pdf, "draft-damaged"),
    "a scanned PDF": (scanned, "draft-scanned"),
    "no charset": (binary, "draft-charset"),
}

# Figures that cannot be read, whatever the cell: each must be said to be unread.
UNREADABLE = (
    "1O2",
    "12 13",
    "3.5",
    "约5",
    "-4",
    "五",
    "1e3",
    "12件左右",
    "·",
    "见附件",
    "4元",
    "0,12",
)


def spoil(one: Printed, address: str, text: str) -> Printed:
    """The report with another text in one cell."""
    return Printed(one.title, one.year, one.parts, {**one.cells, address: text})


def lost_cell(data: bytes, figure: str) -> bytes:
    """A page in which one cell of a row is not there at all."""
    return re.sub(f"<td>{figure}</td>".encode(), b"", data, count=1)
