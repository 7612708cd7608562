"""The company's past in the database: what was done since the month before this one began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch_console.app.demo import clientele, past_lives, sources
from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.app.demo.company import DemoCompany
from dispatch_console.app.demo.devices import SKILL_OF
from dispatch_console.app.demo.past_days import Done, House, by_region, of_day
from dispatch_console.app.demo.sources import MARK
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow_templates import AFTER_SALES, MAINTENANCE
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.unit_of_work import Unit

SIGNED_EVERY = 6
"""One of so many tickets that are signed for has its signature kept."""

_SIGNERS = ("周建国", "沈丽华", "Helen Ward", "陈国强")


@dataclass(frozen=True, slots=True)
class Past:
    """A ticket of the past as it is in the database, and how it came to be."""

    ticket: Ticket
    done: Done


def add(unit: Unit, company: DemoCompany) -> tuple[Past, ...]:
    """Write the days that the database has no shifts of; what was written, the oldest first."""
    house = _house(unit)
    calendar = Calendar(company.today, company.now, company.zone)
    found = [done for day in _days(unit, company) for done in of_day(house, day, calendar)]
    if not found:
        return ()
    written = unit.tickets.add([done.ticket for done in found])
    past = tuple(Past(row, done) for row, done in zip(written, found, strict=True))
    unit.steps.add(step for one in past for step in past_lives.steps(one.done.came, one.ticket.id))
    _visits(unit, past)
    _sign(unit, past)
    ids = [ticket.id for ticket in written]
    # What rules would have done to them was done long ago.
    unit.rule_queue.forget(ids)
    settle(unit, ids)
    return past


def _days(unit: Unit, company: DemoCompany) -> Iterator[date]:
    """From the first of the month before up to yesterday."""
    known = {shift.start.astimezone(company.zone).date() for shift in unit.shifts.every().values()}
    day = (company.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    while day < company.today:
        if day not in known:
            yield day
        day += timedelta(days=1)


def _house(unit: Unit) -> House:
    customers = unit.customers.standing()
    clients = {client.customer.external_id: client for client in clientele.clients()}
    sites = [
        site
        for site in unit.sites.every().values()
        if (site.external_id or "").startswith(MARK) and site.customer_id in customers
    ]
    devices = unit.assets.every().values()
    return House(
        engineers=sorted(unit.engineers.active().values(), key=lambda one: one.number),
        sites=by_region(sites),
        clients={
            key: clients[customer.external_id]
            for key, customer in customers.items()
            if customer.external_id in clients
        },
        devices={
            (device.site_id, SKILL_OF[device.category]): device
            for device in devices
            if device.parent_id is None and device.category in SKILL_OF
        },
        queues={queue.code: key for key, queue in unit.queues.all().items()},
        jobs=sources.jobs(),
    )


def _visits(unit: Unit, past: Sequence[Past]) -> None:
    """The shifts of those days and the visits in them."""
    shifts = {
        (stay.shift.engineer_id, stay.shift.start): stay.shift
        for one in past
        if (stay := one.done.stay) is not None
    }
    ids = {(row.engineer_id, row.start): row.id for row in unit.shifts.add(list(shifts.values()))}
    unit.visits.enter(
        [
            PlannedVisit(
                ticket_id=one.ticket.id,
                engineer_id=stay.shift.engineer_id,
                shift_id=ids[stay.shift.engineer_id, stay.shift.start],
                start=stay.start,
                end=stay.end,
                travel_s=stay.travel_s,
                travel_m=stay.travel_m,
            )
            for one in past
            if (stay := one.done.stay) is not None
        ]
    )


def _sign(unit: Unit, past: Sequence[Past]) -> None:
    """Customers confirm after-sales by the link they were sent; at an inspection somebody signs."""
    after = {AFTER_SALES: Status.CONFIRMED, MAINTENANCE: Status.RESOLVED}
    signed = [one.ticket for one in past if one.ticket.type in after][::SIGNED_EVERY]
    steps = unit.steps.of(ticket.id for ticket in signed)
    for number, ticket in enumerate(signed):
        way = Way.LINK if ticket.type == AFTER_SALES else Way.TYPED
        for step in steps.get(ticket.id, ()):
            if step.after is after[ticket.type]:
                name = _SIGNERS[number % len(_SIGNERS)]
                unit.signatures.add(ticket.id, step.id, Signature(name, way))
                break
