"""Cutting a problem into parts that can be solved apart and put together again.

A part is an ordinary problem. What its engineers do outside it is in their past load, so that a
part's objective falls by as much as the whole's.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.problem import (
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
    Travel,
)

NEVER_TOLD = -1
"""A current start that no start equals."""


def extract(
    problem: Problem, plan: Plan, shifts: Collection[int], tickets: Collection[int]
) -> Problem:
    """The problem of these shifts and tickets alone; all other tickets stay where `plan` says.

    A ticket linked to one outside stays in its shift. Depot stock and the limits on changes are
    those of the whole: what comes of the part is to be judged in the whole plan.
    """
    kept = [shift for shift in problem.shifts if shift.id in shifts]
    chosen = [ticket for ticket in problem.tickets if ticket.id in tickets]
    places = sorted(
        {t.place for t in chosen}
        | {p for s in kept for p in (s.start_place, s.end_place) if p is not None}
        | {depot.place for depot in problem.depots}
    )
    place = {old: new for new, old in enumerate(places)}
    owner = {shift.id: shift.engineer for shift in problem.shifts}
    stand_in = {shift.engineer: shift.id for shift in kept}
    load = {ticket.id: ticket.load_s for ticket in problem.tickets}
    outside = dict.fromkeys(stand_in, 0)
    for shift, row in plan.items():
        if shift not in shifts and owner[shift] in outside:
            outside[owner[shift]] += sum(load[ticket] for ticket in row)
    inside = {ticket.id for ticket in chosen}
    ends = [(link.first, link.second) for link in problem.links]
    torn = {t for pair in ends if len(inside.intersection(pair)) == 1 for t in pair}
    where = {ticket: shift for shift in shifts for ticket in plan.get(shift, ())}
    return replace(
        problem,
        places=tuple(problem.places[old] for old in places) if problem.places else (),
        travel={name: _cut(travel, places) for name, travel in problem.travel.items()},
        tickets=tuple(
            _moved_ticket(
                replace(ticket, lock_shift=where.get(ticket.id)) if ticket.id in torn else ticket,
                place,
                owner,
                shifts,
                stand_in,
            )
            for ticket in chosen
        ),
        links=tuple(link for link in problem.links if {link.first, link.second} <= inside),
        depots=tuple(replace(depot, place=place[depot.place]) for depot in problem.depots),
        shifts=tuple(_moved_shift(shift, place) for shift in kept),
        engineers=tuple(
            replace(engineer, past_load_s=engineer.past_load_s + outside[engineer.id])
            for engineer in problem.engineers
            if engineer.id in outside
        ),
    )


def neighbourhood(
    evaluator: Evaluator, plan: Plan, rng: random.Random, tickets: int, shifts: int
) -> tuple[set[int], set[int]]:
    """Shifts and tickets around a ticket taken at random, at most so many of each."""
    specs = evaluator.problem.tickets
    places = [spec.place for spec in specs]
    durations = evaluator.lookup.travel.durations[evaluator.problem.shifts[0].profile]
    away = durations[rng.choice(places), places]
    where = {ticket: shift for shift, row in plan.items() for ticket in row}
    chosen: set[int] = set()
    inside: set[int] = set()
    for index in np.argsort(away, kind="stable"):
        ticket = specs[index].id
        shift = where.get(ticket)
        row = plan[shift] if shift is not None else (ticket,)
        if len(inside.union(row)) > tickets or len(chosen) >= shifts:
            break
        if shift is not None:
            chosen.add(shift)
        inside.update(row)
    return chosen, inside


def _cut(travel: Travel, places: Sequence[int]) -> Travel:
    if not isinstance(travel, Matrices):
        return travel
    part = np.ix_(places, places)
    return Matrices(travel.durations[part], travel.distances[part], travel.source)


def _moved_shift(shift: ShiftSpec, place: dict[int, int]) -> ShiftSpec:
    return replace(
        shift,
        start_place=None if shift.start_place is None else place[shift.start_place],
        end_place=None if shift.end_place is None else place[shift.end_place],
    )


def _moved_ticket(
    ticket: TicketSpec,
    place: dict[int, int],
    owner: dict[int, int],
    shifts: Collection[int],
    stand_in: dict[int, int],
) -> TicketSpec:
    """The ticket in the part. Told to come on another day of an engineer of the part, it keeps
    the engineer but no start, so that every start here is another than told."""
    told = ticket.current_shift
    moved = replace(ticket, place=place[ticket.place])
    if told is None or told in shifts or owner.get(told) not in stand_in:
        return moved
    return replace(moved, current_shift=stand_in[owner[told]], current_start=NEVER_TOLD)
