"""Field-service days by seed: one city, trades with levels, windows, priorities.

`p8` means eight tickets an engineer, more than nine hours hold; `p5` five, which fit. Everything
that the peers can express is hard, so that all solve the same problem. Nothing here may be tuned
to: acceptance uses other seeds.
"""

import dataclasses
import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dispatch_console.planning.problem import (
    Aim,
    Engineers,
    EngineerSpec,
    GreatCircle,
    Link,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
    Weights,
)

MINUTE, HOUR = 60, 3600
OPENS, CLOSES = 8 * HOUR, 17 * HOUR
WORK = (30 * MINUTE, 45 * MINUTE, 60 * MINUTE, 90 * MINUTE)
WINDOWED = 0.4
REGIONS = 8
CLEARED = 0
"""The region that only engineers with clearance may enter: 1 ticket in `REGIONS`."""

MOST_CLEARED = 2
"""The highest level needed there: those with clearance have it in every skill."""

PRIORITIES = ((8, 1), (4, 2), (2, 4), (1, 3))
"""Weight of P1 to P4, and how many in ten there are of each."""

TRADES: tuple[tuple[dict[str, int], bool], ...] = (
    ({"lift": 3, "hvac": 1}, True),
    ({"lift": 2, "fire": 1}, False),
    ({"hvac": 3}, False),
    ({"hvac": 2, "network": 2}, True),
    ({"network": 3, "fire": 1}, False),
    ({"fire": 3, "lift": 1}, False),
    ({"lift": 1, "hvac": 1, "network": 1, "fire": 2}, True),
    ({"network": 2, "lift": 2}, False),
)
"""Skill levels of the trades that engineers have learnt, and whether they are cleared."""

SKILLS = ("lift", "hvac", "network", "fire")
LEVELS = ((1, 5), (2, 4), (3, 1))
"""Level needed, and how many in ten tickets need it."""

PLAIN = Weights(
    travel_s=1,
    late_s=0,
    promise=0,
    labour=0,
    overtime_s=0,
    load=0,
    region=0,
    same_engineer=0,
    skill_waste=0,
    reassign=0,
    retime=0,
)
"""Travel seconds and what is left undone: all that peers can follow."""

CREW_OF, FOLLOWED = 10, 15
"""One ticket in so many needs two engineers at once, one in so many has work that follows it."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FieldSet:
    """Instances of one size and tightness."""

    tickets: int
    per_engineer: int

    @property
    def name(self) -> str:
        """As in ``field_300_p8``."""
        return f"field_{self.tickets}_p{self.per_engineer}"

    @staticmethod
    def named(name: str) -> "FieldSet | None":
        """The set of that name, whatever its size; None if it is no such name."""
        found = re.fullmatch(r"field_(\d+)_p(\d+)", name)
        return None if found is None else FieldSet(int(found[1]), int(found[2]))

    def problem(self, seed: int) -> Problem:
        """One day with the plain objective: travel seconds + 3,600 × weight left undone."""
        rng = random.Random(f"{self.name}/{seed}")
        engineers = max(1, self.tickets // self.per_engineer)
        centres = [(31.05 + 0.36 * rng.random(), 121.25 + 0.42 * rng.random()) for _ in range(8)]
        regions = [rng.randrange(REGIONS) for _ in range(self.tickets)]
        homes = [1 + rng.randrange(REGIONS - 1) for _ in range(engineers)]
        places = [_near(rng, centres[region]) for region in (*regions, *homes)]
        return Problem(
            places=tuple(places),
            travel={"car": GreatCircle(speed_kmh=28, detour=1.35)},
            tickets=tuple(_ticket(rng, n, region) for n, region in enumerate(regions)),
            shifts=tuple(_shift(n, self.tickets + n) for n in range(engineers)),
            engineers=tuple(_engineer(n, home) for n, home in enumerate(homes)),
            exclusive_regions=frozenset({CLEARED}),
            weights=PLAIN,
        )


def for_vroom(problem: Problem) -> Problem:
    """The same day with VROOM's own aim: most priority, then least travel."""
    return dataclasses.replace(problem, aim=Aim.PRIORITY_THEN_TRAVEL)


def rich(problem: Problem, seed: int, share: float = 1.0) -> Problem:
    """The same day with all the mission's soft terms on, at `share` of their usual weights.

    SLA dues, promised spans, what people were told, engineers who know the customer, past loads.
    A tiny share leaves the plain objective in charge, so that only the model's burden shows.
    """
    rng = random.Random(f"rich/{seed}")
    usual = Weights()
    weights = {
        name: getattr(usual, name) * share
        for name in usual.__dataclass_fields__
        if name not in ("travel_s", "travel_m")
    }
    told = dict(_told(problem))
    return dataclasses.replace(
        problem,
        tickets=tuple(_with_terms(rng, ticket, told.get(ticket.id)) for ticket in problem.tickets),
        engineers=tuple(
            dataclasses.replace(engineer, past_load_s=rng.randrange(6 * HOUR))
            for engineer in problem.engineers
        ),
        weights=Weights(travel_s=1, **weights),
    )


def tied(problem: Problem) -> Problem:
    """The same day with engineers tied together: crews, and work that waits for other work."""
    tickets, links = list(problem.tickets), list[Link]()
    for number, ticket in enumerate(problem.tickets):
        if number % CREW_OF and number % FOLLOWED:
            continue
        crew = number % CREW_OF == 0
        other = dataclasses.replace(ticket, id=1 + len(tickets), skills={}, region=None)
        if not crew:
            other = dataclasses.replace(other, windows=(), service_s=WORK[0])
        tickets.append(other)
        since, apart = (Since.START, Engineers.APART) if crew else (Since.END, Engineers.ANY)
        links.append(
            Link(
                first=ticket.id,
                second=other.id,
                max_gap_s=0 if crew else None,
                since=since,
                engineers=apart,
                together=crew,
            )
        )
    return dataclasses.replace(problem, tickets=tuple(tickets), links=tuple(links))


def _told(problem: Problem) -> Iterator[tuple[int, tuple[int, int]]]:
    """Ticket → shift and start of what people were told: two an engineer, near home."""
    free = {ticket.id: ticket for ticket in problem.tickets}
    skills = {engineer.id: engineer.skills for engineer in problem.engineers}
    for shift in problem.shifts:
        held, home = skills[shift.engineer], problem.places[shift.start_place or 0]
        able = [
            ticket
            for ticket in free.values()
            if ticket.region != CLEARED
            and all(held.get(skill, 0) >= level for skill, level in ticket.skills.items())
        ]
        able.sort(key=lambda ticket: math.dist(problem.places[ticket.place], home))
        for number, ticket in enumerate(able[:2]):
            start = ticket.windows[0][0] if ticket.windows else OPENS + (1 + 4 * number) * HOUR
            yield ticket.id, (shift.id, start)
            del free[ticket.id]


def _with_terms(rng: random.Random, ticket: TicketSpec, told: tuple[int, int] | None) -> TicketSpec:
    due = OPENS + rng.randrange(2, 9) * HOUR
    shift, start = told or (None, None)
    return dataclasses.replace(
        ticket,
        response_due=due,
        resolution_due=due + 3 * HOUR,
        load_s=ticket.service_s,
        promise=None if start is None else (start, start + 2 * HOUR),
        current_shift=shift,
        current_start=start,
        preferred_engineers=frozenset() if shift is None else frozenset({shift}),
    )


def _near(rng: random.Random, centre: Place) -> Place:
    return centre[0] + rng.gauss(0, 0.03), centre[1] + rng.gauss(0, 0.035)


def _ticket(rng: random.Random, number: int, region: int) -> TicketSpec:
    (weight,) = rng.choices(*zip(*PRIORITIES, strict=True))
    (level,) = rng.choices(*zip(*LEVELS, strict=True))
    if region == CLEARED:
        level = min(level, MOST_CLEARED)
    opens = OPENS + rng.randrange(8) * HOUR
    return TicketSpec(
        id=1 + number,
        place=number,
        service_s=rng.choice(WORK),
        windows=((opens, opens + 2 * HOUR),) if rng.random() < WINDOWED else (),
        skills={rng.choice(SKILLS): level},
        region=region,
        priority=weight,
        unserved_cost=HOUR * weight,
    )


def _engineer(number: int, home: int) -> EngineerSpec:
    skills, cleared = TRADES[number % len(TRADES)]
    return EngineerSpec(
        id=1 + number, skills=skills, regions=(home, CLEARED) if cleared else (home,)
    )


def _shift(number: int, home: int) -> ShiftSpec:
    return ShiftSpec(
        id=1 + number,
        engineer=1 + number,
        start_place=home,
        end_place=home,
        start=OPENS,
        end=CLOSES,
    )
