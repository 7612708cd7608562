"""Who pays for the work on a device on a day."""

from datetime import date
from zoneinfo import ZoneInfo

from dispatch_console.domain.cover import Cover, cover_of
from dispatch_console.domain.ids import AssetId, CustomerId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories


def cover_on(
    rows: Repositories, customer: CustomerId | None, asset: AssetId | None, on: date
) -> Cover:
    """What holds for the customer's device (or for none in particular) on that day."""
    line = () if asset is None else rows.assets.line(asset)
    contracts = () if customer is None else rows.contracts.of([customer]).values()
    return cover_of(customer, line, contracts, on)


def cover_of_ticket(rows: Repositories, ticket: Ticket, zone: ZoneInfo) -> Cover:
    """What held when the ticket was asked for."""
    on = ticket.created_at.astimezone(zone).date()
    return cover_on(rows, ticket.customer_id, ticket.asset_id, on)


def cover(
    ctx: Context, customer: CustomerId | None, asset: AssetId | None, zone: ZoneInfo
) -> Cover:
    """What holds today."""
    with ctx.database.snapshot() as snap:
        return cover_on(snap, customer, asset, ctx.clock().astimezone(zone).date())
