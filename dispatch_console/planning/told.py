"""What people were told: binding a problem to a plan, and the changes from one plan to another.

A ticket is told once a plan has been published: its customer knows the time, its engineer the work.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch_console.planning.problem import Problem, TicketSpec, Window
from dispatch_console.planning.solution import Route, Solution


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that goes from one shift and start to others; None and None: it is not served."""

    ticket: int
    from_shift: int | None
    from_start: int | None
    to_shift: int | None
    to_start: int | None


def placed(routes: Iterable[Route]) -> dict[int, tuple[int, int]]:
    """Ticket → shift and start."""
    return {
        stop.ticket: (route.shift, stop.start)
        for route in routes
        for stop in route.stops
        if stop.ticket is not None
    }


def rows(solution: Solution) -> dict[int, tuple[int, ...]]:
    """Shift → tickets in order, for the shifts that serve any."""
    return {route.shift: route.tickets for route in solution.routes if route.tickets}


def changes(before: Solution, after: Solution) -> tuple[Change, ...]:
    """Every ticket whose shift or start differs, in the order of their new or else old start."""
    old, new = placed(before.routes), placed(after.routes)
    found = [
        Change(ticket, *old.get(ticket, (None, None)), *new.get(ticket, (None, None)))
        for ticket in old.keys() | new.keys()
        if old.get(ticket) != new.get(ticket)
    ]

    def when(change: Change) -> tuple[int, int]:
        start = change.to_start if change.to_start is not None else change.from_start
        return start or 0, change.ticket

    return tuple(sorted(found, key=when))


def broken(changes: Iterable[Change]) -> int:
    """How many of the changes concern tickets that people were told a time for."""
    return sum(change.from_start is not None for change in changes)


def bind(problem: Problem, solution: Solution) -> Problem:
    """The problem in which `solution` is what people were told, and nothing else."""
    told = placed(solution.routes)
    return replace(problem, tickets=tuple(_told(ticket, told) for ticket in problem.tickets))


def hold(problem: Problem, now: int | None, notice_s: int) -> Problem:
    """The bound problem in which nobody comes sooner than told, and what has begun stays.

    From `now` on: what is not told yet, or cannot be kept, starts `notice_s` later at the soonest.
    """
    latest = max((shift.end + shift.overtime_s for shift in problem.shifts), default=0)
    shifts = {shift.id for shift in problem.shifts}
    return replace(
        problem,
        tickets=tuple(_held(ticket, shifts, now, notice_s, latest) for ticket in problem.tickets),
    )


def _told(ticket: TicketSpec, told: dict[int, tuple[int, int]]) -> TicketSpec:
    shift, start = told.get(ticket.id, (None, None))
    return replace(ticket, current_shift=shift, current_start=start)


def _held(
    ticket: TicketSpec, shifts: set[int], now: int | None, notice_s: int, latest: int
) -> TicketSpec:
    shift, start = ticket.current_shift, ticket.current_start
    if ticket.lock_shift is not None and ticket.lock_shift not in shifts:
        ticket = replace(ticket, lock_shift=None)
    if shift in shifts and start is not None:
        if now is not None and start < now:
            return replace(ticket, lock_shift=shift, lock_start=start)
        return replace(ticket, windows=_from(ticket.windows, start, latest))
    if now is None:
        return ticket
    return replace(ticket, windows=_from(ticket.windows, now + notice_s, latest))


def _from(windows: tuple[Window, ...], start: int, latest: int) -> tuple[Window, ...]:
    """The windows from `start` on; one that has closed stays, so that it stays missed."""
    if not windows:
        return ((start, max(start, latest)),)
    left = tuple((max(first, start), last) for first, last in windows if last >= start)
    return left or windows
