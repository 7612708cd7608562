"""What is wrong with a problem, said before solving it.

A fault makes the whole problem unusable. A ticket that no shift can serve is no fault: `explain`
gives its reasons.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec, Window
from dispatch_console.planning.travel import place_count


def faults(problem: Problem) -> tuple[DomainError, ...]:
    """All faults found, in the order of tickets, shifts, engineers; empty for a sound problem."""
    return tuple(_faults(problem))


def require_sound(problem: Problem) -> None:
    """Raises the first fault, if there is one."""
    for fault in _faults(problem):
        raise fault


def _faults(problem: Problem) -> Iterator[DomainError]:
    if problem.time_scale < 1:
        yield DomainError("problem.time_scale", value=problem.time_scale)
    yield from _duplicates("problem.duplicate_ticket", (ticket.id for ticket in problem.tickets))
    yield from _duplicates("problem.duplicate_shift", (shift.id for shift in problem.shifts))
    yield from _duplicates(
        "problem.duplicate_engineer", (engineer.id for engineer in problem.engineers)
    )
    places = place_count(problem)
    for ticket in problem.tickets:
        yield from _ticket_faults(ticket, places)
    engineers = {engineer.id for engineer in problem.engineers}
    for shift in problem.shifts:
        if shift.engineer not in engineers:
            yield DomainError("problem.engineer", shift=shift.id, engineer=shift.engineer)
        yield from _shift_faults(shift, places)


def _duplicates(code: str, ids: Iterable[int]) -> Iterator[DomainError]:
    for found, count in Counter(ids).items():
        if count > 1:
            yield DomainError(code, id=found)


def _ticket_faults(ticket: TicketSpec, places: int) -> Iterator[DomainError]:
    if not 0 <= ticket.place < places:
        yield DomainError("problem.ticket_place", ticket=ticket.id, place=ticket.place)
    for start, end in _reversed(ticket.windows):
        yield DomainError("problem.ticket_window", ticket=ticket.id, start=start, end=end)
    amounts = (ticket.service_s, ticket.setup_s, ticket.load_s, ticket.unserved_cost)
    if min((*amounts, *ticket.demand)) < 0:
        yield DomainError("problem.ticket_negative", ticket=ticket.id)


def _shift_faults(shift: ShiftSpec, places: int) -> Iterator[DomainError]:
    for place in (shift.start_place, shift.end_place):
        if place is not None and not 0 <= place < places:
            yield DomainError("problem.shift_place", shift=shift.id, place=place)
    if shift.end < shift.start:
        yield DomainError("problem.shift_times", shift=shift.id, start=shift.start, end=shift.end)
    if min((shift.overtime_s, shift.fixed_cost, shift.cost_per_hour, shift.cost_per_km)) < 0:
        yield DomainError("problem.shift_negative", shift=shift.id)
    for rest in shift.breaks:
        if rest.duration_s < 0 or not rest.windows or any(_reversed(rest.windows)):
            yield DomainError("problem.break", shift=shift.id)


def _reversed(windows: Iterable[Window]) -> Iterator[Window]:
    return (window for window in windows if window[1] < window[0])
