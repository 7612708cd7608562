"""Writing the demo company into a database: once a day, and never into somebody's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from dispatch_console.app.demo import (
    after_sales,
    conversations,
    devices,
    knowledge,
    lifecycle,
    maintenance,
    opinions,
    past,
    privacy,
    rules,
    service_levels,
    stores,
    twins,
)
from dispatch_console.app.demo.company import DemoCompany
from dispatch_console.app.demo.past import Past
from dispatch_console.app.demo.sources import MARK
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    CustomerId,
    EngineerId,
    RegionId,
    ShiftId,
    SiteId,
    TicketId,
)
from dispatch_console.domain.lifecycle import UNDER_WAY
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.rules import firing
from dispatch_console.storage.unit_of_work import Unit

_NAMESPACE = UUID("4a1d5f5e-6c1e-5d0b-9d52-0c7b4a3f8e21")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many of each were written; all 0 if the company of this day was there already."""

    engineers: int = 0
    shifts: int = 0
    sites: int = 0
    tickets: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class _Ids:
    """The company's numbers -> the database's."""

    regions: Mapping[RegionId, RegionId]
    engineers: Mapping[EngineerId, EngineerId]
    shifts: Mapping[ShiftId, ShiftId]
    customers: Mapping[CustomerId, CustomerId]
    sites: Mapping[SiteId, SiteId]


def is_loaded(ctx: Context, today: date) -> bool:
    """Whether the company of that day is in the database already."""
    with ctx.database.unit(user=ctx.user, command=_command(today), what="demo.load") as unit:
        return unit.already_done


def load(ctx: Context, company: DemoCompany) -> Loaded:
    """Write the company of its day; what an earlier day left open is closed first.

    Loading the same day again changes nothing. Raises `demo.not_empty` if the database holds
    engineers or open tickets, but no demo company.
    """

    def work(unit: Unit) -> tuple[Loaded, tuple[Past, ...]]:
        if unit.already_done:
            return Loaded(), ()
        _require_own(unit)
        _close_old(unit)
        written = _write(unit, company, ctx.user)
        lifecycle.add(unit, company.today, ctx.clock())
        rules.add(unit, ctx.clock())
        done = past.add(unit, company)
        knowledge.use(unit, done)
        opinions.add(unit, done, company.now)
        return written, done

    command = _command(company.today)
    (loaded, done), _ = ctx.database.run(work, user=ctx.user, command=command, what="demo.load")
    if loaded.tickets:
        stores.add(ctx, company.today)
        twins.add(ctx)
        after_sales.add(ctx, company, done)
        privacy.add(ctx)
        if done:
            opinions.complain(ctx, company.today)
        firing.work_off(ctx)
    return loaded


def _command(today: date) -> UUID:
    return uuid5(_NAMESPACE, today.isoformat())


def _require_own(unit: Unit) -> None:
    engineers = unit.engineers.active().values()
    ours = any((engineer.external_id or "").startswith(MARK) for engineer in engineers)
    if not ours and (engineers or unit.tickets.open()):
        raise DomainError("demo.not_empty")


def _close_old(unit: Unit) -> None:
    """Earlier days' demo tickets leave the board: work under way is done, the rest cancelled."""
    unit.tickets.set_status(
        {
            ticket.id: Status.RESOLVED if ticket.status in UNDER_WAY else Status.CANCELLED
            for ticket in unit.tickets.open().values()
            if (ticket.external_id or "").startswith(MARK)
        }
    )


def _write(unit: Unit, company: DemoCompany, user: str) -> Loaded:
    unit.skills.upsert(company.skills)
    ids = _write_base(unit, company)
    tickets = _write_tickets(unit, company, ids)
    sites = list(unit.sites.get(ids.sites.values()).values())
    maintenance.add(unit, devices.add(unit, sites, tickets, company.today), company.today)
    visits = _write_plan(unit, company, ids, tickets)
    knowledge.add(unit, company.now)
    service_levels.add(unit, tickets.values(), company.today)
    conversations.add(unit, tuple(tickets.values()), user, company.now)
    return Loaded(
        engineers=len(ids.engineers),
        shifts=len(ids.shifts),
        sites=len(ids.sites),
        tickets=len(tickets),
        visits=visits,
    )


def _write_base(unit: Unit, company: DemoCompany) -> _Ids:
    """Regions, engineers, shifts, customers and sites."""
    regions = _keys(company.regions, unit.regions.upsert(company.regions).rows)
    people = [
        replace(engineer, regions=tuple(regions[key] for key in engineer.regions))
        for engineer in company.engineers
    ]
    engineers = _keys(people, unit.engineers.upsert(people).rows)
    turns = [replace(shift, engineer_id=engineers[shift.engineer_id]) for shift in company.shifts]
    shifts = _keys(turns, unit.shifts.upsert(turns).rows)
    customers = _keys(company.customers, unit.customers.upsert(company.customers).rows)
    places = [
        replace(
            site,
            customer_id=site.customer_id and customers[site.customer_id],
            region_id=site.region_id and regions[site.region_id],
        )
        for site in company.sites
    ]
    sites = _keys(places, unit.sites.upsert(places).rows)
    return _Ids(regions, engineers, shifts, customers, sites)


def _keys(given: Sequence[Any], written: Sequence[Any]) -> dict[Any, Any]:
    """The company's numbers -> the database's, of rows in equal order."""
    return {old.id: new.id for old, new in zip(given, written, strict=True)}


def _write_tickets(unit: Unit, company: DemoCompany, ids: _Ids) -> dict[TicketId, TicketId]:
    """The tickets as they came in: without visit, and numbered by the database."""
    rows = [
        replace(
            ticket,
            number="",
            status=ticket.status if ticket.visit is None else Status.NEW,
            lock=Lock.NONE,
            visit=None,
            customer_id=ticket.customer_id and ids.customers[ticket.customer_id],
            site_id=ticket.site_id and ids.sites[ticket.site_id],
            region_id=ticket.region_id and ids.regions[ticket.region_id],
            after=(),
        )
        for ticket in company.tickets
    ]
    written = unit.tickets.upsert(rows).rows
    keys = _keys(rows, written)
    unit.tickets.update(
        [
            replace(row, after=tuple(keys[key] for key in ticket.after))
            for ticket, row in zip(company.tickets, written, strict=True)
            if ticket.after
        ]
    )
    return keys


def _write_plan(
    unit: Unit, company: DemoCompany, ids: _Ids, keys: Mapping[TicketId, TicketId]
) -> int:
    """The visits planned by hand, how far they have got, and the locks; returns how many."""
    assigned = [ticket for ticket in company.tickets if ticket.visit]
    unit.visits.replace([_visit(ticket, ids, keys) for ticket in assigned])
    unit.tickets.set_status({keys[ticket.id]: ticket.status for ticket in assigned})
    for lock in (Lock.ENGINEER, Lock.TIME, Lock.ALL):
        locked = [keys[ticket.id] for ticket in assigned if ticket.lock is lock]
        unit.tickets.set_lock(locked, lock)
    return len(assigned)


def _visit(ticket: Ticket, ids: _Ids, keys: Mapping[TicketId, TicketId]) -> PlannedVisit:
    visit = planned(ticket)
    assert visit is not None
    return replace(
        visit,
        ticket_id=keys[ticket.id],
        engineer_id=ids.engineers[visit.engineer_id],
        shift_id=ids.shifts[visit.shift_id],
    )
