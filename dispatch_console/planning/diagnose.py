"""What is wrong with a problem, said before solving it.

A fault makes the whole problem unusable and is refused; a remark tells what part of the work will
not be done, and planning goes on with the rest. That a single ticket finds no place is neither:
`explain` gives its reasons.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import psutil

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import (
    DepotSpec,
    GreatCircle,
    Link,
    Problem,
    ShiftSpec,
    TicketSpec,
    Window,
)
from dispatch_console.planning.remarks import Remark, remarks
from dispatch_console.planning.travel import place_count, resolve

BYTES_A_LEG = 4
"""Of a travel matrix, for each pair of places, profile and speed."""

BYTES_A_PAIR = 4
"""Of the table of pairs, for each ticket and shift."""

SMALL = 1 << 28
"""Bytes that any machine has."""

GIGABYTE = 1e9


def diagnose(problem: Problem) -> tuple[DomainError | Remark, ...]:
    """All faults, and of a problem without any the remarks. Faults come as they would be raised."""
    return faults(problem) or tuple(_travel_fault(problem)) or remarks(problem)


def faults(problem: Problem) -> tuple[DomainError, ...]:
    """All faults found, in the order of tickets, shifts, engineers; empty for a sound problem.

    What only shows when travel times are made is not among them, see `travel.resolve`.
    """
    return tuple(_faults(problem))


def require_sound(problem: Problem) -> None:
    """Raises the first fault, if there is one."""
    for fault in _faults(problem):
        raise fault


def memory_needed(problem: Problem) -> int:
    """Bytes of the largest things that planning makes: travel matrices and the table of pairs."""
    places = place_count(problem)
    ways = {
        (shift.profile, shift.speed_factor)
        for shift in problem.shifts
        if isinstance(problem.travel.get(shift.profile), GreatCircle)
    }
    legs = len(ways) * places * places * BYTES_A_LEG
    return legs + len(problem.tickets) * len(problem.shifts) * BYTES_A_PAIR


def _travel_fault(problem: Problem) -> Iterator[DomainError]:
    try:
        resolve(problem)
    except DomainError as error:
        yield error


def _faults(problem: Problem) -> Iterator[DomainError]:
    if problem.time_scale < 1:
        yield DomainError("problem.time_scale", value=problem.time_scale)
    yield from _duplicates("problem.duplicate_ticket", (ticket.id for ticket in problem.tickets))
    yield from _duplicates("problem.duplicate_shift", (shift.id for shift in problem.shifts))
    yield from _duplicates(
        "problem.duplicate_engineer", (engineer.id for engineer in problem.engineers)
    )
    yield from _duplicates("problem.duplicate_depot", (depot.id for depot in problem.depots))
    places = place_count(problem)
    for ticket in problem.tickets:
        yield from _ticket_faults(ticket, places)
    engineers = {engineer.id for engineer in problem.engineers}
    for shift in problem.shifts:
        if shift.engineer not in engineers:
            yield DomainError("problem.engineer", shift=shift.id, engineer=shift.engineer)
        yield from _shift_faults(shift, places)
    for depot in problem.depots:
        yield from _depot_faults(depot, places)
    if problem.links:
        tickets = {ticket.id for ticket in problem.tickets}
        for link in problem.links:
            yield from _link_faults(link, tickets)
    if problem.max_changes is not None and problem.max_changes < 0:
        yield DomainError("problem.max_changes", value=problem.max_changes)
    if problem.max_disturbed is not None and problem.max_disturbed < 0:
        yield DomainError("problem.max_disturbed", value=problem.max_disturbed)
    yield from _size_fault(problem)


def _duplicates(code: str, ids: Iterable[int]) -> Iterator[DomainError]:
    for found, count in Counter(ids).items():
        if count > 1:
            yield DomainError(code, id=found)


def _ticket_faults(ticket: TicketSpec, places: int) -> Iterator[DomainError]:
    if not 0 <= ticket.place < places:
        yield DomainError("problem.ticket_place", ticket=ticket.id, place=ticket.place)
    for start, end in _reversed(ticket.windows):
        yield DomainError("problem.ticket_window", ticket=ticket.id, start=start, end=end)
    if ticket.promise is not None and ticket.promise[1] < ticket.promise[0]:
        start, end = ticket.promise
        yield DomainError("problem.ticket_promise", ticket=ticket.id, start=start, end=end)
    amounts = (ticket.service_s, ticket.setup_s, ticket.load_s, ticket.unserved_cost)
    if min((*amounts, *ticket.demand, *ticket.parts.values())) < 0:
        yield DomainError("problem.ticket_negative", ticket=ticket.id)


def _shift_faults(shift: ShiftSpec, places: int) -> Iterator[DomainError]:
    for place in (shift.start_place, shift.end_place):
        if place is not None and not 0 <= place < places:
            yield DomainError("problem.shift_place", shift=shift.id, place=place)
    if shift.end < shift.start:
        yield DomainError("problem.shift_times", shift=shift.id, start=shift.start, end=shift.end)
    costs = (shift.fixed_cost, shift.cost_per_hour, shift.cost_per_km, shift.labour_per_hour)
    if min((shift.overtime_s, *costs, *shift.stock.values())) < 0:
        yield DomainError("problem.shift_negative", shift=shift.id)
    for rest in shift.breaks:
        if rest.duration_s < 0 or not rest.windows or any(_reversed(rest.windows)):
            yield DomainError("problem.break", shift=shift.id)


def _depot_faults(depot: DepotSpec, places: int) -> Iterator[DomainError]:
    if not 0 <= depot.place < places:
        yield DomainError("problem.depot_place", depot=depot.id, place=depot.place)
    if min((depot.service_s, *depot.stock.values())) < 0:
        yield DomainError("problem.depot_negative", depot=depot.id)


def _link_faults(link: Link, tickets: set[int]) -> Iterator[DomainError]:
    for ticket in (link.first, link.second):
        if ticket not in tickets:
            yield DomainError("problem.link_ticket", ticket=ticket)
    if link.first == link.second:
        yield DomainError("problem.link_self", ticket=link.first)
    if link.max_gap_s is not None and link.max_gap_s < link.min_gap_s:
        yield DomainError("problem.link_gap", first=link.first, second=link.second)


def _size_fault(problem: Problem) -> Iterator[DomainError]:
    """Too large for this machine, told before anything is allocated."""
    needed = memory_needed(problem)
    if needed <= SMALL:
        return
    free = psutil.virtual_memory().available
    if needed > free:
        yield DomainError(
            "problem.too_large",
            tickets=len(problem.tickets),
            shifts=len(problem.shifts),
            needed_gb=round(needed / GIGABYTE, 1),
            free_gb=round(free / GIGABYTE, 1),
        )


def _reversed(windows: Iterable[Window]) -> Iterator[Window]:
    return (window for window in windows if window[1] < window[0])
