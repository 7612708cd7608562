"""The lines of a ticket's cost: from visits, parts and what people entered, then covered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.domain import cost
from dispatch_console.domain.cost import (
    Correction,
    CostKind,
    Cover,
    Line,
    Rate,
    RateKind,
    Sum,
    Work,
    rounded,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.part_price import Worth
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.costing import sources
from dispatch_console.services.costing.sources import covers_of
from dispatch_console.storage.repositories.costs import CostEntry
from dispatch_console.storage.unit_of_work import Repositories


@dataclass(frozen=True, slots=True)
class TicketCost:
    """What a ticket costs. `missing` is for what of its work no rate holds."""

    ticket: Ticket
    lines: tuple[Line, ...]
    cover: Cover
    missing: tuple[RateKind, ...] = ()

    @property
    def totals(self) -> dict[str, Sum]:
        """By currency."""
        return cost.totals(self.lines)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read at once for many tickets."""

    rates: tuple[Rate, ...]
    works: Mapping[TicketId, tuple[Work, ...]]
    entries: Mapping[TicketId, tuple[CostEntry, ...]]
    parts: tuple[Mapping[TicketId, Mapping[str, Worth]], ...]
    """By source."""


def of_ticket(ctx: Context, ticket: TicketId, zone: ZoneInfo) -> TicketCost:
    """The ticket's costs as they are now. Raises `cost.gone`."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get([ticket]).get(ticket)
        if found is None:
            raise DomainError("cost.gone")
        return reckon(snap, [found], zone)[0]


def reckon(rows: Repositories, tickets: Iterable[Ticket], zone: ZoneInfo) -> list[TicketCost]:
    """The costs of each of the tickets; a mate's are its ticket's."""
    chosen = list(tickets)
    known = _read(rows, chosen, zone)
    covers = covers_of(rows, chosen, zone)
    found: list[TicketCost] = []
    for ticket in chosen:
        lines, missing = _lines(ticket, known, zone)
        cover = covers[ticket.id]
        found.append(TicketCost(ticket, cost.covered(lines, cover), cover, missing))
    return found


def borne(
    rows: Repositories, tickets: Iterable[Ticket], zone: ZoneInfo
) -> dict[TicketId, dict[str, Decimal]]:
    """What each of the tickets costs the company, by currency, whoever is charged for it."""
    chosen = list(tickets)
    known = _read(rows, chosen, zone)
    found: dict[TicketId, dict[str, Decimal]] = {}
    for ticket in chosen:
        sums = found[ticket.id] = {}
        for line in _lines(ticket, known, zone)[0]:
            sums[line.currency] = sums.get(line.currency, cost.NOTHING) + line.cost
    return found


def key_of(entry: CostEntry) -> str:
    """The key of an outside service's line."""
    return f"entry {entry.id}"


def _read(rows: Repositories, tickets: Iterable[Ticket], zone: ZoneInfo) -> _Known:
    days = {ticket.whole: _day(ticket, zone) for ticket in tickets}
    ids = list(days)
    return _Known(
        tuple(rows.rates.every().values()),
        rows.works.of(ids),
        rows.cost_entries.of(ids),
        tuple(source(rows, days) for source in sources.PARTS),
    )


def _lines(
    ticket: Ticket, known: _Known, zone: ZoneInfo
) -> tuple[tuple[Line, ...], tuple[RateKind, ...]]:
    """The ticket's lines, corrected, and for what of its work no rate holds."""
    lines: list[Line] = []
    missing: list[RateKind] = []
    skills = [skill.code for skill in ticket.skills]
    for work in known.works.get(ticket.whole, ()):
        on = work.start.astimezone(zone).date()
        made, lacking = cost.lines_of_work(known.rates, work, skills, on)
        lines += made
        missing += lacking
    lines += _parts(ticket, known, zone)
    entries = known.entries.get(ticket.whole, ())
    lines += [_outside(entry) for entry in entries if entry.corrects is None]
    corrections = [
        Correction(
            of=entry.corrects,
            cost=entry.cost,
            price=entry.price,
            reason=entry.reason,
            by=entry.entered_by,
        )
        for entry in entries
        if entry.corrects is not None
    ]
    return cost.corrected(lines, corrections), tuple(dict.fromkeys(missing))


def _day(ticket: Ticket, zone: ZoneInfo) -> date:
    """By whose prices the ticket's parts go."""
    return ticket.created_at.astimezone(zone).date()


def _parts(ticket: Ticket, known: _Known, zone: ZoneInfo) -> Iterable[Line]:
    on = _day(ticket, zone)
    factor = cost.markup(known.rates, on)
    for source in known.parts:
        for currency, worth in source.get(ticket.whole, {}).items():
            yield Line(
                key=f"parts {currency}",
                kind=CostKind.PART,
                what="",
                on=on,
                currency=currency,
                cost=rounded(worth.cost, currency),
                price=rounded(worth.price(factor), currency),
            )


def _outside(entry: CostEntry) -> Line:
    return Line(
        key=key_of(entry),
        kind=CostKind.OUTSIDE,
        what=entry.what,
        on=entry.on,
        currency=entry.currency,
        cost=rounded(entry.cost, entry.currency),
        price=rounded(entry.price, entry.currency),
        document=entry.document,
        by=entry.entered_by,
    )
