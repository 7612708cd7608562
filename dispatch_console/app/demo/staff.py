"""Engineers of the demo company and their shifts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.app.demo.sources import MARK, Place, Team, chance, read
from dispatch_console.domain.engineer import Break, Engineer, Shift
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId
from dispatch_console.domain.skill import SkillLevel

ISLAND_TEAM, ISLAND_PROFILE = "Chongming 崇明", "island"
WESTERN_EVERY = 7
NEIGHBOURS = 2
REGIONS_OF_A_TEAM = 4


Profile = Mapping[str, list[int]]
"""Skill code -> lowest and highest level."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of working day in minutes after midnight; `pause` is earliest, latest, length."""

    start: int
    end: int
    pause: tuple[int, int, int] | None
    overtime: int
    max_tickets: int | None = None


EARLY = Pattern(7 * 60, 15 * 60 + 30, (11 * 60, 12 * 60 + 30, 40), 60)
DAY = Pattern(8 * 60 + 30, 17 * 60 + 30, (11 * 60 + 30, 13 * 60, 45), 60)
LATE = Pattern(12 * 60, 20 * 60 + 30, (16 * 60 + 30, 18 * 60, 40), 30)
HALF = Pattern(9 * 60, 13 * 60, None, 0, 3)

PATTERNS = (EARLY, DAY, DAY, LATE, DAY, EARLY, DAY, HALF, LATE, DAY)
"""Patterns by the engineer's turn; each keeps his own."""


def engineers(
    teams: Sequence[Team], places: Sequence[Place], regions: Mapping[str, RegionId]
) -> tuple[Engineer, ...]:
    """Everybody, numbered from 1, team by team."""
    rng = chance("staff")
    names = _names(rng, sum(team.engineers for team in teams))
    found: list[Engineer] = []
    profiles = _dealt(rng)
    island = next(p["skills"] for p in read("profiles.json") if p["name"] == ISLAND_PROFILE)
    for team in teams:
        on_island = team.team == ISLAND_TEAM
        for turn in range(team.engineers):
            number = len(found) + 1
            profile = island if on_island else next(profiles)
            home = _home(team, turn, places, rng)
            found.append(
                Engineer(
                    id=EngineerId(number),
                    number=f"E{number:03d}",
                    external_id=f"{MARK}E{number:03d}",
                    name=names[number - 1],
                    home=home.location,
                    skills=_skills(profile, rng, island=on_island),
                    regions=tuple(regions[code] for code in _served(team, home.district, rng)),
                    team=team.team,
                    # No Shanghai number begins with 0: nobody can be rung up by mistake.
                    phone=f"021-0{rng.randrange(100, 1000)}-{rng.randrange(10000):04d}",
                    email=f"e{number:03d}@example.com" if number % 9 else "",
                    wecom=f"demo-e{number:03d}" if number % 3 else "",
                )
            )
    return tuple(found)


def shifts(people: Sequence[Engineer], calendar: Calendar) -> tuple[Shift, ...]:
    """Shifts of all days, five days on and two off, each engineer in his own turn."""
    found: list[Shift] = []
    for offset, day in enumerate(calendar.shift_days, -len(calendar.shift_days)):
        for person in people:
            if (person.id * 3 + offset) % 7 > 1:
                pattern = PATTERNS[person.id % len(PATTERNS)]
                found.append(_shift(len(found) + 1, person.id, pattern, day, calendar))
    return tuple(found)


def shift_on(person: Engineer, day: date, calendar: Calendar) -> Shift | None:
    """The engineer's turn on a day of the past; None for one who works half days alone."""
    pattern = PATTERNS[int(person.number[1:]) % len(PATTERNS)]
    return None if pattern is HALF else _shift(0, person.id, pattern, day, calendar)


def _shift(
    number: int, engineer: EngineerId, pattern: Pattern, day: date, calendar: Calendar
) -> Shift:
    breaks: tuple[Break, ...] = ()
    if pattern.pause:
        earliest, latest, minutes = pattern.pause
        breaks = (
            Break(calendar.minutes(day, earliest), calendar.minutes(day, latest), minutes * 60),
        )
    return Shift(
        id=ShiftId(number),
        engineer_id=engineer,
        start=calendar.minutes(day, pattern.start),
        end=calendar.minutes(day, pattern.end),
        overtime_s=pattern.overtime * 60,
        breaks=breaks,
        max_tickets=pattern.max_tickets,
    )


def _names(rng: Random, count: int) -> list[str]:
    """As many different names, every seventh from abroad as long as there are such."""
    lists = read("names.json")
    western = iter(lists["western"])
    names: dict[str, None] = {}
    while len(names) < count:
        foreign = next(western, None) if len(names) % WESTERN_EVERY == WESTERN_EVERY - 1 else None
        names[foreign or rng.choice(lists["surnames"]) + rng.choice(lists["given"])] = None
    return list(names)


def _dealt(rng: Random) -> Iterator[Profile]:
    """The skill profiles of the company, again and again, each time in another order."""
    deck = [p["skills"] for p in read("profiles.json") for _ in range(p["share"])]
    while True:
        rng.shuffle(deck)
        yield from deck


def _skills(profile: Profile, rng: Random, *, island: bool) -> tuple[SkillLevel, ...]:
    """Levels drawn from the profile; islanders know a lot, but none of them everything."""
    unknown = rng.sample(list(profile), 2) if island else ()
    return tuple(
        SkillLevel(code, rng.randint(low, high))
        for code, (low, high) in profile.items()
        if code not in unknown
    )


def _home(team: Team, turn: int, places: Sequence[Place], rng: Random) -> Place:
    """A place in one of the team's regions, taken in turn."""
    district = team.regions[turn % len(team.regions)]
    return rng.choice([place for place in places if place.district == district])


def _served(team: Team, home: str, rng: Random) -> tuple[str, ...]:
    """The region of the home first, then others of the team, then some beside them."""
    others = [code for code in team.regions if code != home]
    others = rng.sample(others, min(len(others), REGIONS_OF_A_TEAM - 1))
    return (home, *others, *rng.sample(team.near, NEIGHBOURS))
