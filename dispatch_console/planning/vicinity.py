"""The part of a plan around one ticket: small enough to be solved again in a moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem, TicketSpec, Window
from dispatch_console.planning.timetable import NEVER
from dispatch_console.planning.told import bind

ABLE, OTHERS = 8, 4
"""How many of the nearest shifts that may serve the ticket are taken in, and of the others."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An evaluator, and the plan as it stands in the terms of its problem."""

    evaluator: Evaluator
    plan: Plan


class Vicinity:
    """The shifts near a ticket with their tickets. Raises `plan.ticket` for an unknown id.

    `wanted` is the problem of the part, in which a late ticket must be in time; `standing` the
    part's rows without the ticket.
    """

    def __init__(self, insertion: Insertion, ticket: int) -> None:
        self.insertion = insertion
        self.ticket = ticket
        self.spec = insertion.evaluator.lookup.ticket(ticket)
        problem = insertion.evaluator.problem
        self.late = insertion.shift_of(ticket) is not None
        self._together = (
            problem.max_changes is not None
            or problem.max_disturbed is not None
            or bool(problem.depots)
            or bool(insertion.evaluator.pricing.worst_late_rate)
        )
        self.shifts = self._near()
        self._tickets = {ticket} | {t for s in self.shifts for t in insertion.plan[s]}
        self.wanted = self._in_time(self._part(problem))
        self.standing = {
            shift.id: tuple(t for t in insertion.plan[shift.id] if t != ticket)
            for shift in self.wanted.shifts
        }

    def probe(self, ease: Callable[[Problem], Problem]) -> Insertion:
        """The part with a rule eased, to be asked where the ticket would go."""
        return Insertion(Evaluator(ease(self.wanted)), self.standing)

    def held(self) -> Problem:
        """The problem of the part in which every change of the plan has its price, so that a
        search moves nobody for next to nothing. A limit on changes does that by itself."""
        if self.wanted.max_changes is not None or self.wanted.max_disturbed is not None:
            return self.wanted
        return bind(self.wanted, Evaluator(self.wanted).solution(self.standing))

    def serves(self, evaluator: Evaluator, rows: Plan) -> bool:
        """Whether these rows serve the ticket and break no rule but those broken before."""
        if all(self.ticket not in row for row in rows.values()):
            return False
        new = {(v.rule, v.ticket, v.shift) for v in evaluator.violations(rows)}
        return new <= {(v.rule, v.ticket, v.shift) for v in evaluator.violations(self.standing)}

    def judged(self, problem: Problem) -> Judged:
        """The plan as it stands, where a change of the part shows as in the whole of `problem`."""
        plan = self.insertion.plan
        if self._together:
            return Judged(Evaluator(problem), plan)
        part = self._part(problem)
        return Judged(Evaluator(part), {shift.id: plan[shift.id] for shift in part.shifts})

    def _part(self, problem: Problem) -> Problem:
        inside = self._tickets
        links = tuple(k for k in problem.links if {k.first, k.second} <= inside)
        return extract(replace(problem, links=links), self.insertion.plan, self.shifts, inside)

    def _near(self) -> set[int]:
        """The nearest shifts, where the ticket is, and what links tie to them."""
        evaluator, plan = self.insertion.evaluator, self.insertion.plan
        ranked = sorted(plan, key=self._distance)
        able = [s for s in ranked if evaluator.trials.pair_cost(self.ticket, s) is not None]
        known = set(able)
        others = [shift for shift in ranked if shift not in known]
        found = {*able[:ABLE], *others[:OTHERS]}
        own = self.insertion.shift_of(self.ticket)
        if own is not None:
            found.add(own)
        if evaluator.problem.links:
            with_it = {**plan, min(found): (*plan[min(found)], self.ticket)} if found else plan
            found = evaluator.links.tied((plan, with_it), found)
        return found

    def _distance(self, shift: int) -> tuple[float, int]:
        """How far the ticket is from where the shift comes by; far away if it works another day."""
        lookup = self.insertion.evaluator.lookup
        spec, windows = (
            lookup.shifts[shift],
            self.insertion.evaluator.trials.jobs[self.ticket].windows,
        )
        ends = [place for place in (spec.start_place, spec.end_place) if place is not None]
        served = [lookup.tickets[other].place for other in self.insertion.plan[shift]]
        legs = lookup.travel.shift_durations(spec)[self.spec.place]
        near = float(np.min(legs[[*ends, *served]])) if ends or served else 0.0
        limit = spec.end + spec.overtime_s
        meets = not windows or any(a <= limit and spec.start <= b for a, b in windows)
        return near + (0 if meets else NEVER), shift

    def _in_time(self, part: Problem) -> Problem:
        if not self.late:
            return part
        return replace(
            part,
            tickets=tuple(_punctual(t) if t.id == self.ticket else t for t in part.tickets),
        )


def _punctual(ticket: TicketSpec) -> TicketSpec:
    """The ticket with what is late of its windows cut off; a window nobody meets if all is."""
    dues = [ticket.response_due] if ticket.response_due is not None else []
    if ticket.resolution_due is not None:
        dues.append(ticket.resolution_due - ticket.service_s - ticket.setup_s)
    if not dues:
        return ticket
    due = min(dues)
    own: tuple[Window, ...] = ticket.windows or ((0, max(0, due)),)
    cut = tuple((first, min(last, due)) for first, last in own if first <= due)
    return replace(ticket, windows=cut or ((-1, -1),))
