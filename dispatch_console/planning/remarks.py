"""What is odd about a problem and can be worked round: part of the work will not be done, and why.

A remark stands for all tickets it is true of, so that a hundred thousand of them stay readable.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from dispatch_console.planning.circles import circular
from dispatch_console.planning.problem import (
    Engineers,
    GreatCircle,
    Matrices,
    Problem,
    TicketSpec,
    Window,
)
from dispatch_console.planning.travel import are_on_earth, passable


@dataclass(frozen=True, slots=True)
class Remark:
    """`code` names the sentence that `params` fill; `tickets` are those it is about."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    tickets: tuple[int, ...] = ()


def remarks(problem: Problem) -> tuple[Remark, ...]:
    """Everything to be said of a problem without faults."""
    return tuple(remark for look in _LOOKS for remark in look(problem))


def _nothing_there(problem: Problem) -> Iterator[Remark]:
    if not problem.tickets:
        yield Remark("remark.no_tickets")
    if not problem.engineers:
        yield Remark("remark.no_engineers")
    elif not problem.shifts:
        yield Remark("remark.no_shifts")


def _idle_staff(problem: Problem) -> Iterator[Remark]:
    working = {shift.engineer for shift in problem.shifts}
    idle = [engineer for engineer in problem.engineers if engineer.id not in working]
    if idle and problem.shifts:
        name = idle[0].name or str(idle[0].id)
        yield Remark("remark.idle_engineers", {"count": len(idle), "engineer": name})


def _windows(problem: Problem) -> Iterator[Remark]:
    """Tickets that may only start when nobody is at work."""
    spans = _merged((shift.start, shift.end + shift.overtime_s) for shift in problem.shifts)
    if not spans:
        return
    ends = [end for _, end in spans]

    def met(window: Window) -> bool:
        index = bisect_left(ends, window[0])
        return index < len(spans) and spans[index][0] <= window[1]

    missed = [
        ticket
        for ticket in problem.tickets
        if ticket.windows and ticket.lock_start is None and not any(map(met, ticket.windows))
    ]
    begin = spans[0][0]
    before = [t for t in missed if max(last for _, last in t.windows) < begin]
    early = {ticket.id for ticket in before}
    yield from _about("remark.window_before", before)
    yield from _about("remark.window_missed", [t for t in missed if t.id not in early])


def _skills(problem: Problem) -> Iterator[Remark]:
    working = {shift.engineer for shift in problem.shifts}
    if not working:
        return
    held: dict[str, int] = {}
    for engineer in problem.engineers:
        if engineer.id in working:
            for skill, level in engineer.skills.items():
                held[skill] = max(level, held.get(skill, 0))
    lacking: dict[tuple[str, int], list[TicketSpec]] = {}
    for ticket in problem.tickets:
        if ticket.lock_shift is None:
            for skill, level in ticket.skills.items():
                if level > held.get(skill, 0):
                    lacking.setdefault((skill, level), []).append(ticket)
    for (skill, level), tickets in sorted(lacking.items()):
        params = {"skill": skill, "level": level, "held": held.get(skill, 0)}
        yield from _about("remark.skill", tickets, params)


def _supplies(problem: Problem) -> Iterator[Remark]:
    """Parts and tools that neither a van nor a van and a depot together offer."""
    in_vans = _most(shift.stock for shift in problem.shifts)
    in_depots = _most(depot.stock for depot in problem.depots)
    tools = {tool for shift in problem.shifts for tool in shift.tools}
    tools.update(tool for depot in problem.depots for tool in depot.tools)
    lacking: dict[str, list[TicketSpec]] = {}
    for ticket in problem.tickets if problem.shifts else ():
        things = [
            part
            for part, amount in ticket.parts.items()
            if amount > in_vans.get(part, 0) + in_depots.get(part, 0)
        ]
        for thing in (*things, *(ticket.tools - tools)):
            lacking.setdefault(thing, []).append(ticket)
    for thing, tickets in sorted(lacking.items()):
        yield from _about("remark.supplies", tickets, {"thing": thing})


def _locks(problem: Problem) -> Iterator[Remark]:
    shifts = {shift.id for shift in problem.shifts}
    lost = [t for t in problem.tickets if t.lock_shift is not None and t.lock_shift not in shifts]
    yield from _about("remark.lock", lost)


def _links(problem: Problem) -> Iterator[Remark]:
    """Links that wait for one another in a circle, or want one engineer and two."""
    if not problem.links:
        return
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    yield from _about("remark.link_circle", [tickets[key] for key in circular(problem)])
    wanted: dict[frozenset[int], set[Engineers]] = {}
    for link in problem.links:
        if link.engineers is not Engineers.ANY:
            wanted.setdefault(frozenset((link.first, link.second)), set()).add(link.engineers)
    torn = {key for pair, ways in wanted.items() if len(ways) > 1 for key in pair}
    yield from _about("remark.link_engineers", [t for t in problem.tickets if t.id in torn])


def _holes(problem: Problem) -> Iterator[Remark]:
    """Legs without figures, and tickets that are cut off by them."""
    for profile in sorted({shift.profile for shift in problem.shifts}):
        travel = problem.travel.get(profile)
        if not isinstance(travel, Matrices) or len(travel.durations) < 2:
            continue
        open_ = passable(travel)
        count = int(open_.size - np.count_nonzero(open_))
        if count:
            yield Remark("remark.travel_holes", {"profile": profile, "count": count})
            arrive, leave = open_.sum(axis=0) > 1, open_.sum(axis=1) > 1
            cut = ~(arrive & leave)
            tickets = [ticket for ticket in problem.tickets if cut[ticket.place]]
            yield from _about("remark.cut_off", tickets, {"profile": profile})


def _places(problem: Problem) -> Iterator[Remark]:
    """What lies at coordinates that are none: nothing leads there."""
    used = {shift.profile for shift in problem.shifts}
    if not any(isinstance(problem.travel.get(profile), GreatCircle) for profile in used):
        return
    on_earth = are_on_earth(problem.places)
    off = [ticket for ticket in problem.tickets if not on_earth[ticket.place]]
    yield from _about("remark.ticket_place", off)
    stuck = [
        shift.id
        for shift in problem.shifts
        if not all(on_earth[p] for p in (shift.start_place, shift.end_place) if p is not None)
    ]
    if stuck:
        yield Remark("remark.shift_place", {"count": len(stuck), "shift": stuck[0]})
    shut = [depot for depot in problem.depots if not on_earth[depot.place]]
    if shut:
        name = shut[0].name or str(shut[0].id)
        yield Remark("remark.depot_place", {"count": len(shut), "depot": name})


def _about(
    code: str, tickets: Iterable[TicketSpec], params: Mapping[str, object] | None = None
) -> Iterator[Remark]:
    """One remark on all of these tickets that names the first; none where there is no ticket."""
    found = tuple(tickets)
    if found:
        names = {"count": len(found), "ticket": found[0].name or str(found[0].id)}
        yield Remark(code, {**(params or {}), **names}, tuple(ticket.id for ticket in found))


def _merged(spans: Iterable[Window]) -> list[Window]:
    """The spans in order, those that overlap put together."""
    found: list[Window] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _most(stocks: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Part → the most that one of the stocks has."""
    found: dict[str, int] = {}
    for stock in stocks:
        for part, amount in stock.items():
            found[part] = max(amount, found.get(part, 0))
    return found


_LOOKS: tuple[Callable[[Problem], Iterator[Remark]], ...] = (
    _nothing_there,
    _idle_staff,
    _windows,
    _skills,
    _supplies,
    _locks,
    _links,
    _holes,
    _places,
)
