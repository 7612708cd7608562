"""Who pays for the work on a device on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from dispatch_console.domain.cover import Contract, Cover, cover_of
from dispatch_console.domain.ids import AssetId, CustomerId, TicketId
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


def covers(rows: Repositories, tickets: Iterable[Ticket], zone: ZoneInfo) -> dict[TicketId, Cover]:
    """What held for each of the tickets when it was asked for."""
    chosen = list(tickets)
    lines = rows.assets.lines(one.asset_id for one in chosen if one.asset_id is not None)
    contracts: defaultdict[CustomerId, list[Contract]] = defaultdict(list)
    customers = {one.customer_id for one in chosen if one.customer_id is not None}
    for contract in rows.contracts.of(customers).values():
        contracts[contract.customer_id].append(contract)
    return {
        one.id: cover_of(
            one.customer_id,
            () if one.asset_id is None else lines[one.asset_id],
            () if one.customer_id is None else contracts[one.customer_id],
            one.created_at.astimezone(zone).date(),
        )
        for one in chosen
    }


def cover(
    ctx: Context, customer: CustomerId | None, asset: AssetId | None, zone: ZoneInfo
) -> Cover:
    """What holds today."""
    with ctx.database.snapshot() as snap:
        return cover_on(snap, customer, asset, ctx.clock().astimezone(zone).date())
