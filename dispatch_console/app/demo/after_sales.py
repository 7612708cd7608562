"""What is behind the demo company: tickets of the last weeks, their costs, parts and surveys."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from dispatch_console.app.demo.company import DemoCompany
from dispatch_console.app.demo.devices import SKILL_OF
from dispatch_console.app.demo.sources import MARK, SEED
from dispatch_console.domain.asset import Asset
from dispatch_console.domain.cost import Rate, RateKind
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import CostEntryId, RateId, ShiftId, SurveyId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.stock import MoveKind, PlaceKind
from dispatch_console.domain.survey import Survey
from dispatch_console.domain.ticket import Channel, Lock, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import lines, post
from dispatch_console.storage.repositories.costs import CostEntry
from dispatch_console.storage.unit_of_work import Unit

TICKETS = 36
ANSWERED = 30

_SAID = (
    (5, 10, "师傅很专业，讲解也清楚，谢谢。"),
    (5, 9, "On time and friendly."),
    (4, 8, ""),
    (4, 9, "当天就修好了，很满意。"),
    (3, 7, "等配件等了三天，希望能快一些。"),
    (5, 10, ""),
    (2, 3, "第二次上门才解决，耽误了营业。"),
    (4, 7, "Good work, but nobody called before arriving."),
    (5, None, "态度好。"),
    (1, 0, "The lift stopped again the next morning."),
)
"""CSAT, NPS and comment, in turn."""

_PARTS = {"lift": "LF-1003", "hvac": "AC-2005", "network": "NW-3005", "printer": "PC-4005"}
"""What is often used for a device of a category."""

_OUTSIDE = ("沪申起重设备租赁", "Pudong Crane Hire", "久力管道疏通")


@dataclass(frozen=True, slots=True)
class _Past:
    """A ticket of the past, about which device, and who was there when."""

    ticket: Ticket
    asset: Asset | None
    shift: Shift
    start: datetime
    minutes: int


def add(ctx: Context, company: DemoCompany) -> None:
    """Write them once; where there are rates already, nothing is written."""

    def work(unit: Unit) -> list[_Past] | None:
        if unit.rates.every():
            return None
        unit.rates.add(_rates(company))
        return _tickets(unit, company)

    past = ctx.database.run(work, user=ctx.user, what="demo.past")[0]
    for number, one in enumerate(past or ()):
        _serve(ctx, number, one)


def _rates(company: DemoCompany) -> list[Rate]:
    since = company.today - timedelta(days=365)
    money = (
        (RateKind.LABOUR, "85", "240"),
        (RateKind.TRAVEL_TIME, "60", "120"),
        (RateKind.TRAVEL_DISTANCE, "0.9", "2"),
    )
    return [
        Rate(
            id=RateId(0),
            kind=kind,
            cost=Decimal(cost),
            price=Decimal(price),
            overtime=Decimal("1.5"),
            since=since,
        )
        for kind, cost, price in money
    ]


def _tickets(unit: Unit, company: DemoCompany) -> list[_Past]:
    chance = random.Random(SEED + 17)
    staff = sorted(unit.engineers.active().values(), key=lambda one: one.number)
    named = [c for c in unit.customers.every().values() if (c.external_id or "").startswith(MARK)]
    jobs = [ticket for ticket in company.tickets if ticket.crew_size == 1]
    midnight = company.now - timedelta(hours=company.now.hour, minutes=company.now.minute)
    devices = list(unit.assets.of(customer.id for customer in named).values())
    tickets: list[Ticket] = []
    about: list[Asset | None] = []
    turns: list[tuple[Engineer, datetime, int]] = []
    for number in range(TICKETS):
        who, customer = staff[number * 5 % len(staff)], named[number * 3 % len(named)]
        own = [asset for asset in devices if asset.customer_id == customer.id]
        asset = own[number % len(own)] if own else None
        about.append(asset)
        start = midnight - timedelta(days=3 + 2 * number, hours=-(3 + number % 6))
        tickets.append(_ticket(_job(jobs, number, asset), number, who, customer, asset, start))
        turns.append((who, start, chance.choice((45, 60, 90, 120))))
    written = unit.tickets.upsert(tickets).rows
    shifts = unit.shifts.upsert([_shift(who, start) for who, start, _ in turns]).rows
    return [
        _Past(ticket, asset, shift, start, minutes)
        for ticket, asset, shift, (_, start, minutes) in zip(
            written, about, shifts, turns, strict=True
        )
    ]


def _job(jobs: Sequence[Ticket], number: int, asset: Asset | None) -> Ticket:
    """One that such a device gives rise to, if there is any."""
    code = "" if asset is None else SKILL_OF.get(asset.category, "")
    fitting = [job for job in jobs if any(need.code == code for need in job.skills)] or jobs
    return fitting[number * 7 % len(fitting)]


def _ticket(
    job: Ticket,
    number: int,
    who: Engineer,
    customer: Customer,
    asset: Asset | None,
    start: datetime,
) -> Ticket:
    return replace(
        job,
        id=TicketId(0),
        number="",
        external_id=f"{MARK}PAST-{number:03d}",
        status=Status.NEW,
        lock=Lock.NONE,
        channel=Channel.PHONE,
        customer_id=customer.id,
        customer_name=customer.name,
        asset_id=None if asset is None else asset.id,
        site_id=None,
        region_id=who.regions[0] if who.regions else None,
        location=who.home,
        windows=(),
        after=(),
        visit=None,
        created_at=start - timedelta(days=1),
        response_due=None,
        resolution_due=None,
    )


def _shift(who: Engineer, start: datetime) -> Shift:
    first = start.replace(hour=1, minute=0, second=0)
    return Shift(id=ShiftId(0), engineer_id=who.id, start=first, end=first + timedelta(hours=8))


def _serve(ctx: Context, number: int, one: _Past) -> None:
    end = one.start + timedelta(minutes=one.minutes)

    def work(unit: Unit) -> None:
        visit = PlannedVisit(
            ticket_id=one.ticket.id,
            engineer_id=one.shift.engineer_id,
            shift_id=one.shift.id,
            start=one.start,
            end=end,
            travel_s=900 + 60 * number,
            travel_m=6000 + 450 * number,
        )
        unit.visits.replace([visit])
        for status in (Status.RESOLVED, Status.CLOSED):
            unit.tickets.set_status({one.ticket.id: status})
        if number % 2 and one.asset is not None:
            _use_parts(ctx, unit, one)
        unit.surveys.start([_survey(one.ticket, number, end)])
        if number % 9 == 4:
            unit.cost_entries.add([_outside(one.ticket, number, end)])

    ctx.database.run(work, user=ctx.user, at=end)


def _use_parts(ctx: Context, unit: Unit, one: _Past) -> None:
    """Two of what such a device often needs: out of the warehouse into the van, and used."""
    assert one.asset is not None
    number = _PARTS.get(one.asset.category)
    part = next((p for p in unit.parts.every().values() if p.number == number), None)
    places = unit.places.every().values()
    main = next((place for place in places if place.code == "SH-MAIN"), None)
    van = next((p for p in places if p.engineer_id == one.shift.engineer_id), None)
    if part is None or main is None or van is None:
        return
    used = unit.places.of_kind(PlaceKind.USED).id
    out = lines(part, Decimal(2), (), main.id, van.id)
    post(ctx, unit, MoveKind.HAND_OUT, out, ticket=one.ticket.id)
    gone = lines(part, Decimal(2), (), van.id, used)
    post(ctx, unit, MoveKind.USE, gone, ticket=one.ticket.id)


def _survey(ticket: Ticket, number: int, end: datetime) -> Survey:
    csat, nps, words = _SAID[number % len(_SAID)]
    said = number < ANSWERED
    return Survey(
        id=SurveyId(0),
        ticket_id=ticket.id,
        person=f"demo:{number}",
        medium=Medium.CONSOLE,
        address="role:dispatcher",
        created_at=end,
        asked_at=end,
        expires_at=end + timedelta(days=14),
        answered_at=end + timedelta(hours=20) if said else None,
        csat=csat if said else None,
        nps=nps if said else None,
        words=words if said else "",
    )


def _outside(ticket: Ticket, number: int, end: datetime) -> CostEntry:
    return CostEntry(
        id=CostEntryId(0),
        ticket_id=ticket.id,
        what=_OUTSIDE[number % len(_OUTSIDE)],
        document=f"INV-{number:04d}",
        on=end.date(),
        cost=Decimal(400 + 50 * number),
        price=Decimal(500 + 60 * number),
        currency="CNY",
    )
