"""Plans as people see them: planned visits, moves between two plans, the proposal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.override import Override
from dispatch_console.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit as planned, before it is a row of the database."""

    ticket_id: TicketId
    engineer_id: EngineerId
    shift_id: ShiftId
    start: datetime
    end: datetime
    travel_s: int
    travel_m: int
    override: Override | None = None


class MoveKind(StrEnum):
    """How a ticket's assignment differs between what is and what is proposed."""

    ASSIGN = "assign"
    REASSIGN = "reassign"
    RETIME = "retime"
    UNASSIGN = "unassign"


@dataclass(frozen=True, slots=True)
class Move:
    """One ticket's change. `before` / `after` are None where the ticket is unassigned."""

    ticket_id: TicketId
    kind: MoveKind
    before: PlannedVisit | None
    after: PlannedVisit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """What a plan comes to. Load is planned weighted hours per engineer on duty."""

    served: int
    unserved: int
    late: int
    travel_s: int
    travel_m: int
    overtime_s: int
    load_mean_h: float
    load_spread_h: float
    utilisation: float


NO_FIGURES = PlanFigures(
    served=0,
    unserved=0,
    late=0,
    travel_s=0,
    travel_m=0,
    overtime_s=0,
    load_mean_h=0.0,
    load_spread_h=0.0,
    utilisation=0.0,
)
"""Of a plan that nobody is to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An engineer who begins nothing from `start` on, in shifts that start before `until`."""

    engineer_id: EngineerId
    start: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """A rule to be eased so that `ticket_id` can have the visit proposed.

    `kind` names the rule, `params` say by how much and, with `engineer_id`, whose it is; `start` is
    when the ticket begins whose windows give way.
    """

    ticket_id: TicketId
    kind: str
    params: Mapping[str, object]
    engineer_id: EngineerId | None = None
    start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan awaiting review: what would change, and the rows it was computed from.

    `base` maps every ticket in scope to the `plan_version` the plan was computed from, so that
    publishing can tell what changed meanwhile. `unserved` maps tickets in scope that get no visit
    to a reason code, `left_out` those that were no part of the plan; `eased` are tickets whose
    locked time could no longer be kept. Publishing it also records the `absence`, and eases the
    rules of the `concessions`.
    """

    id: UUID
    made_at: datetime
    visits: Mapping[TicketId, PlannedVisit]
    base: Mapping[TicketId, int]
    moves: tuple[Move, ...]
    before: PlanFigures
    after: PlanFigures
    unserved: Mapping[TicketId, str] = field(default_factory=dict)
    left_out: Mapping[TicketId, str] = field(default_factory=dict)
    eased: frozenset[TicketId] = frozenset()
    absence: Absence | None = None
    concessions: tuple[Concession, ...] = ()


def with_changed_day(moves: Iterable[Move]) -> frozenset[EngineerId]:
    """The engineers to whom a visit comes, from whom one goes, or who have one at another time."""
    kept = tuple(moves)
    coming = {move.after.engineer_id for move in kept if move.after is not None}
    going = {move.before.engineer_id for move in kept if move.before is not None}
    return frozenset(coming | going)


def planned(ticket: Ticket) -> PlannedVisit | None:
    """The ticket's visit as it is now."""
    visit = ticket.visit
    if visit is None:
        return None
    return PlannedVisit(
        ticket_id=visit.ticket_id,
        engineer_id=visit.engineer_id,
        shift_id=visit.shift_id,
        start=visit.start,
        end=visit.end,
        travel_s=visit.travel_s,
        travel_m=visit.travel_m,
        override=visit.override,
    )


def unjudged(
    tickets: Iterable[Ticket], visits: Mapping[TicketId, PlannedVisit], made_at: datetime
) -> Proposal:
    """A proposal of these visits for the tickets, none for the others, that nobody has reckoned
    through: its figures are `NO_FIGURES`."""
    rows = tuple(tickets)
    return Proposal(
        id=uuid4(),
        made_at=made_at,
        visits=visits,
        base={ticket.id: ticket.plan_version for ticket in rows},
        moves=moves(rows, visits),
        before=NO_FIGURES,
        after=NO_FIGURES,
    )


def moves(tickets: Iterable[Ticket], visits: Mapping[TicketId, PlannedVisit]) -> tuple[Move, ...]:
    """What `visits` changes for `tickets`, ordered by ticket; travel alone is no move."""
    found: list[Move] = []
    for ticket in sorted(tickets, key=lambda t: t.id):
        before, after = planned(ticket), visits.get(ticket.id)
        if before is None and after is not None:
            found.append(Move(ticket.id, MoveKind.ASSIGN, before, after))
        elif before is not None and after is None:
            found.append(Move(ticket.id, MoveKind.UNASSIGN, before, after))
        elif before is not None and after is not None:
            if before.engineer_id != after.engineer_id:
                found.append(Move(ticket.id, MoveKind.REASSIGN, before, after))
            elif (before.start, before.end) != (after.start, after.end):
                found.append(Move(ticket.id, MoveKind.RETIME, before, after))
    return tuple(found)
