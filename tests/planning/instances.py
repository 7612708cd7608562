"""Seeded planning problems: a field-service set as in life, and small wild ones for properties."""

import random
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from dispatch_console.planning.problem import (
    Aim,
    BreakSpec,
    DepotSpec,
    Engineers,
    EngineerSpec,
    GreatCircle,
    Link,
    Matrices,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
    Weights,
)
from dispatch_console.planning.travel import resolve

HOUR = 3600
DAY = 24 * HOUR
SKILLS = ("lift", "hvac", "network", "fire")
DURATIONS = (30 * 60, 45 * 60, HOUR, 90 * 60, 2 * HOUR)
UNSERVED = {1: 8, 2: 4, 3: 2, 4: 1}
"""Priority → hours that leaving a ticket out costs, as in the published measurements."""


def field_service(
    tickets: int = 400, engineers: int = 60, days: int = 3, regions: int = 6, seed: int = 1
) -> Problem:
    """A city of 40 km: tickets with skills, 40 % with 2-h windows; lunch, an hour of overtime."""
    rng = random.Random(seed)
    centres = [(31.05 + rng.random() * 0.36, 121.25 + rng.random() * 0.42) for _ in range(regions)]
    places = [_near(rng, rng.choice(centres)) for _ in range(tickets)]
    homes = [_near(rng, centres[number % regions]) for number in range(engineers)]
    staff = [_engineer(rng, number, regions) for number in range(engineers)]
    return Problem(
        places=(*places, *homes),
        travel={"car": GreatCircle()},
        tickets=tuple(
            _ticket(rng, number, places[number], centres, days) for number in range(tickets)
        ),
        shifts=tuple(
            _shift(1 + day * engineers + number, number, tickets + number, day)
            for day in range(days)
            for number in range(engineers)
        ),
        engineers=tuple(staff),
        exclusive_regions=frozenset({0}),
    )


def _near(rng: random.Random, centre: tuple[float, float]) -> tuple[float, float]:
    return centre[0] + rng.gauss(0, 0.03), centre[1] + rng.gauss(0, 0.035)


def _engineer(rng: random.Random, number: int, regions: int) -> EngineerSpec:
    known = rng.sample(SKILLS, rng.randint(1, 3))
    return EngineerSpec(
        id=number,
        skills={skill: rng.randint(2, 5) for skill in known},
        regions=(number % regions,),
        past_load_s=rng.randrange(0, 3 * HOUR),
        name=f"E{number}",
    )


def _ticket(
    rng: random.Random,
    number: int,
    place: tuple[float, float],
    centres: list[tuple[float, float]],
    days: int,
) -> TicketSpec:
    priority = rng.choices((1, 2, 3, 4), (1, 2, 4, 3))[0]
    service = rng.choice(DURATIONS)
    day = rng.randrange(days) * DAY
    opens = day + rng.randrange(9, 16) * HOUR
    windowed = rng.random() < 0.4
    due = {1: 4, 2: 12, 3: 30, 4: 72}[priority] * HOUR + 8 * HOUR
    if windowed:
        due = max(due, opens + 2 * HOUR)
    region = min(
        range(len(centres)),
        key=lambda r: (centres[r][0] - place[0]) ** 2 + (centres[r][1] - place[1]) ** 2,
    )
    return TicketSpec(
        id=1 + number,
        place=number,
        service_s=service,
        setup_s=300,
        windows=((opens, opens + 2 * HOUR),) if windowed else (),
        skills={rng.choice(SKILLS): rng.randint(1, 3)},
        region=region,
        priority=5 - priority,
        unserved_cost=HOUR * UNSERVED[priority] * 3,
        response_due=due,
        resolution_due=due + 4 * HOUR,
        load_s=service,
        name=f"T{1 + number}",
    )


def _shift(number: int, engineer: int, home: int, day: int) -> ShiftSpec:
    start = day * DAY + 8 * HOUR
    return ShiftSpec(
        id=number,
        engineer=engineer,
        start_place=home,
        end_place=home,
        start=start,
        end=start + 9 * HOUR,
        overtime_s=HOUR,
        breaks=(BreakSpec(((start + 3 * HOUR, start + 5 * HOUR),), 45 * 60),),
    )


def wild(seed: int, tickets: int = 8, shifts: int = 3, aim: Aim = Aim.FIELD) -> Problem:
    """A small problem with everything: locks, breaks, windows, limits, stability."""
    rng = random.Random(seed)
    base = field_service(tickets, shifts, 1, 2, seed)
    numbers = [shift.id for shift in base.shifts]
    return replace(
        base,
        aim=aim,
        tickets=tuple(_wild_ticket(rng, ticket, numbers) for ticket in base.tickets),
        shifts=tuple(_wild_shift(rng, shift) for shift in base.shifts),
        weights=Weights(travel_m=rng.choice((0.0, 0.01)), load=rng.choice((0.0, 60.0))),
        time_scale=1,
    )


def _wild_ticket(rng: random.Random, ticket: TicketSpec, shifts: list[int]) -> TicketSpec:
    start = 8 * HOUR + rng.randrange(0, 9) * HOUR
    told = rng.random() < 0.4
    return replace(
        ticket,
        place=rng.choice((ticket.place, 0)),
        windows=((start, start + HOUR), (start + 4 * HOUR, start + 5 * HOUR))
        if rng.random() < 0.3
        else ticket.windows,
        demand=(rng.randint(0, 3), rng.randint(0, 2)),
        allowed_shifts=frozenset(rng.choices(shifts, k=2)) if rng.random() < 0.2 else None,
        current_shift=rng.choice([*shifts, 999]) if told else None,
        current_start=rng.choice((None, start)) if told else None,
        lock_shift=rng.choice(shifts) if rng.random() < 0.15 else None,
        lock_start=start if rng.random() < 0.1 else None,
    )


def _wild_shift(rng: random.Random, shift: ShiftSpec) -> ShiftSpec:
    tea = BreakSpec(((shift.start + 6 * HOUR, shift.start + 8 * HOUR),), 15 * 60)
    return replace(
        shift,
        breaks=rng.choice(((), shift.breaks, (*shift.breaks, tea))),
        start_place=rng.choice((shift.start_place, shift.start_place, None)),
        end_place=rng.choice((shift.end_place, shift.end_place, None)),
        max_tickets=rng.choice((None, 3)),
        capacity=rng.choice(((), (6, 5))),
        max_travel_s=rng.choice((None, 3 * HOUR)),
        max_distance_m=rng.choice((None, 60_000)),
        fixed_cost=rng.choice((0, 500)),
        cost_per_km=rng.choice((0, 200)),
        speed_factor=rng.choice((1.0, 1.2)),
    )


FEATURES = ("links", "supplies", "customers", "money", "work", "budget", "holes", "cap")
"""What `random_problem` may add to a wild problem."""

PARTS = ("pump", "filter")
TOOLS = ("ladder", "gauge")
LINKS = (
    Link(first=0, second=0, max_gap_s=0, since=Since.START, engineers=Engineers.APART),
    Link(first=0, second=0),
    Link(first=0, second=0, min_gap_s=HOUR, max_gap_s=4 * HOUR),
    Link(first=0, second=0, min_gap_s=-HOUR, max_gap_s=HOUR, since=Since.START),
    Link(first=0, second=0, engineers=Engineers.SAME),
)
"""One of each kind, its tickets still to be filled in."""


def random_problem(
    seed: int,
    tickets: int = 8,
    shifts: int = 3,
    aim: Aim = Aim.FIELD,
    features: Collection[str] = FEATURES,
) -> Problem:
    """A `wild` problem, some engineers having two shifts, with the features asked for:

    links of each kind, parts and tools with depots, promises and known faces, costs of labour and
    of the worst lateness, limits of work, a change budget, matrices with holes, and a cap on the
    engineers whose day changes.
    """
    rng = random.Random(seed)
    problem = wild(seed, tickets, shifts, aim)
    problem = replace(problem, shifts=tuple(_second_day(rng, problem)))
    dress = {
        "links": _with_links,
        "supplies": _with_supplies,
        "customers": _with_customers,
        "money": _with_money,
        "work": _with_work,
        "budget": _with_budget,
        "holes": _with_holes,
        "cap": _with_cap,
    }
    for feature in FEATURES:
        if feature in features:
            problem = dress[feature](rng, problem)
    return problem


def _second_day(rng: random.Random, problem: Problem) -> list[ShiftSpec]:
    shared = problem.shifts[0].engineer
    return [
        replace(shift, engineer=shared) if rng.random() < 0.3 else shift for shift in problem.shifts
    ]


def _with_links(rng: random.Random, problem: Problem) -> Problem:
    ids = [ticket.id for ticket in problem.tickets]
    links = []
    for _ in range(min(len(ids) - 1, rng.randint(0, 3))):
        first, second = rng.sample(ids, 2)
        together = rng.random() < 0.5
        kind = rng.choice(LINKS)
        links.append(replace(kind, first=first, second=second, together=together))
    return replace(problem, links=tuple(links))


def _with_supplies(rng: random.Random, problem: Problem) -> Problem:
    depots = tuple(
        DepotSpec(
            id=70 + number,
            place=rng.randrange(len(problem.places)),
            service_s=rng.choice((0, 600)),
            stock={part: rng.randint(0, 5) for part in PARTS},
            tools=frozenset(rng.sample(TOOLS, rng.randint(0, 2))),
            name=f"D{number}",
        )
        for number in range(rng.randint(0, 3))
    )
    tickets = tuple(
        replace(
            ticket,
            parts={rng.choice(PARTS): rng.randint(1, 2)} if rng.random() < 0.4 else {},
            tools=frozenset(rng.sample(TOOLS, 1)) if rng.random() < 0.2 else frozenset(),
        )
        for ticket in problem.tickets
    )
    shifts = tuple(
        replace(
            shift,
            stock={part: rng.randint(0, 2) for part in PARTS},
            tools=frozenset(rng.sample(TOOLS, rng.randint(0, 1))),
        )
        for shift in problem.shifts
    )
    return replace(problem, depots=depots, tickets=tickets, shifts=shifts)


def _with_customers(rng: random.Random, problem: Problem) -> Problem:
    staff = [engineer.id for engineer in problem.engineers]
    tickets = tuple(
        replace(
            ticket,
            promise=(start, start + HOUR) if rng.random() < 0.5 else None,
            preferred_engineers=frozenset(rng.sample(staff, 1))
            if rng.random() < 0.5
            else frozenset(),
        )
        for ticket in problem.tickets
        for start in (8 * HOUR + rng.randrange(0, 9) * HOUR,)
    )
    return replace(problem, tickets=tickets)


def _with_money(rng: random.Random, problem: Problem) -> Problem:
    shifts = tuple(
        replace(shift, labour_per_hour=rng.choice((0, 50, 120))) for shift in problem.shifts
    )
    weights = replace(problem.weights, worst_late_s=rng.choice((0.0, 3.0)), labour=2.0)
    return replace(problem, shifts=shifts, weights=weights)


def _with_work(rng: random.Random, problem: Problem) -> Problem:
    shifts = tuple(
        replace(shift, max_work_s=rng.choice((None, 3 * HOUR))) for shift in problem.shifts
    )
    return replace(problem, shifts=shifts)


def _with_budget(rng: random.Random, problem: Problem) -> Problem:
    return replace(problem, max_changes=rng.choice((None, 0, 1, 3)))


def _with_holes(rng: random.Random, problem: Problem) -> Problem:
    times = resolve(problem)
    durations = times.durations["car"].astype(np.float64)
    for _ in range(len(durations)):
        durations[rng.randrange(len(durations)), rng.randrange(len(durations))] = np.nan
    return replace(problem, travel={"car": Matrices(durations, times.distances["car"])})


def _with_cap(rng: random.Random, problem: Problem) -> Problem:
    return replace(problem, max_disturbed=rng.choice((0, 1, 2)))
