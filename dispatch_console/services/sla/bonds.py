"""What binds a ticket to a level of service without its saying so: devices, contracts, and who or
what was merged into its own."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import CustomerId, TicketId
from dispatch_console.domain.service_level.choosing import Bonds
from dispatch_console.domain.service_level.policy import Policy
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.customers.covering import covers
from dispatch_console.storage.unit_of_work import Repositories

ZONE = ZoneInfo("Asia/Shanghai")
"""Whose days a contract's are: the same for every console, whatever it shows times in."""


def bonds_of(
    rows: Repositories, policies: Iterable[Policy], tickets: Iterable[Ticket]
) -> dict[TicketId, Bonds]:
    """Each ticket's device with what it is a part of, and the contracts in force as it came in.

    What none of the policies asks about is not read.
    """
    asked = [policy.applies for policy in policies if policy.active]
    chosen = list(tickets)
    devices: dict[TicketId, set[int | str]] = {}
    if any(one.assets for one in asked):
        lines = rows.assets.lines(one.asset_id for one in chosen if one.asset_id is not None)
        held = {asset.id for line in lines.values() for asset in line}
        once = rows.assets.merged_into(held)
        devices = {
            one.id: {
                name
                for asset in lines[one.asset_id]
                for name in (asset.id, asset.model.strip(), *once.get(asset.id, ()))
            }
            for one in chosen
            if one.asset_id is not None
        }
    contracts: dict[TicketId, set[str]] = {}
    if any(one.contracts for one in asked):
        contracts = {
            key: {name.strip() for held in cover.contracts for name in (held.number, held.sla)}
            for key, cover in covers(rows, chosen, ZONE).items()
        }
    customers: dict[CustomerId, set[CustomerId]] = {}
    if any(one.customers for one in asked):
        theirs = {one.customer_id for one in chosen if one.customer_id is not None}
        customers = rows.customers.merged_into(theirs)
    return {
        one.id: Bonds(
            frozenset(devices.get(one.id, set()) - {""}),
            frozenset(contracts.get(one.id, set()) - {""}),
            frozenset(customers.get(one.customer_id, ()) if one.customer_id is not None else ()),
        )
        for one in chosen
    }
