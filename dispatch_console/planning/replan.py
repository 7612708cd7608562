"""Least-change re-planning: somebody is ill or late, or a ticket cannot wait.

Everybody else is bound to what they were told: nobody comes sooner, what has begun stays. What lost
its place goes where nobody else is touched, if it can; only then are others moved, as few as will
do, and only where the objective falls by it. So plans are compared by what is served first, then by
the number of changes, then by cost.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.mend import Mend
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Matrices, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.reckoning import reckon
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.planning.told import Change, bind, changes, hold, rows
from dispatch_console.planning.travel.arc import arcs_m, unit_vectors

NOTICE_S = 900
"""Seconds from now before which nobody can be sent anywhere new."""

NEAR = 24
"""Shifts around each ticket that lost its place which may take it."""

MOST_NEAR = 120
"""And of all of them together; half as many more around them may take what gives way."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """The mended plan. `problem` is what it solves: the day as it now is, bound to what was told.

    `changes` are all differences to the plan before, `unserved` the tickets that lost their place
    and found none, `objective` that of the whole plan.
    """

    problem: Problem
    solution: Solution
    changes: tuple[Change, ...]
    unserved: tuple[int, ...]
    objective: Objective


def sick_call(
    problem: Problem,
    plan: Solution,
    engineer: int,
    from_time: int,
    until: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Replanned:
    """The engineer does nothing new from `from_time` on, to shifts that start at `until` or later.

    Visits begun by then are theirs to finish. Raises `plan.engineer` for an unknown id.
    """
    if engineer not in {known.id for known in problem.engineers}:
        raise DomainError("plan.engineer", engineer=engineer)
    kept: list[ShiftSpec] = []
    begun = {route.shift: _begun(route, from_time) for route in plan.routes}
    for shift in problem.shifts:
        away = shift.engineer == engineer and (until is None or shift.start < until)
        if not away or shift.end + shift.overtime_s <= from_time:
            kept.append(shift)
        elif begun.get(shift.id):
            kept.append(replace(shift, max_tickets=len(begun[shift.id])))
    return _mend(problem, plan, tuple(kept), from_time, cancelled)


def urgent(
    problem: Problem,
    plan: Solution,
    ticket: TicketSpec | int,
    from_time: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Replanned:
    """A ticket, new or of the problem but unserved, gets a place in the plan.

    Raises `plan.ticket` for an unknown id, `plan.served` for one that has a place.
    """
    known = {spec.id for spec in problem.tickets}
    if isinstance(ticket, TicketSpec):
        if ticket.id not in known:
            problem = replace(problem, tickets=(*problem.tickets, ticket))
        ticket = ticket.id
    elif ticket not in known:
        raise DomainError("plan.ticket", ticket=ticket)
    if any(ticket in route.tickets for route in plan.routes):
        raise DomainError("plan.served", ticket=ticket)
    return _mend(problem, plan, problem.shifts, from_time, cancelled, {ticket})


def late(
    problem: Problem,
    plan: Solution,
    shift: int,
    delay_s: int,
    from_time: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Replanned:
    """A shift sets out `delay_s` later than planned, or from its visit under way at `from_time`.

    Raises `plan.shift` for an unknown id.
    """
    specs = {spec.id: spec for spec in problem.shifts}
    if shift not in specs:
        raise DomainError("plan.shift", shift=shift)
    route = next((route for route in plan.routes if route.shift == shift), None)
    begun = _begun(route, from_time) if route is not None and from_time is not None else ()
    if begun:
        longer = tuple(
            replace(spec, service_s=spec.service_s + delay_s) if spec.id == begun[-1] else spec
            for spec in problem.tickets
        )
        changed = replace(problem, tickets=longer)
        return _mend(changed, plan, problem.shifts, from_time, cancelled, touched={shift})
    spec = specs[shift]
    start = (spec.start if route is None else route.depart) + delay_s
    pushed = replace(spec, start=start)
    fits = start <= spec.end
    shifts = [pushed if s.id == shift else s for s in problem.shifts if s.id != shift or fits]
    return _mend(problem, plan, tuple(shifts), from_time, cancelled, touched={shift})


def _begun(route: Route, time: int) -> tuple[int, ...]:
    return tuple(s.ticket for s in route.stops if s.ticket is not None and s.start < time)


def _mend(
    problem: Problem,
    plan: Solution,
    shifts: tuple[ShiftSpec, ...],
    now: int | None,
    cancelled: Callable[[], bool],
    wanted: Collection[int] = (),
    touched: Collection[int] = (),
) -> Replanned:
    """The plan mended for the problem with these shifts.

    `wanted` tickets get a place beside those that lost theirs; `touched` shifts have new times.
    """
    notice = NOTICE_S * problem.time_scale
    free = replace(bind(problem, plan), shifts=shifts, max_changes=None, max_disturbed=None)
    changed = hold(free, now, notice)
    told = rows(plan)
    specs = {ticket.id: ticket for ticket in changed.tickets}
    standing = {shift.id: told.get(shift.id, ()) for shift in shifts}
    full = {shift.id: shift.max_tickets for shift in shifts}
    for shift, row in standing.items():
        most = full[shift]
        if most is not None and len(row) > most:
            standing[shift] = tuple(t for t in row if specs[t].lock_start is not None)
    served = {ticket for row in standing.values() for ticket in row}
    orphans = {t for row in told.values() for t in row if t not in served} | set(wanted)
    lost = orphans | {ticket for shift in touched for ticket in standing.get(shift, ())}
    near, around = _near(changed, standing, sorted(lost))
    cut = {shift for shift, row in standing.items() if row != told.get(shift, ())} | set(touched)
    cut &= standing.keys()
    concerned = cut | _spread(near, MOST_NEAR) | _spread(around, MOST_NEAR // 2)
    part = _part(changed, standing, concerned, lost)
    mine = {shift.id: standing[shift.id] for shift in part.shifts}
    evaluator = Evaluator(part)
    mended = Mend(evaluator, mine, orphans, near, now, cancelled).run()
    return _joined(changed, plan, evaluator, mended, orphans)


def _spread(ranked: dict[int, tuple[int, ...]], most: int) -> set[int]:
    """The first of each list, then the second of each, up to so many."""
    found: set[int] = set()
    for rank in range(NEAR):
        for shifts in ranked.values():
            if rank < len(shifts) and len(found) < most:
                found.add(shifts[rank])
    return found


def _part(
    problem: Problem, standing: dict[int, tuple[int, ...]], shifts: set[int], lost: set[int]
) -> Problem:
    """The problem of these shifts, and of those that links tie to them."""
    where = {ticket: shift for shift, row in standing.items() for ticket in row}
    tickets = lost | {t for shift in shifts for t in standing[shift]}
    for link in problem.links:
        if {link.first, link.second} & tickets:
            shifts = shifts | {where[t] for t in (link.first, link.second) if t in where}
    tickets = lost | {t for shift in shifts for t in standing[shift]}
    links = [link for link in problem.links if {link.first, link.second} <= tickets]
    return extract(replace(problem, links=tuple(links)), standing, shifts, tickets)


def _near(
    problem: Problem, standing: dict[int, tuple[int, ...]], tickets: list[int]
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """For each ticket the nearest shifts, by homes and tickets, that could serve it; and of all."""
    shifts = problem.shifts
    if not tickets or not shifts:
        return {}, {}
    specs = {ticket.id: ticket for ticket in problem.tickets}
    everyone = {shift.id for shift in shifts}
    scout = Evaluator(extract(replace(problem, links=()), {}, everyone, set(tickets)))
    owners, places = [], []
    for number, shift in enumerate(shifts):
        ends = [p for p in (shift.start_place, shift.end_place) if p is not None]
        mine = [*ends, *(specs[t].place for t in standing[shift.id])]
        owners += [number] * len(mine)
        places += mine
    near: dict[int, tuple[int, ...]] = {}
    around: dict[int, tuple[int, ...]] = {}
    for ticket in tickets:
        nearest = np.full(len(shifts), np.inf)
        np.minimum.at(nearest, owners, _lengths(problem, specs[ticket].place, places))
        ranked = np.argsort(nearest, kind="stable").tolist()
        around[ticket] = tuple(shifts[index].id for index in ranked[:NEAR])
        able: list[int] = []
        for index in ranked:
            if scout.trials.cost(shifts[index].id, (ticket,)) is not None:
                able.append(shifts[index].id)
                if len(able) == NEAR:
                    break
        near[ticket] = tuple(able)
    return near, around


def _lengths(problem: Problem, place: int, places: Iterable[int]) -> np.ndarray:
    """How far the places are, in whatever unit: it only ranks."""
    travel = problem.travel[problem.shifts[0].profile]
    chosen = list(places)
    if isinstance(travel, Matrices):
        return np.asarray(travel.durations)[place, chosen]
    points = unit_vectors([problem.places[place], *(problem.places[p] for p in chosen)])
    return arcs_m(points[:, :1], points[:, 1:])[0]


def _joined(
    problem: Problem,
    before: Solution,
    evaluator: Evaluator,
    mended: dict[int, tuple[int, ...]],
    orphans: set[int],
) -> Replanned:
    """The whole plan: the part's routes as mended, the others as they were."""
    again = evaluator.routes(mended)
    known = {shift.id for shift in problem.shifts}
    kept = [r for r in before.routes if r.shift in known and r.shift not in mended]
    order = {shift.id: number for number, shift in enumerate(problem.shifts)}
    routes = tuple(sorted((*kept, *again.values()), key=lambda route: order[route.shift]))
    served = {ticket for route in routes for ticket in route.tickets}
    unserved = tuple(t.id for t in problem.tickets if t.id not in served)
    solution = Solution(routes, unserved, reckon(problem, routes))
    lost = orphans | {t for route in before.routes for t in route.tickets}
    return Replanned(
        problem,
        solution,
        changes(before, solution),
        tuple(t for t in unserved if t in lost),
        solution.objective,
    )
