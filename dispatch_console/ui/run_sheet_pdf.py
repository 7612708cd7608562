"""Run sheets as a PDF: a page or more for each engineer and day. May run off the GUI thread."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtGui import QTextDocument

from dispatch_console.domain.board import Board
from dispatch_console.services.run_sheets import RunSheet, Stop
from dispatch_console.support.i18n import tr
from dispatch_console.ui.pdf import write_document
from dispatch_console.words import text

MARGIN_MM = 12

STYLE = (
    ".head { font-size: 16pt; font-weight: bold; } .about { font-size: 10pt; }"
    " th { text-align: left; font-size: 9pt; background: #e8ecf1; }"
    " td { font-size: 9pt; vertical-align: top; }"
)


def write_pdf(board: Board, sheets: Sequence[RunSheet], path: Path, zone: ZoneInfo) -> None:
    """Write the sheets into one file, over what was there. Raises `pdf.unwritable`."""

    def fill(document: QTextDocument) -> None:
        document.setDefaultStyleSheet(STYLE)
        document.setHtml(page(board, sheets, zone))

    write_document(path, tr("Run sheets"), fill, margin_mm=MARGIN_MM, lying=True)


def page(board: Board, sheets: Sequence[RunSheet], zone: ZoneInfo) -> str:
    """The sheets as HTML; whatever people have typed is text in it."""
    return "".join(
        _sheet(board, sheet, zone, first=number == 0) for number, sheet in enumerate(sheets)
    )


def _sheet(board: Board, sheet: RunSheet, zone: ZoneInfo, *, first: bool) -> str:
    engineer = sheet.engineer
    about = [engineer.phone, tr("as of {time}", time=text.day_and_time(board.read_at, zone))]
    if sheet.shift is not None:
        hours = _span(sheet.shift.start, sheet.shift.end, zone)
        about.insert(0, tr("Shift {hours}", hours=hours))
    rows = "".join(_row(board, number, stop, zone) for number, stop in enumerate(sheet.stops, 1))
    heads = (
        "",
        tr("Time"),
        tr("Ticket"),
        tr("Customer"),
        tr("Address"),
        tr("Skills"),
        tr("What is to be done"),
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    breaks = "" if first else ' style="page-break-before: always"'
    return (
        f'<p class="head"{breaks}>{escape(engineer.name)} · {sheet.day:%Y-%m-%d}</p>'
        f'<p class="about">{escape(" · ".join(part for part in about if part))}</p>'
        '<table border="1" cellspacing="0" cellpadding="4" width="100%">'
        f"<thead><tr>{head}</tr></thead>{rows}</table>"
    )


def _row(board: Board, number: int, stop: Stop, zone: ZoneInfo) -> str:
    ticket, visit = stop.ticket, stop.visit
    promised = [_span(window.start, window.end, zone) for window in ticket.windows]
    times = [_span(visit.start, visit.end, zone)]
    times += [tr("promised {hours}", hours=hours) for hours in promised]
    place = ticket.location
    cells = (
        [str(number)],
        times,
        [ticket.number, text.priority_name(ticket.priority)],
        [ticket.customer_name, ticket.phone],
        [ticket.address, f"{place.lat:.5f}, {place.lon:.5f}" if place else ""],
        [text.skill_list(board.skills, ticket.skills)],
        [ticket.title, *ticket.description.splitlines()],
    )
    return f"<tr>{''.join(f'<td>{_lines(parts)}</td>' for parts in cells)}</tr>"


def _lines(parts: Sequence[str]) -> str:
    return "<br>".join(escape(part) for part in parts if part)


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"{text.clock_time(start, zone)}–{text.clock_time(end, zone)}"
