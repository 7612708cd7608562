"""What the parts used for a ticket have cost, and what they are worth to its customer."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.part_price import Worth, worth
from dispatch_console.domain.stock import cost_by_currency
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories


def cost_of(ctx: Context, ticket: TicketId) -> dict[str, Decimal]:
    """By currency, to a hundredth: what was used, at the price it had when it was used."""
    with ctx.database.snapshot() as snap:
        return costs_in(snap, [ticket]).get(ticket, {})


def costs_in(rows: Repositories, tickets: Iterable[TicketId]) -> dict[TicketId, dict[str, Decimal]]:
    """The same of rows that are being read, for those tickets that anything was used for."""
    used = rows.stocks.used_for(tickets)
    return {ticket: cost_by_currency(lines) for ticket, lines in used.items()}


def worth_in(rows: Repositories, days: Mapping[TicketId, date]) -> dict[TicketId, dict[str, Worth]]:
    """By currency, at the prices that parts had of their own on each ticket's day."""
    used = rows.stocks.used_for(days)
    prices = rows.part_prices.of({line.part_id for lines in used.values() for line in lines})
    return {ticket: worth(lines, prices, days[ticket]) for ticket, lines in used.items()}
