"""Run sheets: what an engineer is to do on a day, from the board alone, for when all else fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.ticket import Ticket, Visit


@dataclass(frozen=True, slots=True)
class Stop:
    """A ticket and the visit to it."""

    ticket: Ticket
    visit: Visit


@dataclass(frozen=True, slots=True)
class RunSheet:
    """One engineer's day in the order of the visits. The shift is the first one of the day."""

    engineer: Engineer
    day: date
    shift: Shift | None
    stops: tuple[Stop, ...]


def run_sheets(
    board: Board, engineers: Iterable[EngineerId], days: Iterable[date], zone: ZoneInfo
) -> tuple[RunSheet, ...]:
    """A sheet for each of the engineers and days with something to do, by name, then by day.

    A day begins at midnight in the zone; a visit belongs to the day it starts on.
    """
    staff = [board.engineers[key] for key in engineers if key in board.engineers]
    dates = sorted(days)
    found = (
        _sheet(board, engineer, day, zone)
        for engineer in sorted(staff, key=lambda one: (one.name, one.id))
        for day in dates
    )
    return tuple(sheet for sheet in found if sheet.stops)


def _sheet(board: Board, engineer: Engineer, day: date, zone: ZoneInfo) -> RunSheet:
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    stops = [
        Stop(ticket, ticket.visit)
        for ticket in board.tickets.values()
        if ticket.visit is not None
        and ticket.visit.engineer_id == engineer.id
        and start <= ticket.visit.start < end
    ]
    shifts = [
        shift
        for shift in board.shifts.values()
        if shift.engineer_id == engineer.id and start <= shift.start < end
    ]
    return RunSheet(
        engineer,
        day,
        min(shifts, key=lambda shift: shift.start, default=None),
        tuple(sorted(stops, key=lambda stop: (stop.visit.start, stop.ticket.id))),
    )
