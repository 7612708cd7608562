"""Costs for finance: one row for each line of the tickets closed in a period.

A ticket counts in the period it was closed in for the last time, so that each is exported once;
docs/cost.md says what the columns hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import Line
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import TicketCost, reckon
from dispatch_console.services.exporting.tables import require_format, write_table
from dispatch_console.services.importing import table_writer

COLUMNS = (
    "Ticket", "Closed at", "Customer", "Type", "Category", "Kind", "What", "Date", "Quantity",
    "Unit", "Currency", "Cost", "Price", "Covered", "Charged", "Margin", "Document", "Correction",
    "Entered by",
)  # fmt: skip

Row = table_writer.Line


def export(ctx: Context, path: Path, first: date, last: date, zone: ZoneInfo) -> int:
    """Write the lines of tickets closed from the first to the last day, both included; returns how
    many. The suffix of `path` says the format.

    Raises `cost.dates`, `export.format`, `import.write`, `database.…`.
    """
    if last < first:
        raise DomainError("cost.dates")
    require_format(path)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    with ctx.database.snapshot() as snap:
        closed = snap.works.closed(start, end)
        tickets = snap.tickets.get(closed)
        costs = reckon(snap, tickets.values(), zone)
    costs.sort(key=lambda one: (closed[one.ticket.id], one.ticket.id))
    return write_table(path, COLUMNS, _rows(costs, closed, zone))


def _rows(
    costs: Iterable[TicketCost], closed: Mapping[TicketId, datetime], zone: ZoneInfo
) -> Iterator[Row]:
    for one in costs:
        at = closed[one.ticket.id].astimezone(zone).isoformat(timespec="seconds")
        for line in one.lines:
            yield _row(one, line, at)


def _row(one: TicketCost, line: Line, at: str) -> Row:
    ticket = one.ticket
    return (
        ticket.number,
        at,
        ticket.customer_name,
        ticket.type,
        ticket.category,
        line.kind.value,
        line.what,
        line.on.isoformat(),
        float(line.quantity),
        line.unit,
        line.currency,
        # A spreadsheet's own numbers: of amounts to the cent they lose nothing.
        float(line.cost),
        float(line.price),
        float(line.covered),
        float(line.charged),
        float(line.margin),
        line.document,
        line.reason,
        line.by,
    )
