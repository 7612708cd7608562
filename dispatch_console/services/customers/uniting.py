"""Merging what is there twice: one row stays, all that refers to the other refers to it.

One transaction, told by the trail of every row it touches; Ctrl+Z sets it back as long as nobody
has changed those rows since.
"""

from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId
from dispatch_console.domain.twins import Twins, same_assets, same_customers, same_sites
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import in_its_region
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.repositories.edited import Mergeable
from dispatch_console.storage.unit_of_work import Unit

Row = TypeVar("Row", Customer, Site, Asset)


def twins(ctx: Context) -> dict[type[Customer | Site | Asset], tuple[Twins, ...]]:
    """What may be there twice, by kind, the likeliest first."""
    with ctx.database.snapshot() as snap:
        customers = snap.customers.standing()
        people = snap.contacts.of(customers).values()
        sites, assets = snap.sites.standing().values(), snap.assets.standing().values()
    numbers = {
        key: [person.phone for person in people if person.customer_id == key] for key in customers
    }
    return {
        Customer: same_customers(customers.values(), numbers),
        Site: same_sites(sites),
        Asset: same_assets(assets),
    }


def merge(ctx: Context, command_id: UUID, gone: int, kept: Row) -> ChangeSet:
    """Merge the row `gone` into `kept`, which is written as it is given here.

    Raises `customers.same` for a row with itself, `customers.merged_already`, `customers.gone`,
    `customers.changed_meanwhile`, `customers.merge_apart` for sites or devices of two customers,
    `customers.merge_regions` for who does not see all regions.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        match kept:
            case Customer():
                _merge_customers(unit, gone, kept)
            case Site():
                _merge_sites(unit, gone, kept)
            case Asset():
                _merge_assets(unit, gone, kept)

    kind = {Customer: "customer", Site: "site", Asset: "asset"}[type(kept)]
    return ctx.database.run(work, user=ctx.user, command=command_id, what=f"{kind}.merge")[1]


def _merge_customers(unit: Unit, gone: int, kept: Customer) -> None:
    lost = _both(unit.customers, gone, kept)
    parent = lost.parent_id if kept.parent_id == gone else kept.parent_id
    unit.customers.save([replace(kept, parent_id=None if parent == kept.id else parent)])
    for table in (unit.sites, unit.contacts, unit.assets, unit.contracts, unit.upkeeps):
        table.repoint("customer_id", gone, kept.id)
    unit.customers.repoint("parent_id", gone, kept.id)
    unit.tickets.move_customer(lost, kept)
    unit.customers.settle(lost.id, kept.id)
    _count_anew(unit, kept.id)


def _merge_sites(unit: Unit, gone: int, kept: Site) -> None:
    lost = _both(unit.sites, gone, kept)
    if lost.customer_id not in (None, kept.customer_id):
        raise DomainError("customers.merge_apart")
    unit.sites.save([in_its_region(unit, kept)])
    for table in (unit.assets, unit.contacts, unit.upkeeps, unit.tickets):
        table.repoint("site_id", gone, kept.id)
    unit.sites.settle(lost.id, kept.id)


def _merge_assets(unit: Unit, gone: int, kept: Asset) -> None:
    lost = _both(unit.assets, gone, kept)
    if lost.customer_id != kept.customer_id:
        raise DomainError("customers.merge_apart")
    parent = lost.parent_id if kept.parent_id == gone else kept.parent_id
    unit.assets.save([replace(kept, parent_id=None if parent == kept.id else parent)])
    unit.assets.repoint("parent_id", gone, kept.id)
    for table in (unit.meters, unit.upkeeps, unit.tickets):
        table.repoint("asset_id", gone, kept.id)
    unit.contracts.rename_asset(lost.id, kept.id)
    unit.assets.settle(lost.id, kept.id)
    _count_anew(unit, kept.customer_id)


def _count_anew(unit: Unit, customer: CustomerId) -> None:
    """Deadlines: policies that name what was merged are for the tickets of what stays."""
    settle(unit, unit.tickets.open_of([customer]))


def _both(table: Mergeable[Any, Row], gone: int, kept: Row) -> Row:
    """The row that goes, both locked and still to be merged."""
    if gone == kept.id:
        raise DomainError("customers.same")
    there = table.lock([gone, kept.id])
    if len(there) < 2:
        raise DomainError("customers.gone")
    if any(row.merged_into is not None for row in there.values()):
        raise DomainError("customers.merged_already")
    return there[gone]
