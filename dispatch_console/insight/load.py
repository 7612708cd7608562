"""Workload: planned hours weighted by difficulty, per engineer and day, and how even it is.

The load of a ticket is its duration times a factor for the highest skill level it needs: 1.0 at
level 1 (or no skill at all), 0.15 more for every level above, so 1.6 for an expert's job.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.domain.ticket import Ticket

FACTOR_PER_LEVEL = 0.15


def difficulty(ticket: Ticket) -> float:
    """The factor of the ticket's highest level needed, 1.0 to 1.6."""
    return factor(max((need.level for need in ticket.skills), default=1))


def factor(level: int) -> float:
    """The factor of a skill level, 1.0 at level 1."""
    return 1 + FACTOR_PER_LEVEL * (level - 1)


def ticket_load_s(ticket: Ticket) -> int:
    """Duration × difficulty, in weighted seconds."""
    return round(ticket.duration_s * difficulty(ticket))


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineerDay:
    """One engineer on one day: weighted load, work on site, travel and time on duty, in seconds."""

    engineer_id: EngineerId
    day: date
    load_s: int
    work_s: int
    travel_s: int
    duty_s: int
    tickets: int


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Mean and standard deviation of a set of loads, in hours."""

    mean_h: float
    spread_h: float


def engineer_days(
    board: Board,
    *,
    start: datetime,
    end: datetime,
    visits: Iterable[PlannedVisit] | None = None,
    zone: tzinfo = UTC,
) -> tuple[EngineerDay, ...]:
    """Every engineer on duty between `start` and `end`, by day of the shift in `zone`.

    An engineer with an empty shift counts with a load of 0. `visits` are those of the board
    unless given. Ordered by day, then engineer.
    """
    given = current_visits(board) if visits is None else tuple(visits)
    by_shift: defaultdict[ShiftId, list[PlannedVisit]] = defaultdict(list)
    for visit in given:
        by_shift[visit.shift_id].append(visit)
    days: dict[tuple[date, EngineerId], EngineerDay] = {}
    for shift in board.shifts.values():
        if shift.end <= start or shift.start >= end:
            continue
        key = (shift.start.astimezone(zone).date(), shift.engineer_id)
        held = by_shift.get(shift.id, [])
        so_far = days.get(key) or EngineerDay(
            engineer_id=key[1], day=key[0], load_s=0, work_s=0, travel_s=0, duty_s=0, tickets=0
        )
        days[key] = EngineerDay(
            engineer_id=key[1],
            day=key[0],
            load_s=so_far.load_s + sum(_load_s(board, visit) for visit in held),
            work_s=so_far.work_s + sum(_seconds(visit.start, visit.end) for visit in held),
            travel_s=so_far.travel_s + sum(visit.travel_s for visit in held),
            duty_s=so_far.duty_s + _seconds(shift.start, shift.end),
            tickets=so_far.tickets + len(held),
        )
    return tuple(days[key] for key in sorted(days))


def dispersion(loads_s: Sequence[float]) -> Dispersion:
    """How even the loads are. None at all: zero and zero."""
    if not loads_s:
        return Dispersion(0.0, 0.0)
    mean = sum(loads_s) / len(loads_s)
    variance = sum((load - mean) ** 2 for load in loads_s) / len(loads_s)
    return Dispersion(mean / 3600, math.sqrt(variance) / 3600)


def current_visits(board: Board) -> tuple[PlannedVisit, ...]:
    """The visits of the board's tickets as they are now."""
    found = (planned(ticket) for ticket in board.tickets.values())
    return tuple(visit for visit in found if visit is not None)


def _load_s(board: Board, visit: PlannedVisit) -> int:
    ticket = board.tickets.get(visit.ticket_id)
    return ticket_load_s(ticket) if ticket else 0


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
