"""Hard rules that somebody sets aside: which may be, and a problem in which they are.

What remains is what nobody can decide: an engineer is at one place at a time, and gets there by
travelling.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Rule
from dispatch_console.services.standing import Standing

OF_ENGINEER = frozenset({Rule.SKILL, Rule.REGION, Rule.ALLOWED})
"""Rules on who may come: a lock to the engineer waives them."""

OVERRIDABLE = OF_ENGINEER | {Rule.WINDOW, Rule.SHIFT, Rule.BREAK, Rule.MAX_TICKETS, Rule.LOCK}
"""`LOCK` is the time another customer was promised: that visit then comes later."""

LONGEST_S = 24 * 3600
"""No day of work is made longer than this."""

Aside = frozenset[tuple[Rule, int | None]]
"""Rules set aside, each for a ticket or (None) for the shift."""


def set_aside(
    problem: Problem, shift: int, tickets: Sequence[int], aside: Aside, limit: int
) -> Problem:
    """The problem in which these rules do not count for the shift and what is in it.

    `tickets` are those put there, `limit` is when the shift's engineer must be home at the latest.
    """
    if not aside:
        return problem
    rules = {rule for rule, _ in aside}

    def bind(spec: TicketSpec) -> TicketSpec:
        mine = {rule for rule, ticket in aside if ticket == spec.id}
        if mine & OF_ENGINEER:
            spec = replace(spec, lock_shift=shift)
        if Rule.WINDOW in mine:
            spec = replace(spec, windows=())
        return replace(spec, lock_start=None) if Rule.LOCK in mine else spec

    def ease(spec: ShiftSpec) -> ShiftSpec:
        if spec.id != shift:
            return spec
        if Rule.SHIFT in rules:
            spec = replace(spec, overtime_s=max(spec.overtime_s, limit - spec.end))
        if Rule.MAX_TICKETS in rules and spec.max_tickets is not None:
            spec = replace(spec, max_tickets=spec.max_tickets + len(tickets))
        return _any_time(spec) if Rule.BREAK in rules else spec

    return replace(
        problem, tickets=tuple(map(bind, problem.tickets)), shifts=tuple(map(ease, problem.shifts))
    )


def on_top(tickets: Iterable[Ticket]) -> int:
    """How many of the tickets came on top of their shift's limit."""
    return sum(_overrides(ticket, Rule.MAX_TICKETS) for ticket in tickets)


def break_moved(state: Standing) -> bool:
    """Whether the shift's breaks may be taken at any time."""
    return any(_overrides(ticket, Rule.BREAK) for ticket in state.in_play)


def with_longer_days(problem: Problem, states: Iterable[Standing]) -> Problem:
    """The problem in which a shift set beyond its end by an override ends as people were told."""
    longer = {
        int(state.shift.id)
        for state in states
        if any(_overrides(ticket, Rule.SHIFT) for ticket in state.in_play)
    }
    if not longer:
        return problem
    return replace(
        problem,
        shifts=tuple(
            _as_long_as_told(problem, spec) if spec.id in longer else spec
            for spec in problem.shifts
        ),
    )


def _overrides(ticket: Ticket, rule: Rule) -> bool:
    return ticket.override is not None and rule.value in ticket.override.rules


def _as_long_as_told(problem: Problem, shift: ShiftSpec) -> ShiftSpec:
    told = sorted(
        (spec.current_start, spec.id, spec)
        for spec in problem.tickets
        if spec.current_shift == shift.id and spec.current_start is not None
    )
    pinned = tuple(
        replace(spec, windows=((start, start),), lock_start=None) for start, _, spec in told
    )
    day = replace(shift, overtime_s=max(shift.overtime_s, shift.start + LONGEST_S - shift.end))
    alone = replace(problem, tickets=pinned, shifts=(day,), links=())
    order = tuple(spec.id for spec in pinned)
    alone = extract(alone, {shift.id: order}, {shift.id}, set(order))
    finish = Evaluator(alone).schedule(shift.id, order).route.finish
    return replace(shift, overtime_s=max(shift.overtime_s, finish - shift.end))


def _any_time(shift: ShiftSpec) -> ShiftSpec:
    span = ((shift.start, shift.start + LONGEST_S),)
    return replace(shift, breaks=tuple(replace(rest, windows=span) for rest in shift.breaks))
