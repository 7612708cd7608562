"""The part of the plan that dispatchers of the demo company made by hand: rough, but it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from random import Random

from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.app.demo.sources import chance
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, TicketId, VisitId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import missing_skills
from dispatch_console.domain.ticket import Lock, Status, Ticket, Visit
from dispatch_console.planning.travel import CALIBRATED, legs
from dispatch_console.services.travel.hours import pace

VISITS = 64
"""About a third of a day's work."""

EACH = (2, 2, 3, 3, 4)
LEAST_SHIFT_LEFT = timedelta(hours=3)
LONGEST_WAIT = timedelta(minutes=60)
FREE_SINCE_MINUTES = (5, 40)
"""Where shifts have begun, engineers became free for their next visit this long ago."""

STEP_S = 300
"""Dispatchers plan in steps of five minutes, rounding up: their slack."""

LOCKS = ((Lock.NONE, 70), (Lock.ENGINEER, 14), (Lock.TIME, 6), (Lock.ALL, 10))


@dataclass(slots=True)
class _Day:
    """How far one engineer's day is planned: free `at` a time and place, pause taken or not.

    `pace` is the share of the free speed at which the day's ways are gone.
    """

    engineer: Engineer
    shift: Shift
    at: datetime
    here: Location
    paused: bool
    pace: float

    def pause_first(self) -> None:
        """Take the pause once it may be taken."""
        if not self.paused and self.at >= self.shift.breaks[0].earliest:
            self.at += timedelta(seconds=self.shift.breaks[0].duration_s)
            self.paused = True


def plan_by_hand(
    tickets: Sequence[Ticket],
    engineers: Mapping[EngineerId, Engineer],
    shifts: Sequence[Shift],
    calendar: Calendar,
) -> tuple[Ticket, ...]:
    """The tickets, some of them with a visit on the first days, in the order given.

    Visits keep skills, served regions, windows, shifts and pauses. Those that the present
    moment falls into are under way, the others assigned or accepted, some locked.
    """
    rng = chance("first plan")
    open_shifts = _first_shifts(shifts, calendar)
    rng.shuffle(open_shifts)
    visits: dict[TicketId, Visit] = {}
    free = {ticket.id: ticket for ticket in tickets if _plannable(ticket)}
    for shift in open_shifts:
        ago = timedelta(minutes=rng.randrange(*FREE_SINCE_MINUTES))
        speed = pace(shift.start, shift.end, calendar.zone)
        day = _begin(engineers[shift.engineer_id], shift, calendar.now - ago, speed)
        for _ in range(rng.choice(EACH)):
            if len(visits) == VISITS:
                break
            visit = _next_visit(day, free.values(), calendar.now)
            if visit is None:
                break
            visits[visit.ticket_id] = visit
            day.at, day.here = visit.end, _place(free.pop(visit.ticket_id))
    return tuple(
        _told(ticket, visits[ticket.id], calendar.now, rng) if ticket.id in visits else ticket
        for ticket in tickets
    )


def travel(start: Location, end: Location, speed: float) -> tuple[int, int]:
    """(seconds, metres) from one place to another by the planner's own reckoning, rounded up.

    `speed` is the share of the free speed.
    """
    seconds, metres = legs(CALIBRATED, [(start.lat, start.lon)], [(end.lat, end.lon)])
    return ceil((int(seconds[0, 0]) + 1) / speed), int(metres[0, 0]) + 1


def _plannable(ticket: Ticket) -> bool:
    return ticket.location is not None and ticket.status in (Status.NEW, Status.REOPENED)


def _place(ticket: Ticket) -> Location:
    assert ticket.location is not None
    return ticket.location


def _first_shifts(shifts: Sequence[Shift], calendar: Calendar) -> list[Shift]:
    """Shifts of today and of the first whole day that have hours left."""
    last = calendar.minutes(calendar.days[0], 23 * 60)
    return [
        shift
        for shift in shifts
        if shift.start < last and shift.end - max(shift.start, calendar.now) >= LEAST_SHIFT_LEFT
    ]


def _begin(engineer: Engineer, shift: Shift, free: datetime, speed: float) -> _Day:
    at = max(shift.start, free)
    pause = shift.breaks[0] if shift.breaks else None
    over = pause is None or at > pause.latest + timedelta(seconds=pause.duration_s)
    return _Day(engineer, shift, at, engineer.home, over, speed)


def _next_visit(day: _Day, tickets: Iterable[Ticket], now: datetime) -> Visit | None:
    """The visit that fits next, nearest and most urgent first; pausing when nothing fits before."""
    day.pause_first()
    while True:
        fitting = [
            (travel(day.here, _place(ticket), day.pace)[0] + 600 * ticket.priority, visit)
            for ticket in tickets
            if _may(day.engineer, ticket) and (visit := _visit(day, ticket, now))
        ]
        if fitting:
            return min(fitting, key=lambda found: (found[0], found[1].ticket_id))[1]
        if day.paused:
            return None
        day.at = max(day.at, day.shift.breaks[0].earliest)
        day.pause_first()


def _may(engineer: Engineer, ticket: Ticket) -> bool:
    served = ticket.region_id in engineer.regions
    return served and not missing_skills(ticket.skills, engineer.skills)


def _visit(day: _Day, ticket: Ticket, now: datetime) -> Visit | None:
    """The ticket's visit if it comes next, or None if it does not fit."""
    seconds, metres = travel(day.here, _place(ticket), day.pace)
    arrival = _rounded_up(day.at + timedelta(seconds=seconds))
    start = arrival
    if ticket.windows:
        window = ticket.windows[0]
        start = max(arrival, window.start)
        if start > window.end:
            return None
    end = start + timedelta(seconds=ticket.duration_s)
    home = travel(_place(ticket), day.engineer.home, day.pace)[0]
    in_time = end + timedelta(seconds=home) <= day.shift.end
    pause_left = day.paused or end <= day.shift.breaks[0].latest
    if not in_time or not pause_left or start - arrival > LONGEST_WAIT or end <= now:
        return None
    return Visit(
        id=VisitId(ticket.id),
        ticket_id=ticket.id,
        engineer_id=day.engineer.id,
        shift_id=day.shift.id,
        start=start,
        end=end,
        travel_s=seconds,
        travel_m=metres,
    )


def _rounded_up(moment: datetime) -> datetime:
    over = int(moment.timestamp()) % STEP_S
    return moment + timedelta(seconds=(STEP_S - over) % STEP_S)


def _told(ticket: Ticket, visit: Visit, now: datetime, rng: Random) -> Ticket:
    """The ticket with its visit, in the status that fits the moment."""
    accepted = rng.random() < 0.5
    lock = rng.choices([lock for lock, _ in LOCKS], [weight for _, weight in LOCKS])[0]
    departure = visit.start - timedelta(seconds=visit.travel_s)
    if visit.start <= now:
        return replace(ticket, visit=visit, status=Status.IN_PROGRESS)
    if departure <= now:
        return replace(ticket, visit=visit, status=Status.EN_ROUTE)
    status = Status.ACCEPTED if accepted else Status.ASSIGNED
    return replace(ticket, visit=visit, status=status, lock=lock)
