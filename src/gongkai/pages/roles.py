"""Figures that pages ask of any report by their role: what they are called, and what it prints."""

from __future__ import annotations

from decimal import Decimal

from gongkai.contract.breaks import address_of, asks
from gongkai.model.report import Report
from gongkai.pages.site import Site
from gongkai.words import phrases

FLOOR = phrases.FEW
# The figures that pages compare over the years: each role and the id of its heading in site/locale.
HEADINGS = {
    "received": "figure-received",
    "carried_in": "figure-carried-in",
    "granted": "figure-granted",
    "partly_granted": "figure-partly",
    "refused": "figure-refused",
    "unable": "figure-unable",
    "not_processed": "figure-not-processed",
    "otherwise_handled": "figure-otherwise",
    "handled": "figure-handled",
    "carried_out": "figure-carried-out",
    "reconsiderations": "figure-reconsideration",
    "lawsuits": "figure-litigation",
}
# What the table of years shows of them.
FIGURES = tuple(
    (role, HEADINGS[role])
    for role in (
        "received", "handled", "granted", "refused", "unable", "reconsiderations", "lawsuits",
    )
)  # fmt: skip


def value(report: Report, figure: str) -> Decimal | None:
    """A figure as a report prints it: of a role, or at an address."""
    address = address_of(report, figure)
    return report.derived(address) if address else None


def held(report: Report, figure: str) -> bool:
    """Whether a report has the table of a figure."""
    address = address_of(report, figure)
    return address is not None and address.partition(".")[0] in report.parts


def asked(site: Site, report: Report, figure: str) -> bool:
    """Whether the form of a report has a figure: if it has not, nothing is left blank there."""
    return "." in figure or asks(site.contract.forms, report, figure)


def anchor(report: Report, address: str) -> str:
    """Where the page of a report has a figure: its cell, or the heading of its rows; empty where
    the report has no such table.
    """
    if address in report.cells:
        return address
    return address.rpartition(".")[0] if held(report, address) else ""
