"""Engineers, their shifts and the visits of a day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.region import Region
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Reader
from dispatch_console.gateway.api.fields import Day, Line, Place, Told
from dispatch_console.gateway.api.lookups import engineer_of
from dispatch_console.gateway.api.ticket_forms import EngineerNamed, SkillNeeded

router = APIRouter(tags=["engineers"])


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("zone") from error
    return name


Zone = Annotated[
    str,
    AfterValidator(_known_zone),
    Query(max_length=60, description="Whose midnight the day begins at, by its IANA name"),
]
Whose = Annotated[Line | None, Query(description="The number of one engineer")]


class EngineerTold(Told):
    """Somebody who does the work."""

    number: str
    name: str
    external_id: str | None
    team: str
    phone: str
    email: str
    skills: list[SkillNeeded]
    regions: list[str] = Field(description="Codes of the regions they work in")
    active: bool = Field(description="Whether they work here now")


class Engineers(Told):
    """Those who work here, in order of number."""

    engineers: list[EngineerTold]


class BreakTold(Told):
    """A pause that begins between `earliest` and `latest`."""

    earliest: datetime
    latest: datetime
    duration_s: int


class ShiftTold(Told):
    """An engineer's working time on one day, as far as it is worked."""

    engineer: EngineerNamed
    start: datetime
    end: datetime
    overtime_s: int
    breaks: list[BreakTold]


class Shifts(Told):
    """The shifts that begin on a day, in order of time."""

    day: date
    zone: str
    shifts: list[ShiftTold]


class DayVisit(Told):
    """Who goes where when; the travel is the leg before it."""

    ticket: str = Field(description="The ticket's number")
    title: str
    status: Status
    priority: int
    engineer: EngineerNamed
    start: datetime
    end: datetime
    travel_s: int
    travel_m: int
    customer_name: str
    address: str
    location: Place | None


class Visits(Told):
    """The visits that begin on a day, in order of time."""

    day: date
    zone: str
    visits: list[DayVisit]


@router.get("/engineers", summary="Engineers")
def engineers(caller: Reader) -> Engineers:
    """Those who work here now."""
    with caller.context.database.snapshot() as snap:
        found, regions = snap.engineers.active().values(), snap.regions.all()
    return Engineers(
        engineers=[_told(one, regions) for one in sorted(found, key=lambda one: one.number)]
    )


@router.get("/engineers/{number}", summary="One engineer")
def engineer(caller: Reader, number: str) -> EngineerTold:
    """Whether they work here now or did once."""
    with caller.context.database.snapshot() as snap:
        found = snap.engineers.find([number], "number").get(number)
        if found is None:
            raise MissingError("api.engineer", number=number)
        return _told(found, snap.regions.get(found.regions))


@router.get("/shifts", summary="Shifts of a day")
def shifts(
    caller: Reader, day: Day, zone: Zone = "Asia/Shanghai", engineer: Whose = None
) -> Shifts:
    """Of all engineers, or of one."""
    start, end = span(day, zone)
    with caller.context.database.snapshot() as snap:
        whose = None if engineer is None else engineer_of(snap, engineer).id
        found = snap.shifts.between(start, end, whose)
        people = snap.engineers.get({one.engineer_id for one in found})
    return Shifts(
        day=day, zone=zone, shifts=[_shift(one, people[one.engineer_id]) for one in found]
    )


@router.get("/visits", summary="Visits of a day")
def visits(
    caller: Reader, day: Day, zone: Zone = "Asia/Shanghai", engineer: Whose = None
) -> Visits:
    """Of all engineers, or of one; a crew's each by themselves."""
    start, end = span(day, zone)
    with caller.context.database.snapshot() as snap:
        whose = None if engineer is None else engineer_of(snap, engineer).id
        found = snap.ticket_lists.visited(start, end, whose)
        people = snap.engineers.get({one.visit.engineer_id for one in found if one.visit})
    return Visits(day=day, zone=zone, visits=list(_visits(found, people)))


def span(day: date, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight there, in UTC."""
    there = ZoneInfo(zone)
    first, last = (
        datetime.combine(one, time(), there).astimezone(UTC) for one in (day, day + timedelta(1))
    )
    return first, last


def _told(one: Engineer, regions: Mapping[RegionId, Region]) -> EngineerTold:
    return EngineerTold(
        number=one.number,
        name=one.name,
        external_id=one.external_id,
        team=one.team,
        phone=one.phone,
        email=one.email,
        skills=[SkillNeeded(code=skill.code, level=skill.level) for skill in one.skills],
        regions=sorted(regions[key].code for key in one.regions if key in regions),
        active=one.active,
    )


def _shift(one: Shift, engineer: Engineer) -> ShiftTold:
    return ShiftTold(
        engineer=EngineerNamed(number=engineer.number, name=engineer.name),
        start=one.start,
        end=one.end,
        overtime_s=one.overtime_s,
        breaks=[
            BreakTold(earliest=b.earliest, latest=b.latest, duration_s=b.duration_s)
            for b in one.breaks
        ],
    )


def _visits(tickets: Iterable[Ticket], people: Mapping[EngineerId, Engineer]) -> Iterable[DayVisit]:
    for ticket in tickets:
        visit = ticket.visit
        if visit is None or visit.engineer_id not in people:
            continue
        engineer = people[visit.engineer_id]
        yield DayVisit(
            ticket=ticket.whole_number,
            title=ticket.title,
            status=ticket.status,
            priority=int(ticket.priority),
            engineer=EngineerNamed(number=engineer.number, name=engineer.name),
            start=visit.start,
            end=visit.end,
            travel_s=visit.travel_s,
            travel_m=visit.travel_m,
            customer_name=ticket.customer_name,
            address=ticket.address,
            location=Place.of(ticket.location),
        )
