"""Writing rates, outside services and corrections of lines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.cost import (
    Line,
    Rate,
    require_sound_amounts,
    require_sound_rate,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CostEntryId, RateId, TicketId
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import reckon
from dispatch_console.storage.repositories.costs import CostEntry
from dispatch_console.storage.unit_of_work import Unit


def rates(ctx: Context) -> tuple[Rate, ...]:
    """All rates, those that began last first."""
    with ctx.database.snapshot() as snap:
        found = snap.rates.every().values()
    return tuple(sorted(found, key=lambda r: (r.since, r.id), reverse=True))


def set_rate(ctx: Context, command: UUID, rate: Rate) -> ChangeSet:
    """A rate from a day on. What held for the same until then ends the day before: what was
    reckoned by it stays as it was.

    Raises as `domain.cost.require_sound_rate`, `cost.rate_later` where another for the same begins
    that day or later.
    """
    require_sound_rate(rate)

    def work(unit: Unit) -> None:
        alike = [
            other
            for other in unit.rates.every().values()
            if (other.kind, other.scope, other.of) == (rate.kind, rate.scope, rate.of)
        ]
        if any(other.since >= rate.since for other in alike):
            raise DomainError("cost.rate_later", day=max(other.since for other in alike))
        for other in alike:
            if other.holds(rate.since):
                unit.rates.end(other.id, rate.since - timedelta(days=1))
        unit.rates.add([rate])

    return _run(ctx, command, "rate.set", work)


def end_rate(ctx: Context, command: UUID, rate: RateId, on: date) -> ChangeSet:
    """It holds until that day, included. Raises `cost.gone`, `cost.dates` before it began."""

    def work(unit: Unit) -> None:
        found = unit.rates.get([rate]).get(rate)
        if found is None:
            raise DomainError("cost.gone")
        require_sound_rate(replace(found, until=on))
        unit.rates.end(rate, on)

    return _run(ctx, command, "rate.end", work)


def remove_rate(ctx: Context, command: UUID, rate: RateId, reason: str) -> ChangeSet:
    """As if it had never been: entered by mistake. Raises `cost.reason`, `cost.gone`."""
    _require_reason(reason)

    def work(unit: Unit) -> None:
        if not unit.rates.remove(rate):
            raise DomainError("cost.gone")

    return _run(ctx, command, "rate.remove", work, reason)


def add_outside(
    ctx: Context,
    command: UUID,
    ticket: TicketId,
    *,
    what: str,
    document: str,
    on: date,
    cost: Decimal,
    price: Decimal,
    currency: str,
) -> ChangeSet:
    """What somebody else was paid for work on the ticket; `price` is what the customer pays for it.

    Raises `cost.what` without who or what for, and as `require_sound_amounts`.
    """
    if not what.strip():
        raise DomainError("cost.what")
    require_sound_amounts(cost, price, currency, what)
    entry = CostEntry(
        id=CostEntryId(0),
        ticket_id=ticket,
        what=what.strip(),
        document=document.strip(),
        on=on,
        cost=cost,
        price=price,
        currency=currency,
    )

    def work(unit: Unit) -> None:
        found = unit.tickets.get([ticket]).get(ticket)
        if found is None:
            raise DomainError("cost.gone")
        unit.cost_entries.add([replace(entry, ticket_id=found.whole)])

    return _run(ctx, command, "cost.add", work)


def correct(
    ctx: Context,
    command: UUID,
    ticket: TicketId,
    line: str,
    *,
    cost: Decimal,
    price: Decimal,
    reason: str,
    zone: ZoneInfo,
) -> ChangeSet:
    """Another cost and price for the line of that key, in its currency.

    Raises `cost.gone` where there is no such line, `cost.amount`, `cost.reason`.
    """
    _require_reason(reason)

    def work(unit: Unit) -> None:
        found = _line(unit, ticket, line, zone)
        require_sound_amounts(cost, price, found[1].currency, reason)
        unit.cost_entries.correct(
            CostEntry(
                id=CostEntryId(0),
                ticket_id=found[0],
                corrects=line,
                on=ctx.clock().astimezone(zone).date(),
                cost=cost,
                price=price,
                currency=found[1].currency,
                reason=reason.strip(),
            )
        )

    return _run(ctx, command, "cost.correct", work, reason)


def take_back(
    ctx: Context, command: UUID, ticket: TicketId, line: str, reason: str, zone: ZoneInfo
) -> ChangeSet:
    """Take back what was entered on that line: its correction, or the outside service whole.

    Raises `cost.reason`, `cost.nothing_entered` where nothing was, `cost.gone`.
    """
    _require_reason(reason)

    def work(unit: Unit) -> None:
        whole, found = _line(unit, ticket, line, zone)
        kind, _, number = found.key.partition(" ")
        key = CostEntryId(int(number)) if kind == "entry" and not found.reason else None
        if not unit.cost_entries.remove(whole, key=key, corrects=line):
            raise DomainError("cost.nothing_entered")

    return _run(ctx, command, "cost.take_back", work, reason)


def _line(unit: Unit, ticket: TicketId, key: str, zone: ZoneInfo) -> tuple[TicketId, Line]:
    found = unit.tickets.get([ticket]).get(ticket)
    if found is None:
        raise DomainError("cost.gone")
    lines = reckon(unit, [found], zone)[0].lines
    line = next((line for line in lines if line.key == key), None)
    if line is None:
        raise DomainError("cost.gone")
    return found.whole, line


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("cost.reason")


def _run(
    ctx: Context, command: UUID, what: str, work: Callable[[Unit], None], why: str = ""
) -> ChangeSet:
    def once(unit: Unit) -> None:
        if not unit.already_done:
            work(unit)

    return ctx.database.run(once, user=ctx.user, command=command, what=what, why=why)[1]
