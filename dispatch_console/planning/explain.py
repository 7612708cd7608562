"""Why a ticket is where it is, or nowhere: the rules that forbid each shift."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.solution import Violation


class Reason(StrEnum):
    """Why a ticket is unserved."""

    IMPOSSIBLE = "impossible"
    """No shift could serve it, had it nothing else to do."""
    NO_ROOM = "no_room"
    """Some shift could, but none has room beside what it does."""
    NOT_WORTH = "not_worth"
    """A shift has room, but serving it costs more than leaving it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `ticket` is unserved, and what each shift that cannot serve it alone breaks."""

    ticket: int
    reason: Reason
    obstacles: Mapping[int, tuple[Violation, ...]]


def obstacles(evaluator: Evaluator, ticket: int) -> dict[int, tuple[Violation, ...]]:
    """Shift → the rules broken if it served this ticket and nothing else; only shifts that do."""
    found: dict[int, tuple[Violation, ...]] = {}
    for shift in evaluator.problem.shifts:
        broken = evaluator.schedule(shift.id, (ticket,)).violations
        if broken:
            found[shift.id] = broken
    return found


def unserved(evaluator: Evaluator, plan: Plan, ticket: int) -> Explanation:
    """The reason why the plan leaves the ticket out. Raises `plan.ticket` for an unknown id."""
    evaluator.lookup.ticket(ticket)
    stops = obstacles(evaluator, ticket)
    if len(stops) == len(evaluator.problem.shifts):
        return Explanation(ticket, Reason.IMPOSSIBLE, stops)
    room = any(
        evaluator.trials.best_position(shift.id, plan.get(shift.id, ()), ticket)
        for shift in evaluator.problem.shifts
        if shift.id not in stops
    )
    return Explanation(ticket, Reason.NOT_WORTH if room else Reason.NO_ROOM, stops)
