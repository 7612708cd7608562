"""What binds a ticket to a level of service without its saying so: devices and contracts."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import TicketId
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
        devices = {
            one.id: {name for held in lines[one.asset_id] for name in (held.id, held.model.strip())}
            for one in chosen
            if one.asset_id is not None
        }
    contracts: dict[TicketId, set[str]] = {}
    if any(one.contracts for one in asked):
        contracts = {
            key: {name.strip() for held in cover.contracts for name in (held.number, held.sla)}
            for key, cover in covers(rows, chosen, ZONE).items()
        }
    return {
        one.id: Bonds(
            frozenset(devices.get(one.id, set()) - {""}),
            frozenset(contracts.get(one.id, set()) - {""}),
        )
        for one in chosen
    }
