"""What binds a ticket to a level of service without its saying so: devices, contracts, and who or
what was merged into its own."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from dispatch_console.domain.service_level.choosing import Bonds
from dispatch_console.domain.service_level.policy import Policy
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.customers.covering import cover_of_ticket
from dispatch_console.storage.unit_of_work import Repositories

ZONE = ZoneInfo("Asia/Shanghai")
"""Whose days a contract's are: the same for every console, whatever it shows times in."""


def bonds_of(rows: Repositories, policies: Iterable[Policy], ticket: Ticket) -> Bonds:
    """The ticket's device with what it is a part of, and the contracts in force as it came in.

    What none of the policies asks about is not read.
    """
    asked = [policy.applies for policy in policies if policy.active]
    devices: set[int | str] = set()
    if ticket.asset_id is not None and any(one.assets for one in asked):
        for asset in rows.assets.line(ticket.asset_id):
            devices |= {int(asset.id), asset.model.strip(), *rows.assets.merged_into(asset.id)}
    contracts: set[str] = set()
    if ticket.customer_id is not None and any(one.contracts for one in asked):
        for contract in cover_of_ticket(rows, ticket, ZONE).contracts:
            contracts |= {contract.number.strip(), contract.sla.strip()}
    customers: frozenset[int] = frozenset()
    if ticket.customer_id is not None and any(one.customers for one in asked):
        customers = frozenset(map(int, rows.customers.merged_into(ticket.customer_id)))
    return Bonds(frozenset(devices - {""}), frozenset(contracts - {""}), customers)
