"""Numbers and dates as people write them."""

from __future__ import annotations

from decimal import Decimal

from gongkai.model.report import Cell
from gongkai.words.catalog import Words

MINUS = "−"


def number(value: Decimal | int | None) -> str:
    """Grouped by three, exact, with a real minus sign; a dash where there is no number."""
    if value is None:
        return "–"
    return f"{value:{',' if isinstance(value, int) else ',f'}}".replace("-", MINUS)


def plain(value: Decimal | None) -> str:
    """As a data file or a YAML line spells it."""
    return "" if value is None else f"{value:f}"


def printed_cell(cell: Cell) -> str:
    """A cell's number grouped by three, with the sign and the unit that are printed."""
    text = number(cell.value)
    if cell.printed and cell.printed.startswith("+"):
        text = f"+{text}"
    return f"{text} {cell.unit}" if cell.unit else text


def signed(value: Decimal | None) -> str:
    """A difference, always with its sign."""
    if value is None:
        return "–"
    return f"{value:+,f}".replace("-", MINUS)


def cited_day(day: str, words: Words) -> str:
    """A day (YYYY-MM-DD) as the citations of a language have it."""
    year, month, number = day.split("-")
    name = words(f"month-{int(month)}")
    return words("cite-day", iso=day, year=year, month=name, day=int(number))


def date(text: str | None, words: Words) -> str:
    """A year, a month or a day as people write it."""
    if text is None:
        return words("unknown")
    year, *rest = text.split("-")
    names = ("date-year", "date-month", "date-day")
    month = words(f"month-{int(rest[0])}") if rest else ""
    day = int(rest[1]) if len(rest) > 1 else 0
    return words(names[len(rest)], y=year, m=month, d=day)
