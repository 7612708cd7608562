"""One step of tickets' lives inside a unit: by the workflow of each, with all that follows from it.

Every way a person takes a ticket from one status to another comes through here; what gives and
takes visits goes by `domain.lifecycle`, whose steps every workflow has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import merged
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN, UNDER_WAY
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.domain.signature import admit
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import (
    NOTHING,
    Given,
    Need,
    Transition,
    Trigger,
    missing,
    require_transition,
)
from dispatch_console.services.locking import engineers_of, locked_board, require_held
from dispatch_console.services.sla.settling import settle
from dispatch_console.services.standing import begun
from dispatch_console.services.step_hooks import Taken, set_off
from dispatch_console.storage.unit_of_work import Unit

VISITED = frozenset({Status.ASSIGNED, Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS})
"""Statuses that say who comes: a ticket without a visit cannot have them."""

SHORTEST_TRACE = timedelta(minutes=1)

BY_DUTY = "duty"
"""Said in a step's data of one that was taken by itself."""


@dataclass(frozen=True, slots=True)
class _Move:
    """One ticket's step; `step` is None for one of a crew, which goes along from wherever it is."""

    ticket: Ticket
    step: Transition | None


def take(
    unit: Unit,
    tickets: Sequence[TicketId],
    status: Status,
    given: Given = NOTHING,
    *,
    now: datetime,
    by: str = "",
    into: TicketId | None = None,
    look: Callable[[Ticket], None] = lambda ticket: None,
) -> None:
    """Take the tickets one step further in their life; one already there is left alone.

    All of a crew go on hold, are done or cancelled together; each sets out by themselves. A ticket
    put on hold before anybody left for it loses its visit; one resolved early gives back the rest
    of its time. Fields given are written, and the deadlines follow. `by` says who, where it was no
    person. `into` is the ticket that goes on in the stead of those merged. `look` sees each ticket
    as it is before its step, with nobody else at it, and may raise.

    Raises `ticket.step`, `ticket.step_role`, `ticket.step_needs` with what it `needs`,
    `ticket.children_open`, `ticket.merge_target`, `dispatch.no_visit`, `ticket.gone`, of a
    signature what `domain.signature.admit` raises, and of values of custom fields what
    `domain.custom.merged` does.
    """
    if (status is Status.MERGED) != (into is not None):
        raise DomainError("ticket.merge_target")
    definitions, role = unit.workflows.definitions(), unit.workflows.my_role()
    rows = _whole_crews(unit, tickets, status)
    board = locked_board(unit, engineers_of(unit, rows), rows, now)
    require_held(board, rows)
    moves: list[_Move] = []
    for ticket in _each(board.tickets, rows):
        if ticket.status is status:
            continue
        if ticket.id not in tickets:
            moves.append(_Move(ticket, None))
            continue
        look(ticket)
        workflow = definitions.workflow_of(ticket)
        step = require_transition(workflow, ticket.status, status, role)
        _require_given(step, ticket, given, definitions)
        if status in VISITED and ticket.visit is None:
            raise DomainError("dispatch.no_visit", number=ticket.number)
        if status is Status.RESOLVED and workflow.children_first:
            _require_children_done(unit, ticket)
        moves.append(_Move(ticket, step))
    if moves:
        _write(unit, board, moves, status, given, definitions, now, by, into)


def _write(
    unit: Unit,
    board: Board,
    moves: Sequence[_Move],
    status: Status,
    given: Given,
    definitions: Definitions,
    now: datetime,
    by: str,
    into: TicketId | None,
) -> None:
    data = {**_signed(given), "custom": dict(given.custom), "by": by}
    unit.steps.tell({name: value for name, value in data.items() if value})
    told = [
        _told(ticket, status, given, definitions, into) for ticket in _wholes(board, moves, given)
    ]
    unit.tickets.update([after for after in told if after != board.tickets[after.id]])
    ended = [_ended(board, move.ticket, now) for move in moves if status is Status.RESOLVED]
    freed = [move.ticket.id for move in moves if _freed(move, status, now)]
    unit.visits.replace(
        [visit for visit in ended if visit is not None],
        unassign=freed,
        resting=dict.fromkeys(freed, status),
    )
    unit.tickets.set_status({move.ticket.id: status for move in moves})
    for move in moves:
        if move.step is not None:
            set_off(unit, Taken(move.ticket, move.step, given, now))
    settle(unit, [ticket.id for ticket in told])


def _wholes(board: Board, moves: Sequence[_Move], given: Given) -> list[Ticket]:
    """The tickets that are written as such: those that move, and where a mate alone does, the one
    whose fields are given with that."""
    wholes = {move.ticket.id: move.ticket for move in moves if move.ticket.crew_of is None}
    if given.fields or given.custom:
        keys = {move.ticket.whole for move in moves}
        wholes |= {key: board.tickets[key] for key in keys if key in board.tickets}
    return list(wholes.values())


def _signed(given: Given) -> dict[str, object]:
    """Who signed, and how, as the database takes it in with the step."""
    if given.signature is None:
        return {}
    signed = admit(given.signature)
    how = {"way": signed.way.value, "drawing": signed.drawing, "reason": signed.reason}
    return {"signature": signed.name, "signed": how}


def _told(
    ticket: Ticket,
    status: Status,
    given: Given,
    definitions: Definitions,
    into: TicketId | None,
) -> Ticket:
    """The ticket with what was said; without its new status, which is written by itself."""
    said = {name: words.strip() for name, words in given.fields.items() if name in set(Need)}
    fields = definitions.fields_of(ticket.type)
    custom = merged(fields, ticket.custom, given.custom) if given.custom else ticket.custom
    hold = given.hold_reason if status is Status.ON_HOLD else ticket.hold_reason
    return replace(
        ticket, **said, custom=custom, hold_reason=hold, merged_into=into or ticket.merged_into
    )


def _require_given(
    step: Transition, ticket: Ticket, given: Given, definitions: Definitions
) -> None:
    lacking = missing(step, ticket, given, definitions.fields_of(ticket.type))
    if lacking:
        names = {field.code: (field.name_en, field.name_zh) for field in definitions.fields}
        raise DomainError(
            "ticket.step_needs", number=ticket.number, then=step.after, needs=lacking, names=names
        )


def _require_children_done(unit: Unit, ticket: Ticket) -> None:
    children = unit.tickets.children(ticket.whole)
    waiting = tuple(child.number for child in children if child.status in OPEN)
    if waiting:
        raise DomainError("ticket.children_open", number=ticket.number, children=waiting)


def _each(rows: Mapping[TicketId, Ticket], tickets: Sequence[TicketId]) -> list[Ticket]:
    return [rows[key] for key in dict.fromkeys(tickets)]


def _freed(move: _Move, status: Status, now: datetime) -> bool:
    """Whether whoever is expected is expected no more, though the ticket stays on the board."""
    releases = move.step is not None and Trigger.RELEASE_VISIT in move.step.triggers
    return (status is Status.ON_HOLD or releases) and _expected(move.ticket, now)


def _expected(ticket: Ticket, now: datetime) -> bool:
    """Whether the engineer has not left for the visit yet."""
    visit = ticket.visit
    return visit is not None and ticket.status not in UNDER_WAY and not begun(visit, now)


def _whole_crews(unit: Unit, tickets: Sequence[TicketId], status: Status) -> list[TicketId]:
    """The tickets; what is not said of one engineer's visit is said of all of a crew."""
    given = list(dict.fromkeys(tickets))
    if status in VISITED:
        return given
    rows = unit.tickets.get({*given, *unit.tickets.kin(given)})
    wholes = {rows[key].whole for key in given if key in rows}
    return given + [key for key, row in rows.items() if row.whole in wholes and key not in given]


def _ended(board: Board, ticket: Ticket, now: datetime) -> PlannedVisit | None:
    """The visit as it ends now, where that is sooner than planned; None: it stays as it is."""
    visit = planned(ticket)
    if visit is None or visit.end <= now or ticket.status is Status.ON_HOLD:
        return None
    start = min(visit.start, now - SHORTEST_TRACE)
    others = (t.visit for t in board.tickets.values() if t.visit and t.id != ticket.id)
    if any(v.engineer_id == visit.engineer_id and v.start < now and v.end > start for v in others):
        return None
    return replace(visit, start=start, end=now)
