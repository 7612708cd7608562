"""What the parts used for a ticket have cost, and what they are worth to its customer."""

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
        return cost_in(snap, ticket)


def worth_in(rows: Repositories, ticket: TicketId, on: date) -> dict[str, Worth]:
    """By currency, at the prices that parts had of their own on that day."""
    used = rows.stocks.used_for(ticket)
    return worth(used, rows.part_prices.of({line.part_id for line in used}), on)


def cost_in(rows: Repositories, ticket: TicketId) -> dict[str, Decimal]:
    """The same, of rows that are being read."""
    return cost_by_currency(rows.stocks.used_for(ticket))
