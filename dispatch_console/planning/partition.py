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
    """The problem of these shifts and tickets alone; all other tickets stay where `plan` says."""
    kept = [shift for shift in problem.shifts if shift.id in shifts]
    chosen = [ticket for ticket in problem.tickets if ticket.id in tickets]
    places = sorted(
        {t.place for t in chosen}
        | {p for s in kept for p in (s.start_place, s.end_place) if p is not None}
    )
    place = {old: new for new, old in enumerate(places)}
    owner = {shift.id: shift.engineer for shift in problem.shifts}
    stand_in = {shift.engineer: shift.id for shift in kept}
    load = {ticket.id: ticket.load_s for ticket in problem.tickets}
    outside = dict.fromkeys(stand_in, 0)
    for shift, row in plan.items():
        if shift not in shifts and owner[shift] in outside:
            outside[owner[shift]] += sum(load[ticket] for ticket in row)
    return replace(
        problem,
        places=tuple(problem.places[old] for old in places) if problem.places else (),
        travel={name: _cut(travel, places) for name, travel in problem.travel.items()},
        tickets=tuple(_moved_ticket(ticket, place, owner, shifts, stand_in) for ticket in chosen),
        shifts=tuple(_moved_shift(shift, place) for shift in kept),
        engineers=tuple(
            replace(engineer, past_load_s=engineer.past_load_s + outside[engineer.id])
            for engineer in problem.engineers
            if engineer.id in outside
        ),
    )


def split(
    evaluator: Evaluator, plan: Plan, count: int, rng: random.Random
) -> list[tuple[set[int], set[int]]]:
    """`count` parts, each (shifts, tickets), cut across a random direction.

    An engineer's shifts stay together. Every ticket that can be served is in one part.
    """
    problem = evaluator.problem
    along = _axis(evaluator, rng)
    rows: dict[int, list[int]] = {engineer.id: [] for engineer in problem.engineers}
    for shift in problem.shifts:
        rows[shift.engineer] += plan.get(shift.id, ())
    position = {
        engineer: float(np.mean([along[ticket] for ticket in row]))
        if row
        else rng.choice(list(along.values()))
        for engineer, row in rows.items()
    }
    ranked = sorted(rows, key=lambda engineer: (position[engineer], engineer))
    groups = _evenly(ranked, [1 + len(rows[engineer]) for engineer in ranked], count)
    part_of = {engineer: number for number, group in enumerate(groups) for engineer in group}
    parts: list[tuple[set[int], set[int]]] = [(set(), set()) for _ in groups]
    for shift in problem.shifts:
        parts[part_of[shift.engineer]][0].add(shift.id)
        parts[part_of[shift.engineer]][1].update(plan.get(shift.id, ()))
    served = {ticket for row in plan.values() for ticket in row}
    owner = {shift.id: shift.engineer for shift in problem.shifts}
    for ticket in problem.tickets:
        if ticket.id in served:
            continue
        able = {owner[shift] for shift in evaluator.trials.able_shifts(ticket.id)}
        if able:
            best = min(able, key=lambda e: (abs(position[e] - along[ticket.id]), e))
            parts[part_of[best]][1].add(ticket.id)
    return parts


def neighbourhood(
    evaluator: Evaluator, plan: Plan, near: Sequence[int], tickets: int, shifts: int
) -> tuple[set[int], set[int]]:
    """Shifts and tickets around the first of `near`, at most so many of each."""
    where = {ticket: shift for shift, row in plan.items() for ticket in row}
    chosen: set[int] = set()
    inside: set[int] = set()
    for ticket in near:
        shift = where.get(ticket)
        row = plan[shift] if shift is not None else (ticket,)
        if len(inside.union(row)) > tickets:
            break
        if shift is not None:
            if shift not in chosen and len(chosen) >= shifts:
                continue
            chosen.add(shift)
        inside.update(row)
    for shift in evaluator.trials.able_shifts(near[0]):
        if len(chosen) < shifts and not plan.get(shift):
            chosen.add(shift)
    return chosen, inside


def _axis(evaluator: Evaluator, rng: random.Random) -> dict[int, float]:
    """Ticket → where it lies between two places far apart, by travel time alone."""
    problem = evaluator.problem
    durations = evaluator.lookup.travel.durations[problem.shifts[0].profile]
    places = [ticket.place for ticket in problem.tickets]
    one = rng.choice(places)
    other = places[int(np.argmax(durations[one, places]))]
    return {
        ticket.id: float(durations[one, ticket.place] - durations[other, ticket.place])
        for ticket in problem.tickets
    }


def _evenly(ranked: Sequence[int], sizes: Sequence[int], count: int) -> list[list[int]]:
    """Consecutive groups of about equal total size."""
    groups: list[list[int]] = [[] for _ in range(count)]
    total, seen = sum(sizes), 0
    for item, size in zip(ranked, sizes, strict=True):
        groups[min(count - 1, seen * count // max(1, total))].append(item)
        seen += size
    return [group for group in groups if group]


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
