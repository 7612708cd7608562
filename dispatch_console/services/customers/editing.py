"""Writing what people say of customers, contacts, sites, devices, meters, contracts and plans."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from dispatch_console.domain import cover, upkeep
from dispatch_console.domain.asset import Asset, Meter, Reading, require_tree
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.cover import Contract
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId, TicketId
from dispatch_console.domain.upkeep import Upkeep
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import region_at
from dispatch_console.storage.unit_of_work import Repositories, Unit

Row = TypeVar("Row", Customer, Contact, Site, Asset, Meter, Contract, Upkeep)
Outside = TypeVar("Outside", Customer, Site, Asset)
"""What other systems keep, too."""

KINDS = {
    Customer: "customer",
    Contact: "contact",
    Site: "site",
    Asset: "asset",
    Meter: "meter",
    Contract: "contract",
    Upkeep: "upkeep",
}
"""What the trail calls them."""


def save(ctx: Context, command_id: UUID, row: Row) -> Row:
    """Write one row, a new one (id 0) or one that is there; returns it as it then is.

    Raises `customers.name` without a name, `customers.gone`, `customers.changed_meanwhile`,
    `customers.circle`, `customers.foreign` for a site, device or parent of another customer, and
    what `cover.require_sound` and `upkeep.require_sound` raise.
    """

    def work(unit: Unit) -> Row:
        if unit.already_done:
            return _again(unit, command_id, row)
        return _saved(unit, row)

    what = f"{KINDS[type(row)]}.{'save' if row.id else 'add'}"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[0]


def save_external(
    ctx: Context,
    command_id: UUID,
    kind: type[Outside],
    key: str,
    wanted: Callable[[Unit, Outside | None], Outside],
) -> Outside:
    """Write the row that another system calls `key`: what `wanted` makes of the one that is there,
    or of nothing. Nobody else does so meanwhile.

    One that was merged into another stays as it was merged: the other is returned. Raises as `save`
    and whatever `wanted` raises.
    """

    def work(unit: Unit) -> Outside:
        table = _table(unit, kind)
        table.one_at_a_time()
        now = table.find([key]).get(key)
        if now is not None:
            now = table.lock([now.id]).get(now.id)
        if now is not None and now.merged_into is not None:
            return table.get([now.merged_into])[now.merged_into]
        if unit.already_done and now is not None:
            return now
        row = wanted(unit, now)
        return row if row == now else _saved(unit, row)

    what = f"{KINDS[kind]}.save"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[0]


def tell(ctx: Context, command_id: UUID, readings: Sequence[Reading]) -> None:
    """Record what meters say. Raises `customers.reading_later` for one of the future."""
    now = ctx.clock()
    if any(reading.at > now for reading in readings):
        raise DomainError("customers.reading_later")

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.meters.tell(readings)

    ctx.database.run(work, user=ctx.user, command=command_id, what="meter.tell")


def set_asset(ctx: Context, command_id: UUID, ticket: TicketId, asset: AssetId | None) -> ChangeSet:
    """Say which device a ticket is about. Raises `ticket.gone`, `customers.foreign`."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        asked = unit.tickets.get([ticket]).values()
        found = next(iter(unit.tickets.lock(one.whole for one in asked).values()), None)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        if asset is not None:
            if found.customer_id is None:
                raise DomainError("customers.foreign")
            require_own(unit, found.customer_id, assets=[asset])
        unit.tickets.update([replace(found, asset_id=asset)])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.edit")[1]


def _saved(unit: Unit, row: Row) -> Row:
    # A row of one kind goes in and comes out; which one, a type checker cannot follow.
    match row:
        case Customer():
            _require_name(row.name)
            parents = {key: one.parent_id for key, one in unit.customers.every().items()}
            require_tree(row.id, row.parent_id, cast("dict[int, int | None]", parents))
            found = unit.customers.save([row])[0]
        case Contact():
            _require_name(row.name)
            require_own(unit, row.customer_id, sites=[row.site_id])
            found = unit.contacts.save([row])[0]
        case Site():
            _require_name(row.name or row.address)
            found = unit.sites.save([in_its_region(unit, row)])[0]
        case Asset():
            _require_name(row.name)
            require_own(unit, row.customer_id, sites=[row.site_id], assets=[row.parent_id])
            parents = {key: a.parent_id for key, a in unit.assets.of([row.customer_id]).items()}
            require_tree(row.id, row.parent_id, cast("dict[int, int | None]", parents))
            found = unit.assets.save([row])[0]
        case Meter():
            _require_name(row.name)
            found = unit.meters.save([row])[0]
        case Contract():
            cover.require_sound(row)
            require_own(unit, row.customer_id, assets=row.assets)
            _require_free(unit, row)
            found = unit.contracts.save([row])[0]
        case Upkeep():
            upkeep.require_sound(row)
            require_own(unit, row.customer_id, sites=[row.site_id], assets=[row.asset_id])
            found = unit.upkeeps.save([row])[0]
    return cast("Row", found)


def require_own(
    unit: Repositories,
    customer: CustomerId,
    sites: Sequence[SiteId | None] = (),
    assets: Sequence[AssetId | None] = (),
) -> None:
    """Raises `customers.foreign` unless all of these are the customer's."""
    wanted_sites = {site for site in sites if site is not None}
    wanted_assets = {asset for asset in assets if asset is not None}
    there = [*unit.sites.get(wanted_sites).values(), *unit.assets.get(wanted_assets).values()]
    lacking = len(there) < len(wanted_sites) + len(wanted_assets)
    if lacking or any(row.customer_id != customer for row in there):
        raise DomainError("customers.foreign")


def in_its_region(unit: Unit, site: Site) -> Site:
    """The site in the region it now lies in; one that was not moved stays in its own."""
    known = unit.sites.get([site.id]).get(site.id)
    if known is not None and known.location == site.location:
        return site
    return replace(site, region_id=region_at(unit.regions.all(), site.location))


def _require_name(name: str) -> None:
    if not name.strip():
        raise DomainError("customers.name")


def _require_free(unit: Unit, contract: Contract) -> None:
    """Raises `contract.taken` for a number that another contract has."""
    other = unit.contracts.find([contract.number], "number").get(contract.number)
    if other is not None and other.id != contract.id:
        raise DomainError("contract.taken", number=contract.number)


def _again(unit: Unit, command: UUID, row: Row) -> Row:
    """What the command came to when it was given the first time."""
    kind = KINDS[type(row)]
    keys = [change.row_id for change in unit.trail.of(command) if change.kind == kind]
    found = _table(unit, type(row)).get(keys or [row.id])
    if not found:
        raise DomainError("customers.gone")
    return cast("Row", next(iter(found.values())))


def _table(unit: Unit, kind: type[Any]) -> Any:
    tables = {
        Customer: unit.customers,
        Contact: unit.contacts,
        Site: unit.sites,
        Asset: unit.assets,
        Meter: unit.meters,
        Contract: unit.contracts,
        Upkeep: unit.upkeeps,
    }
    return tables[kind]
