"""Domain objects for tests: say what matters, the rest has defaults. Seeded, never random."""

import random
from datetime import UTC, datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Break, Engineer, Shift
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId, VisitId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill, SkillLevel
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Lock, Priority, Status, Ticket, Visit

DAY = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday, midnight UTC; working hours below are 00:00-10:00 UTC, 08:00-18:00 in Shanghai."""

NOW = DAY + timedelta(hours=1)

SKILLS = {
    "lift": Skill("lift", "Lifts", "电梯"),
    "hvac": Skill("hvac", "Air conditioning", "空调"),
    "network": Skill("network", "Networks", "网络"),
}

TITLES = (
    "Lift stops between floors",
    "空调不制冷，室内机报 E4 故障",
    "No network on the third floor",
    "电梯门反复开关，乘客被困后已放出",
    "Thermostat shows wrong temperature",
    "交换机离线",
)


def make_region(number: int = 1, *, exclusive: bool = False) -> Region:
    """A square of 0.1 degrees; regions lie side by side, west to east."""
    west, south = 121.3 + 0.1 * (number - 1), 31.1
    ring = (
        (west, south),
        (west + 0.1, south),
        (west + 0.1, south + 0.1),
        (west, south + 0.1),
        (west, south),
    )
    return Region(
        id=RegionId(number),
        code=f"R{number}",
        name_en=f"Region {number}",
        name_zh=f"第{number}区",
        rings=(ring,),
        centre=Location(south + 0.05, west + 0.05),
        exclusive=exclusive,
    )


def make_engineer(number: int = 1, **fields: object) -> Engineer:
    """An engineer of region 1 with every skill at level 3, unless said otherwise."""
    given: dict[str, object] = {
        "id": EngineerId(number),
        "number": f"E{number:03d}",
        "name": ("李伟", "Anna Berg", "王芳", "Tom Hill", "张敏")[number % 5] + f" {number}",
        "home": Location(31.15, 121.35),
        "skills": tuple(SkillLevel(code, 3) for code in SKILLS),
        "regions": (RegionId(1),),
        "team": "North",
    }
    return Engineer(**(given | fields))  # pyright: ignore[reportArgumentType]


def make_shift(number: int = 1, engineer: int = 1, day: int = 0, **fields: object) -> Shift:
    """00:30-09:30 UTC (08:30-17:30 in Shanghai), lunch of 45 min, an hour of overtime."""
    start = DAY + timedelta(days=day, minutes=30)
    given: dict[str, object] = {
        "id": ShiftId(number),
        "engineer_id": EngineerId(engineer),
        "start": start,
        "end": start + timedelta(hours=9),
        "overtime_s": 3600,
        "breaks": (Break(start + timedelta(hours=3), start + timedelta(hours=5), 2700),),
    }
    return Shift(**(given | fields))  # pyright: ignore[reportArgumentType]


def make_ticket(number: int = 1, **fields: object) -> Ticket:
    """An unassigned P3 lift ticket of an hour in region 1, created at midnight."""
    priority = fields.get("priority", Priority.P3)
    created = fields.get("created_at", DAY)
    assert isinstance(priority, Priority)
    assert isinstance(created, datetime)
    response, resolution = deadlines(priority, created)
    given: dict[str, object] = {
        "id": TicketId(number),
        "number": f"T-{number:05d}",
        "title": TITLES[number % len(TITLES)],
        "created_at": created,
        "category": "repair",
        "customer_name": f"Customer {number}",
        "address": f"{number} Example Road",
        "location": Location(31.12, 121.32),
        "region_id": RegionId(1),
        "skills": (SkillLevel("lift", 2),),
        "response_due": response,
        "resolution_due": resolution,
    }
    return Ticket(**(given | fields))  # pyright: ignore[reportArgumentType]


def make_visit(ticket: int, engineer: int, shift: int, start: datetime, minutes: int) -> Visit:
    """A visit numbered as its ticket, after half an hour of travel."""
    return Visit(
        id=VisitId(ticket),
        ticket_id=TicketId(ticket),
        engineer_id=EngineerId(engineer),
        shift_id=ShiftId(shift),
        start=start,
        end=start + timedelta(minutes=minutes),
        travel_s=1800,
        travel_m=12000,
    )


def make_board(tickets: int = 60, engineers: int = 12, regions: int = 3, seed: int = 7) -> Board:
    """A day's board: two tickets in three assigned one after the other, the rest unassigned."""
    rng = random.Random(seed)
    areas = {RegionId(n): make_region(n) for n in range(1, regions + 1)}
    staff: dict[EngineerId, Engineer] = {}
    shifts: dict[ShiftId, Shift] = {}
    for number in range(1, engineers + 1):
        area = 1 + number % regions
        home = Location(31.1 + rng.random() * 0.1, 121.2 + 0.1 * area + rng.random() * 0.1)
        staff[EngineerId(number)] = make_engineer(number, home=home, regions=(RegionId(area),))
        shifts[ShiftId(number)] = make_shift(number, number)
    free = {number: shifts[ShiftId(number)].start for number in range(1, engineers + 1)}
    found: dict[TicketId, Ticket] = {}
    for number in range(1, tickets + 1):
        area = 1 + rng.randrange(regions)
        priority = rng.choice(list(Priority))
        created = DAY - timedelta(hours=rng.randrange(0, 20))
        minutes = rng.choice((30, 45, 60, 90))
        visit, status = None, Status.NEW
        who = 1 + rng.randrange(engineers)
        begin = free[who] + timedelta(minutes=30)
        if number % 3 and begin + timedelta(minutes=minutes) <= shifts[ShiftId(who)].end:
            visit = make_visit(number, who, who, begin, minutes)
            status = rng.choice((Status.ASSIGNED, Status.ASSIGNED, Status.ACCEPTED))
            free[who] = visit.end
        start = DAY + timedelta(hours=rng.randrange(1, 7))
        found[TicketId(number)] = make_ticket(
            number,
            priority=priority,
            created_at=created,
            status=status,
            visit=visit,
            lock=rng.choice((Lock.NONE, Lock.NONE, Lock.NONE, Lock.ENGINEER, Lock.ALL)),
            duration_s=minutes * 60,
            region_id=RegionId(area),
            skills=(SkillLevel(rng.choice(list(SKILLS)), rng.randint(1, 3)),),
            windows=(TimeWindow(start, start + timedelta(hours=2)),) if number % 5 < 2 else (),
            location=Location(31.1 + rng.random() * 0.1, 121.2 + 0.1 * area + rng.random() * 0.1),
        )
    return Board(
        read_at=NOW,
        tickets=found,
        engineers=staff,
        shifts=shifts,
        regions=areas,
        skills=SKILLS,
        cursor="0",
    )
