"""A proposal under review: its moves in groups, each accepted or rejected, and what follows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import (
    Absence,
    Concession,
    Move,
    PlanFigures,
    Proposal,
    moves,
    with_changed_day,
)
from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.groups import Split, split
from dispatch_console.planning.solution import Solution
from dispatch_console.services.mixing import Mix
from dispatch_console.services.planning import current_solution, propose
from dispatch_console.services.scope import Scope

if TYPE_CHECKING:
    from dispatch_console.services.meanwhile import Meanwhile

LEFT = "review.left"
"""Why a ticket that the reviewer left without a visit has none, as the key of a sentence."""

OFF = "review.off"
"""Why a ticket has no visit whose engineer is off and that nobody takes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """An absence under review, and the `tickets` that lose their visits by it whatever is chosen.

    The review's problem knows of no visit of theirs.
    """

    absence: Absence
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveGroup:
    """Moves that can only be made together, and what they do if they alone are made.

    `gain` is by how many objective units the plan gets better (in the field, seconds of travel);
    `travel_s`, `served` and `late` are by how much those figures change. `moves` are as they come
    out if all groups are accepted.
    """

    number: int
    moves: tuple[Move, ...]
    gain: float
    travel_s: int
    served: int
    late: int
    engineers: frozenset[EngineerId]
    customers: int

    @property
    def tickets(self) -> tuple[TicketId, ...]:
        """The tickets that it moves."""
        return tuple(move.ticket_id for move in self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is reviewed: the plan found for the scope, against the board it was found for.

    `left` are tickets that the reviewer has left without a visit. With a `loss` the choice is who
    takes over from the one who is off. `standing` is the plan as people know it, if that is not
    what the problem makes of it; `concessions` are the rules that the plan needs eased. It is what
    had to be planned again after what others did `meanwhile`. If it is `settled`, no choice gives a
    ticket a time that neither plan gives it there. `most_engineers` is the cap on engineers whose
    day changes that the plan was searched within; None: of any number.
    """

    board: Board
    scope: Scope
    split: Split
    mix: Mix
    whole: Proposal
    left: frozenset[TicketId] = frozenset()
    loss: Loss | None = None
    standing: Solution | None = None
    concessions: tuple[Concession, ...] = ()
    meanwhile: "Meanwhile | None" = None
    settled: bool = False
    most_engineers: int | None = None

    @property
    def lost(self) -> frozenset[TicketId]:
        """The tickets that do not keep the visit they have, whatever is chosen."""
        return frozenset(t.id for t in self.loss.tickets) if self.loss else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The groups, the best first; the numbers of those accepted; the proposal that these make.

    Every choice of groups keeps the hard rules that the plan as it stands keeps.
    """

    case: Case = field(repr=False)
    groups: tuple[MoveGroup, ...]
    accepted: frozenset[int]
    proposal: Proposal

    @property
    def rejected_moves(self) -> int:
        """How many moves are in groups that are not accepted."""
        return sum(len(group.moves) for group in self.groups if group.number not in self.accepted)

    def taking(self, accepted: Iterable[int]) -> "Review":
        """The same review with just these groups accepted."""
        chosen = frozenset(accepted).intersection(group.number for group in self.groups)
        return replace(self, accepted=chosen, proposal=_proposal(self.case, chosen))

    def group_of(self, ticket: TicketId) -> MoveGroup | None:
        """The group that moves the ticket."""
        return next((group for group in self.groups if ticket in group.tickets), None)


def open_review(
    board: Board,
    scope: Scope,
    solution: Solution,
    *,
    now: datetime,
    left: frozenset[TicketId] = frozenset(),
    loss: Loss | None = None,
    standing: Solution | None = None,
    concessions: tuple[Concession, ...] = (),
    meanwhile: "Meanwhile | None" = None,
    settled: bool = False,
    most_engineers: int | None = None,
) -> Review:
    """The solver's plan for the scope as a proposal, group by group; all are accepted at first.

    The rest is as in `Case`.
    """
    problem = scope.problem
    evaluator = Evaluator(problem)
    found = split(evaluator, standing or current_solution(problem), solution, settled=settled)
    whole = propose(board, problem, solution, now=now, scope=scope)
    if loss is not None:
        whole = _with(whole, loss)
    mix = Mix(_after(board, loss), problem, found, whole)
    case = Case(
        board=board,
        scope=scope,
        split=found,
        mix=mix,
        whole=whole,
        left=left,
        loss=loss,
        standing=standing,
        concessions=concessions,
        meanwhile=meanwhile,
        settled=settled,
        most_engineers=most_engineers,
    )
    groups = sorted(_groups(case, evaluator), key=lambda group: (-group.gain, group.number))
    accepted = frozenset(group.number for group in groups)
    return Review(
        case=case,
        groups=tuple(groups),
        accepted=accepted,
        proposal=_proposal(case, accepted),
    )


def _with(proposal: Proposal, loss: Loss) -> Proposal:
    """The proposal that records the absence, and answers for all tickets lost by it."""
    base = dict(proposal.base) | {ticket.id: ticket.plan_version for ticket in loss.tickets}
    lost = {t.id: OFF for t in loss.tickets if t.id not in proposal.visits}
    return replace(
        proposal, absence=loss.absence, base=base, unserved={**lost, **proposal.unserved}
    )


def _after(board: Board, loss: Loss | None) -> Board:
    """The board once the tickets are lost."""
    if loss is None:
        return board
    freed = {ticket.id: replace(ticket, visit=None) for ticket in loss.tickets}
    return replace(board, tickets={**board.tickets, **freed})


def _proposal(case: Case, accepted: frozenset[int]) -> Proposal:
    """The proposal cut down to these groups; all else stays as it is."""
    visits = case.mix.visits(accepted)
    concerned = [case.board.tickets[key] for key in case.whole.base]
    made = moves(concerned, visits)
    return replace(
        case.whole,
        visits=visits,
        moves=made,
        concessions=tuple(one for one in case.concessions if _needed(one, made)),
        after=case.mix.figures(accepted),
        unserved={
            key: LEFT if key in case.left else why
            for key, why in {**dict.fromkeys(case.lost, OFF), **case.whole.unserved}.items()
            if key not in visits
        },
    )


def _needed(given: Concession, made: Iterable[Move]) -> bool:
    """Whether any of the moves may lean on the rule that is eased."""
    tickets = {given.ticket_id, given.params.get("ticket")}
    return any(
        move.ticket_id in tickets
        or (
            move.after is not None
            and (
                move.after.shift_id == given.params.get("shift")
                or move.after.engineer_id == given.engineer_id
            )
        )
        for move in made
    )


def _groups(case: Case, evaluator: Evaluator) -> list[MoveGroup]:
    """Groups with moves. What only changes the way to visits that stay is no matter for review."""
    everything = range(len(case.split.groups) + len(case.mix.given_up))
    by_number: dict[int, list[Move]] = {}
    for move in _proposal(case, frozenset(everything)).moves:
        if move.after is None and move.ticket_id in case.lost:
            continue
        by_number.setdefault(_number(case, move), []).append(move)
    before = case.mix.figures(())
    return [
        _group(case, evaluator, number, tuple(found), before) for number, found in by_number.items()
    ]


def _number(case: Case, move: Move) -> int:
    """The group that the move belongs to: of several that may retime a visit, the first."""
    for number, group in enumerate(case.split.groups):
        if move.ticket_id in group.tickets:
            return number
    if move.after is None:
        return next(n for n, ticket in case.mix.given_up.items() if ticket == move.ticket_id)
    return min(case.split.touching(move.after.shift_id))


def _group(
    case: Case, evaluator: Evaluator, number: int, found: tuple[Move, ...], before: PlanFigures
) -> MoveGroup:
    after = case.mix.figures((number,))
    tickets = (case.board.tickets[move.ticket_id] for move in found)
    return MoveGroup(
        number=number,
        moves=found,
        gain=_gain(case.split, evaluator, number),
        travel_s=after.travel_s - before.travel_s,
        served=after.served - before.served,
        late=after.late - before.late,
        engineers=with_changed_day(found),
        customers=len({ticket.customer_id or ticket.customer_name for ticket in tickets}),
    )


def _gain(found: Split, evaluator: Evaluator, number: int) -> float:
    """By how much the group alone lowers the objective; told from the engineers it touches."""
    if number >= len(found.groups):
        return 0.0
    shifts = evaluator.lookup.shifts
    touched = {shifts[shift].engineer for shift in found.groups[number].shifts}
    apart = not evaluator.pricing.worst_late_rate

    def cost(made: tuple[int, ...]) -> float:
        routes = found.routes(made)
        return evaluator.objective(
            route for route in routes if not apart or shifts[route.shift].engineer in touched
        ).total

    return cost(()) - cost((number,))
