"""The open tickets of the demo company, nobody assigned yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import TypeVar

from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.app.demo.clientele import Client
from dispatch_console.app.demo.sources import MARK, Job, chance
from dispatch_console.domain.customer import Site
from dispatch_console.domain.ids import CustomerId, RegionId, TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Channel, Priority, Status, Ticket

KINDS = {"urgent": 22, "reactive": 206, "planned": 262}
"""How many tickets of each kind of work."""

PRIORITIES = {
    "urgent": ((Priority.P1, 70), (Priority.P2, 30)),
    "reactive": ((Priority.P2, 20), (Priority.P3, 52), (Priority.P4, 28)),
    "planned": ((Priority.P3, 38), (Priority.P4, 62)),
}
AGES_MINUTES = {Priority.P1: 135, Priority.P2: 265, Priority.P3: 520, Priority.P4: 1500}
"""Oldest open calls of each priority: a little beyond the response target, so some are breached."""

PLANNED_AGES_MINUTES = (24 * 60, 9 * 24 * 60)
APPOINTMENTS = {"urgent": 0.0, "reactive": 0.48, "planned": 0.38}
DAY_WEIGHTS = {
    Priority.P1: (1, 0, 0),
    Priority.P2: (1, 0, 0),
    Priority.P3: (5, 3, 2),
    Priority.P4: (3, 4, 3),
}
WINDOW_HOURS = ((2, 50), (3, 30), (4, 20))
WINDOW_STARTS = ((8, 3), (9, 6), (10, 6), (11, 3), (13, 6), (14, 6), (15, 5), (16, 3), (18, 2))
END_OF_WORK = time(18, 0)
LEAST_WINDOW_LEFT = timedelta(minutes=90)

CHANNELS = {
    "urgent": ((Channel.PHONE, 70), (Channel.DEVICE, 30)),
    "reactive": (
        (Channel.PHONE, 34),
        (Channel.WECHAT, 26),
        (Channel.EMAIL, 14),
        (Channel.PORTAL, 10),
        (Channel.QR, 10),
        (Channel.DEVICE, 6),
    ),
    "planned": ((Channel.API, 50), (Channel.IMPORT, 20), (Channel.EMAIL, 15), (Channel.PORTAL, 15)),
}
TOP_FLOORS = {
    "office": 28,
    "hospital": 14,
    "school": 5,
    "mall": 6,
    "hotel": 22,
    "factory": 4,
    "homes": 18,
}
"""By kind of customer, so that no kindergarten has a 24th floor."""

UNPLACED, ON_HOLD, REOPENED = 6, 8, 6
"""Tickets whose place is unknown, that wait for parts, and that came back."""

ISLAND_SKILLS_LEVEL = 3
"""What the island team knows at the least, of everything but medical devices."""

T = TypeVar("T")

FAULTS = ("E1", "E4", "E07", "F12", "F23", "A05", "U4", "P31", "H6")


@dataclass(frozen=True, slots=True)
class Clientele:
    """Who may call: customers, their sites, and the region without ways out."""

    clients: Sequence[Client]
    sites: Sequence[Site]
    island: RegionId


def tickets(jobs: Sequence[Job], clientele: Clientele, calendar: Calendar) -> tuple[Ticket, ...]:
    """The open tickets, oldest first, numbered from 1."""
    rng = chance("tickets")
    clients = {client.customer.id: client for client in clientele.clients}
    found: list[Ticket] = []
    for work, count in KINDS.items():
        for _ in range(count):
            client, site, job = _call(work, jobs, clientele, clients, rng)
            found.append(_ticket(job, client, site, calendar, rng))
            if site.region_id == clientele.island:
                found[-1] = _within_reach(found[-1])
    rng.shuffle(found)
    found = [_odd(ticket, turn, clients) for turn, ticket in enumerate(found)]
    found.sort(key=lambda ticket: ticket.created_at)
    return tuple(
        replace(
            ticket,
            id=TicketId(number),
            number=f"T-{number:05d}",
            external_id=f"{MARK}{calendar.today:%Y%m%d}-T{number:05d}",
        )
        for number, ticket in enumerate(found, 1)
    )


def _call(
    work: str,
    jobs: Sequence[Job],
    clientele: Clientele,
    clients: Mapping[CustomerId, Client],
    rng: Random,
) -> tuple[Client, Site, Job]:
    """Who calls, for which site, and a job that fits both."""
    while True:
        site = rng.choice(clientele.sites)
        assert site.customer_id is not None
        client = clients[site.customer_id]
        fitting = [
            job
            for job in jobs
            if job.work == work
            and client.kind in job.at
            and (job.skill != "medical" or site.region_id != clientele.island)
        ]
        if fitting:
            return client, site, rng.choices(fitting, [job.weight for job in fitting])[0]


def _ticket(job: Job, client: Client, site: Site, calendar: Calendar, rng: Random) -> Ticket:
    priority = drawn(PRIORITIES[job.work], rng)
    words = {
        "n": rng.randrange(2, 9),
        "tag": rng.randrange(101, 899),
        "floor": rng.randint(2, TOP_FLOORS[client.kind]),
        "temp": rng.randrange(31, 39),
        "code": rng.choice(FAULTS),
    }
    title, text = (job.title_en, job.text_en) if client.english else (job.title_zh, job.text_zh)
    if job.work == "planned":
        age = rng.randrange(*PLANNED_AGES_MINUTES)
    else:
        age = rng.randrange(3, AGES_MINUTES[priority])
    created = calendar.now.replace(second=0, microsecond=0) - timedelta(minutes=age)
    minutes = rng.randrange(job.minutes[0], job.minutes[1] + 1, 15)
    window = _window(priority, job.work, calendar, rng)
    response, resolution = _due(job.work, priority, created, window, calendar, rng)
    return Ticket(
        id=TicketId(0),
        number="",
        title=title.format(**words),
        description=text.format(**words),
        priority=priority,
        channel=drawn(CHANNELS[job.work], rng),
        category=job.category,
        customer_id=client.customer.id,
        customer_name=client.customer.name,
        phone=client.customer.phone,
        site_id=site.id,
        address=site.address,
        location=site.location,
        region_id=site.region_id,
        skills=(SkillLevel(job.skill, rng.randint(*job.level)),),
        duration_s=minutes * 60,
        windows=(window,) if window else (),
        created_at=created,
        response_due=response,
        resolution_due=resolution,
    )


def _window(priority: Priority, work: str, calendar: Calendar, rng: Random) -> TimeWindow | None:
    """An appointment on one of the days. All chances are drawn whether there is one or not.

    One that is nearly over moves to the next day.
    """
    wanted = rng.random() < APPOINTMENTS[work]
    day = rng.choices(calendar.days, DAY_WEIGHTS[priority])[0]
    hour, hours = drawn(WINDOW_STARTS, rng), drawn(WINDOW_HOURS, rng)
    if not wanted:
        return None
    start = calendar.minutes(day, hour * 60)
    end = min(start + timedelta(hours=hours), calendar.minutes(day, 20 * 60))
    if end - calendar.now < LEAST_WINDOW_LEFT:
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    return TimeWindow(start, end)


def _due(
    work: str,
    priority: Priority,
    created: datetime,
    window: TimeWindow | None,
    calendar: Calendar,
    rng: Random,
) -> tuple[datetime | None, datetime]:
    """(response due, resolution due): calls by their SLA, planned work by the day agreed.

    An appointment agreed with the customer moves the response deadline to its end.
    """
    last_day = rng.choices(calendar.days, (1, 3, 6))[0]
    response, resolution = deadlines(priority, created)
    if window:
        agreed = max(resolution, window.end + (resolution - response))
        return (max(response, window.end), agreed)
    if work == "planned":
        return (None, calendar.at(last_day, END_OF_WORK))
    return (response, resolution)


def _within_reach(ticket: Ticket) -> Ticket:
    """The ticket at a level that the island team has."""
    skills = tuple(
        SkillLevel(need.code, min(need.level, ISLAND_SKILLS_LEVEL if need.code != "it" else 2))
        for need in ticket.skills
    )
    return replace(ticket, skills=skills)


def _odd(ticket: Ticket, turn: int, clients: Mapping[CustomerId, Client]) -> Ticket:
    """The first of the shuffled tickets are the odd ones out."""
    english = ticket.customer_id is not None and clients[ticket.customer_id].english
    if turn < UNPLACED:
        unknown = "address to be asked for" if english else "地址待确认"
        return replace(ticket, location=None, region_id=None, site_id=None, address=unknown)
    if turn < UNPLACED + ON_HOLD:
        waiting = " Waiting for a spare part." if english else "等待备件。"
        text = ticket.description + waiting
        return replace(ticket, status=Status.ON_HOLD, description=text)
    if turn < UNPLACED + ON_HOLD + REOPENED:
        back = " Came back after the last visit." if english else "上次处理后再次出现。"
        return replace(ticket, status=Status.REOPENED, description=ticket.description + back)
    return ticket


def drawn(options: Sequence[tuple[T, int]], rng: Random) -> T:
    """One of the options by its weight."""
    return rng.choices([value for value, _ in options], [weight for _, weight in options])[0]
