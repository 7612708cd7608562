"""The workload of engineers day by day, from what the database holds and what is proposed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.plan import PlannedVisit, Proposal, planned
from dispatch_console.domain.workload import ShiftLoad
from dispatch_console.insight.load import EngineerDay, factor, ticket_load_s

DayKey = tuple[EngineerId, date]


@dataclass(frozen=True, slots=True)
class Workload:
    """Engineers by day of their shift; days `off` in part or whole; days `lent` to a region."""

    days: Mapping[DayKey, EngineerDay]
    off: frozenset[DayKey] = frozenset()
    lent: Mapping[DayKey, RegionId] = field(default_factory=dict)

    def of(self, engineer: EngineerId, days: Iterable[date]) -> tuple[EngineerDay, ...]:
        """The engineer's days on duty among `days`."""
        found = (self.days.get((engineer, day)) for day in days)
        return tuple(day for day in found if day is not None)


def workload(shifts: Iterable[ShiftLoad], zone: tzinfo) -> Workload:
    """The figures by engineer and day of the shift in `zone`; time off is no time on duty."""
    days: dict[DayKey, EngineerDay] = {}
    off: set[DayKey] = set()
    lent: dict[DayKey, RegionId] = {}
    for shift in shifts:
        key = (shift.engineer_id, shift.start.astimezone(zone).date())
        end = shift.end
        if shift.off_from is not None and shift.off_from < shift.end:
            off.add(key)
            end = max(shift.start, shift.off_from)
        if shift.lent_to is not None:
            lent[key] = shift.lent_to
        load = sum(seconds * factor(level) for level, seconds in shift.planned_s.items())
        so_far = days.get(key, _nothing(key))
        days[key] = replace(
            so_far,
            load_s=so_far.load_s + round(load),
            work_s=so_far.work_s + shift.work_s,
            travel_s=so_far.travel_s + shift.travel_s,
            duty_s=so_far.duty_s + int((end - shift.start).total_seconds()),
            tickets=so_far.tickets + shift.tickets,
        )
    return Workload(days, frozenset(off), lent)


def proposed(current: Workload, board: Board, proposal: Proposal, zone: tzinfo) -> Workload:
    """The same if the proposal were published."""
    days = dict(current.days)
    for key in proposal.base:
        ticket = board.tickets.get(key)
        if ticket is None:
            continue
        load = ticket_load_s(ticket)
        for visit, sign in ((planned(ticket), -1), (proposal.visits.get(key), 1)):
            if visit is None or visit.shift_id not in board.shifts:
                continue
            day = board.shifts[visit.shift_id].start.astimezone(zone).date()
            where = (visit.engineer_id, day)
            days[where] = _changed(days.get(where, _nothing(where)), visit, load, sign)
    return replace(current, days=days)


def totals(current: Workload, days: Iterable[date]) -> dict[EngineerId, EngineerDay]:
    """Each engineer on duty on any of `days`: the sum of them, dated with the first."""
    found: defaultdict[EngineerId, list[EngineerDay]] = defaultdict(list)
    wanted = set(days)
    for (engineer, day), figures in current.days.items():
        if day in wanted:
            found[engineer].append(figures)
    return {engineer: _sum(engineer, mine) for engineer, mine in found.items()}


def week_of(day: date) -> tuple[date, ...]:
    """The seven days from Monday that `day` is one of."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=number) for number in range(7))


def month_of(day: date) -> tuple[date, ...]:
    """All days of the calendar month."""
    first = day.replace(day=1)
    days = (first + timedelta(days=number) for number in range(31))
    return tuple(one for one in days if one.month == day.month)


def _nothing(key: DayKey) -> EngineerDay:
    return EngineerDay(
        engineer_id=key[0], day=key[1], load_s=0, work_s=0, travel_s=0, duty_s=0, tickets=0
    )


def _changed(day: EngineerDay, visit: PlannedVisit, load_s: int, sign: int) -> EngineerDay:
    return replace(
        day,
        load_s=day.load_s + sign * load_s,
        work_s=day.work_s + sign * int((visit.end - visit.start).total_seconds()),
        travel_s=day.travel_s + sign * visit.travel_s,
        tickets=day.tickets + sign,
    )


def _sum(engineer: EngineerId, days: list[EngineerDay]) -> EngineerDay:
    return EngineerDay(
        engineer_id=engineer,
        day=min(day.day for day in days),
        load_s=sum(day.load_s for day in days),
        work_s=sum(day.work_s for day in days),
        travel_s=sum(day.travel_s for day in days),
        duty_s=sum(day.duty_s for day in days),
        tickets=sum(day.tickets for day in days),
    )
