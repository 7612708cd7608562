"""What it would take to give a ticket a visit: each rule eased on its own, priced by solving anew.

Pure, like `why`. `applying` writes what a person chooses.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit, Proposal, moves, planned
from dispatch_console.domain.ticket import Lock
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.evaluator import Evaluator, Plan, travel_time
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.services.planning import figures, route_visits
from dispatch_console.services.why import Question, WhyDesk, late_tickets

if TYPE_CHECKING:
    from dispatch_console.planning.relax import Relaxed

SEARCH_S = 12.0
"""How long easings are looked for, all together."""

WRITTEN: frozenset[Kind | None] = frozenset(
    {
        None,
        Kind.EARLIER,
        Kind.LATER,
        Kind.PUSH,
        Kind.OVERTIME,
        Kind.MAX_TICKETS,
        Kind.UNLOCK,
        Kind.LEVEL,
        Kind.REGION,
        Kind.DROP,
    }
)
"""What a dispatcher may ease by changing rows. Nobody learns a skill by a row that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eased:
    """One rule eased, and the plan in which the ticket has `visit`.

    Without a `kind` no rule needs to be: solving anew found room by moving others.
    `params` are those of `Kind`; `engineer_id` is whose shift, skill or region it is about.
    `delta` is the difference of the objective, `travel_s` that of travel; `newly_late` tickets made
    late, `moved` those at another time or engineer, `dropped` those without a visit then.
    `problem` and `plan` are what the price is of, whole; `proposal` holds the moves to it.
    `applies`: the database can hold the easing, see `applying.apply`.
    """

    ticket_id: TicketId
    kind: Kind | None
    params: Mapping[str, object]
    engineer_id: EngineerId | None
    visit: PlannedVisit
    delta: Objective
    travel_s: int
    newly_late: tuple[TicketId, ...]
    moved: tuple[TicketId, ...]
    dropped: tuple[TicketId, ...]
    problem: Problem
    plan: Plan
    proposal: Proposal
    applies: bool


def easings(
    desk: WhyDesk,
    ticket: TicketId,
    *,
    seconds: float = SEARCH_S,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Eased]:
    """What would give the ticket a visit, or one by another engineer, as it is found.

    Raises as `WhyDesk.answer` does.
    """
    # It brings the solver with it, which a window does not need to open.
    from dispatch_console.planning.relax import relaxations

    asked, known = desk.question(ticket), set[object]()
    standing = asked.standing
    for found in relaxations(
        standing.evaluator, standing.plan, ticket, seconds=seconds, cancelled=cancelled
    ):
        eased = _eased(asked, ticket, found)
        if eased is not None and _outcome(eased) not in known:
            known.add(_outcome(eased))
            yield eased


def _eased(asked: Question, ticket: TicketId, found: "Relaxed") -> Eased | None:
    """In people's terms; None for what nobody could agree to any more: see `_too_late`."""
    was, now = asked.plan, found.plan
    changed = {shift for shift, row in now.items() if row != was[shift]}
    inside = {t for shift in changed for t in (*was[shift], *now[shift])}
    # Where the plan found breaks no rule as it is, it is not the easing that helped: the times then
    # are those without it.
    needed = not _keeps_rules(asked, found, changed, inside)
    problem = found.problem if needed else asked.problem
    part = extract(problem, now, changed, inside)
    evaluator = Evaluator(part)
    before = evaluator.solution({shift: was[shift] for shift in changed}).routes
    after = evaluator.solution({shift: now[shift] for shift in changed}).routes
    visits: dict[TicketId, PlannedVisit] = {}
    for route in after:
        visits |= route_visits(asked.board, part, route)
    visit = visits[ticket]
    if visit.start < asked.soonest or _too_late(asked, found):
        return None
    engineer, kind, params = _engineer(found), found.kind, found.params
    delta = found.delta
    if not needed:
        whole, standing = asked.standing.evaluator, asked.standing.plan
        then, first = whole.solution(now).objective.terms, whole.solution(standing).objective.terms
        delta = Objective({term: then[term] - first[term] for term in Term})
        kind, params = (Kind.DROP, {"tickets": found.dropped}) if found.dropped else (None, {})
    return Eased(
        ticket_id=ticket,
        kind=kind,
        params=params,
        engineer_id=engineer,
        visit=visit,
        delta=_difference(asked, delta),
        travel_s=sum(map(travel_time, after)) - sum(map(travel_time, before)),
        newly_late=tuple(sorted(late_tickets(part, after) - late_tickets(part, before))),
        moved=tuple(map(TicketId, found.moved)),
        dropped=tuple(map(TicketId, found.dropped)),
        problem=problem,
        plan=found.plan,
        proposal=_proposal(asked, changed, inside, visits),
        applies=kind in WRITTEN and not _unlisted(asked, kind, engineer),
    )


def _difference(asked: Question, delta: Objective) -> Objective:
    """From the plan as it is, not from that without the ticket."""
    own = asked.own
    return Objective({term: value - own.get(term, 0.0) for term, value in delta.terms.items()})


def _outcome(eased: Eased) -> object:
    """What tells one from another; where no rule is eased the plan alone."""
    params = eased.params.values() if eased.kind not in (None, Kind.DROP) else ()
    return eased.kind, tuple(params), eased.visit, eased.moved, eased.dropped


def _keeps_rules(asked: Question, found: "Relaxed", shifts: set[int], tickets: set[int]) -> bool:
    """Whether the plan found breaks no rule as it is."""
    was, now = asked.plan, found.plan
    evaluator = Evaluator(extract(asked.problem, now, shifts, tickets))
    broken = evaluator.violations({shift: now[shift] for shift in shifts})
    before = evaluator.violations({shift: was[shift] for shift in shifts})
    known = {(v.rule, v.ticket, v.shift) for v in before}
    return all((v.rule, v.ticket, v.shift) in known for v in broken)


def _too_late(asked: Question, found: "Relaxed") -> bool:
    """Whether a visit would have to give way that has begun, or that somebody has locked.

    To the planner both are locks: those that people set are eased by name, see `Kind.UNLOCK`.
    """
    tickets = asked.standing.evaluator.lookup.tickets
    if any(
        tickets[key].lock_start is not None or tickets[key].lock_shift is not None
        for key in found.dropped
    ):
        return True
    eased = found.params.get("ticket")
    if found.kind is not Kind.UNLOCK or not isinstance(eased, int):
        return False
    return asked.board.tickets[TicketId(eased)].lock is Lock.NONE


def _engineer(found: "Relaxed") -> EngineerId | None:
    shift, engineer = found.params.get("shift"), found.params.get("engineer")
    if isinstance(shift, int):
        owners = (spec.engineer for spec in found.problem.shifts if spec.id == shift)
        return EngineerId(next(owners))
    return EngineerId(engineer) if isinstance(engineer, int) else None


def _unlisted(asked: Question, kind: Kind | None, engineer: EngineerId | None) -> bool:
    """Whether the engineer lists no region: to list one would be to leave all others."""
    if kind is not Kind.REGION or engineer is None:
        return False
    return not asked.board.engineers[engineer].regions


def _proposal(
    asked: Question, shifts: set[int], tickets: set[int], visits: Mapping[TicketId, PlannedVisit]
) -> Proposal:
    """The moves from the plan as it is to the one found, on the shifts that change."""
    board = asked.board
    concerned = [board.tickets[TicketId(key)] for key in sorted(tickets)]
    part = replace(
        board,
        tickets={ticket.id: ticket for ticket in concerned},
        shifts={ShiftId(key): board.shifts[ShiftId(key)] for key in sorted(shifts)},
    )
    return Proposal(
        id=uuid4(),
        made_at=board.read_at,
        visits=visits,
        base={ticket.id: ticket.plan_version for ticket in concerned},
        moves=moves(concerned, visits),
        before=figures(part, [visit for visit in map(planned, concerned) if visit]),
        after=figures(part, visits.values()),
    )
