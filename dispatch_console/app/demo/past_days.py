"""One day of the company's past: who worked, where they went, and what they did there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from dispatch_console.app.demo import past_lives, requests
from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.app.demo.clientele import Client
from dispatch_console.app.demo.first_plan import travel
from dispatch_console.app.demo.past_lives import Came, Service
from dispatch_console.app.demo.sources import MARK, Job, chance
from dispatch_console.app.demo.staff import shift_on
from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Site
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import QueueId, RegionId, SiteId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel, missing_skills
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import GENERAL, CustomValue, Priority, Status, Ticket
from dispatch_console.domain.workflow_templates import AFTER_SALES, FACILITY, IT, MAINTENANCE
from dispatch_console.services.travel.hours import pace

VISITS = (34, 31, 32, 30, 35, 17, 10)
"""Visits of a day, from Monday on; some more or less."""

EACH = 5
"""Visits that an engineer is down for."""

PLANNED_AHEAD_MINUTES = (2 * 24 * 60, 20 * 24 * 60)
"""How long before its visit planned work is entered: so tickets are open at any time."""

UNSERVED = 3
"""One call of so many times the working engineers is called off or solved on the phone."""

SLOW = {"North 北区": 1.75, "West 西区": 1.6}
"""Teams that are often late: the most a call waits, in targets of its priority."""

USUAL_WAIT = 1.4

WAYS = (
    (past_lives.served, 80),
    (past_lives.held, 8),
    (past_lives.reopened, 12),
)
WORK = (("urgent", 6), ("reactive", 52), ("planned", 42))
TYPES = {"it": IT, "inspection": MAINTENANCE, "facility": FACILITY}
"""The ticket type of a job's category; every other repair of a device is after-sales."""

DONE = ("更换损坏件，试运行正常", "Part replaced, tested for an hour", "清洁并紧固，恢复正常")
MODELS = ("VRV-X7", "ELENESSA-1050", "iR 2645", "S5735-L48")


@dataclass(frozen=True, slots=True)
class House:
    """What the company has, with the database's ids."""

    engineers: Sequence[Engineer]
    sites: Mapping[RegionId | None, Sequence[Site]]
    clients: Mapping[int | None, Client]
    """By the customer's id."""
    devices: Mapping[tuple[SiteId | None, str], Asset]
    """By site and the skill they take."""
    queues: Mapping[str, QueueId]
    jobs: Sequence[Job]


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit that took place: in which of the day's shifts, and the way there."""

    shift: Shift
    start: datetime
    end: datetime
    travel_s: int
    travel_m: int


@dataclass(frozen=True, slots=True)
class Done:
    """A ticket of the past, what it came through, and the visit at which it was solved."""

    ticket: Ticket
    came: tuple[Came, ...]
    stay: Stay | None = None


@dataclass(slots=True)
class Day:
    """The work of one day, as it is made."""

    house: House
    calendar: Calendar
    """`now` is the moment at which the demo is opened."""
    rng: Random
    found: list[Done] = field(default_factory=list)

    def work(self) -> None:
        """All of it: routes, and calls for which nobody went out."""
        day = self.calendar.today
        count = VISITS[day.weekday()] + self.rng.randrange(-3, 5)
        crew = self.rng.sample(list(self.house.engineers), ceil(count / EACH))
        for person in crew:
            shift = shift_on(person, day, self.calendar)
            if shift is not None:
                self._route(person, shift)
        for person in crew[::UNSERVED]:
            self._unserved(person)

    def _route(self, person: Engineer, shift: Shift) -> None:
        at = shift.start + timedelta(minutes=self.rng.randrange(5, 35))
        here, speed = person.home, pace(shift.start, shift.end, self.calendar.zone)
        pause = shift.breaks[0] if shift.breaks else None
        while True:
            if pause is not None and at >= pause.earliest:
                at, pause = at + timedelta(seconds=pause.duration_s), None
            job, site = self._call(person, here)
            if job is None or site is None or site.location is None:
                return
            seconds, metres = travel(here, site.location, speed)
            start = at + timedelta(seconds=seconds)
            work = self.rng.randrange(job.minutes[0], job.minutes[1] + 1, 5)
            end = start + timedelta(minutes=round(work * self.rng.uniform(0.8, 1.35)))
            if start > shift.end - timedelta(minutes=50) or end > shift.end + timedelta(hours=1):
                return
            stay = Stay(shift, start, end, seconds, metres)
            self._serve(person, job, site, stay)
            at = end + timedelta(minutes=self.rng.randrange(3, 14))
            here = site.location

    def _call(self, person: Engineer, here: Location) -> tuple[Job | None, Site | None]:
        """What the engineer does next: something within reach that they can do."""
        near = [site for region in person.regions for site in self.house.sites.get(region, ())]
        if not near:
            return None, None
        some = self.rng.sample(near, min(4, len(near)))
        site = min(some, key=lambda one: _away(here, one.location))
        work = self.rng.choices([name for name, _ in WORK], [share for _, share in WORK])[0]
        return self._job(person, site, work), site

    def _job(self, person: Engineer, site: Site, work: str) -> Job | None:
        kind = self.house.clients[site.customer_id].kind
        able = [
            job
            for job in self.house.jobs
            if kind in job.at
            and not missing_skills((SkillLevel(job.skill, job.level[0]),), person.skills)
        ]
        fitting = [job for job in able if job.work == work] or able
        if not fitting:
            return None
        return self.rng.choices(fitting, [job.weight for job in fitting])[0]

    def _serve(self, person: Engineer, job: Job, site: Site, stay: Stay) -> None:
        priority = requests.drawn(requests.PRIORITIES[job.work], self.rng)
        way = requests.drawn(WAYS, self.rng)
        leaves = stay.start - timedelta(seconds=stay.travel_s)
        wait = self._wait(person, job, priority)
        if way is not past_lives.served:
            wait += timedelta(hours=self.rng.randrange(20, 90))
        created = leaves - wait
        visit = Service(leaves, stay.start, stay.end, person.name)
        came = way(created, visit, self.rng)
        ticket = self._ticket(job, site, priority, created)
        if job.work == "planned":
            late = self.rng.random() < 0.07
            agreed = self.calendar.at(
                self.calendar.today - timedelta(days=late), requests.END_OF_WORK
            )
            ticket = replace(ticket, resolution_due=agreed)
        self._keep(ticket, came, stay)

    def _wait(self, person: Engineer, job: Job, priority: Priority) -> timedelta:
        """How long ago the call came in that somebody leaves for."""
        if job.work == "planned":
            return timedelta(minutes=self.rng.randrange(*PLANNED_AHEAD_MINUTES))
        response, _ = deadlines(priority, self.calendar.now)
        most = SLOW.get(person.team, USUAL_WAIT) * (response - self.calendar.now)
        return max(timedelta(minutes=12), most * self.rng.betavariate(2, 3))

    def _unserved(self, person: Engineer) -> None:
        job, site = self._call(person, person.home)
        if job is None or site is None:
            return
        priority = requests.drawn(requests.PRIORITIES[job.work], self.rng)
        created = self.calendar.at(self.calendar.today, time(8)) + timedelta(
            minutes=self.rng.randrange(600)
        )
        ticket = self._ticket(job, site, priority, created)
        came = (
            past_lives.remote(created, "li.wei", self.rng)
            if ticket.type == IT
            else past_lives.cancelled(created, self.rng)
        )
        self._keep(ticket, came, None)

    def _keep(self, ticket: Ticket, came: Sequence[Came], stay: Stay | None) -> None:
        whole = past_lives.settled(came, self.rng, archived=ticket.type == GENERAL)
        over = past_lives.until(whole, self.calendar.now)
        number = f"{self.calendar.today:%y%m%d}-{len(self.found) + 1:02d}"
        named = replace(
            ticket, number=f"H{number}", external_id=f"{MARK}H{number}", status=over[-1].status
        )
        self.found.append(Done(named, tuple(over), stay))

    def _ticket(self, job: Job, site: Site, priority: Priority, created: datetime) -> Ticket:
        rng, client = self.rng, self.house.clients[site.customer_id]
        words = {
            "n": rng.randrange(2, 9),
            "tag": rng.randrange(101, 899),
            "floor": rng.randint(2, requests.TOP_FLOORS[client.kind]),
            "temp": rng.randrange(31, 39),
            "code": rng.choice(requests.FAULTS),
        }
        english = client.english
        title, text = (job.title_en, job.text_en) if english else (job.title_zh, job.text_zh)
        device = self.house.devices.get((site.id, job.skill))
        type_ = TYPES.get(job.category, "")
        if not type_:
            sold = job.category == "repair" and (device is not None or rng.random() < 0.25)
            type_ = AFTER_SALES if sold else GENERAL
        return Ticket(
            id=TicketId(0),
            number="",
            title=title.format(**words),
            description=text.format(**words),
            status=Status.CLOSED,
            priority=priority,
            channel=requests.drawn(requests.CHANNELS[job.work], rng),
            category=job.category,
            customer_id=site.customer_id,
            customer_name=client.customer.name,
            phone=client.customer.phone,
            site_id=site.id,
            address=site.address,
            location=site.location,
            region_id=site.region_id,
            skills=(SkillLevel(job.skill, job.level[0]),),
            duration_s=job.minutes[0] * 60,
            created_at=created,
            type=type_,
            custom=tuple(sorted(_custom(type_, job, device, words["floor"], rng).items())),
            asset_id=None if device is None else device.id,
            queue_id=self.house.queues["it" if type_ == IT else "care"],
        )


def of_day(house: House, day: date, calendar: Calendar) -> tuple[Done, ...]:
    """The work of that day, the same whenever the demo is opened, as far as it had got by
    `calendar`'s moment."""
    made = Day(house, replace(calendar, today=day), chance(f"past {day}"))
    made.work()
    return tuple(made.found)


def by_region(sites: Sequence[Site]) -> dict[RegionId | None, list[Site]]:
    """The sites that lie in a region."""
    found: defaultdict[RegionId | None, list[Site]] = defaultdict(list)
    for site in sites:
        found[site.region_id].append(site)
    return dict(found)


def _custom(
    type_: str, job: Job, device: Asset | None, floor: int, rng: Random
) -> dict[str, CustomValue]:
    """What a workflow of that type asks for before it lets a ticket end."""
    done: dict[str, CustomValue] = {"resolution": rng.choice(DONE)}
    if type_ == IT:
        system = "network" if job.skill == "network" else rng.choice(("mail", "erp", "workplace"))
        return done | {"system": system, "computer": f"PC-{rng.randrange(100, 999)}"}
    if type_ == AFTER_SALES:
        fault = requests.drawn((("wear", 60), ("defect", 18), ("misuse", 14), ("none", 8)), rng)
        model = rng.choice(MODELS) if device is None else device.model
        return done | {"fault": fault, "model": model}
    if type_ == MAINTENANCE:
        return done | {
            "plan_kind": requests.drawn((("monthly", 6), ("quarterly", 3), ("yearly", 1)), rng),
            "finding": requests.drawn((("good", 78), ("watch", 15), ("repair", 7)), rng),
            "meter": str(rng.randrange(1200, 58_000)),
        }
    return done | {"floor": str(floor)} if type_ == FACILITY else {}


def _away(here: Location, there: Location | None) -> float:
    return 9.0 if there is None else abs(here.lat - there.lat) + abs(here.lon - there.lon)
