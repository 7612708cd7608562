"""Publishing a proposal: in whole or not at all, re-checked against the rows of now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.plan import PlanFigures, Proposal, planned, with_changed_day
from dispatch_console.services.absences import record
from dispatch_console.services.applying import write
from dispatch_console.services.board import SHIFTS_KEPT
from dispatch_console.services.context import Context
from dispatch_console.services.locking import (
    board_before,
    changed_since,
    locked_as_before,
    locked_board,
)
from dispatch_console.services.merging import Dropped, Merged, merge
from dispatch_console.services.planning import figures
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What came of a proposal: `done` moves made, and for each other one the reason's key."""

    changes: ChangeSet
    done: int
    dropped: Mapping[TicketId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """What still holds of a proposal, and the rows by which that was found."""

    board: Board
    merged: Merged


def publish(ctx: Context, command_id: UUID, proposal: Proposal) -> Published:
    """Write what still holds of the proposal in one transaction.

    A ticket that others changed meanwhile keeps what they gave it. The plan's row is recorded
    under the command's id. Done before under this id, it says again what it did then.
    """
    # What a concession eases has to be written before the rest can be judged.
    judged = None if proposal.concessions else judge(ctx, proposal)
    return write_judged(ctx, command_id, proposal, judged)


def judge(ctx: Context, proposal: Proposal) -> Judged:
    """Judge the proposal by the rows of now before any is locked: others need not wait for it."""
    now = ctx.clock()
    with ctx.database.snapshot() as snap:
        board = board_before(snap, _engineers(proposal), proposal.base, now)
    return Judged(board, _merged(board, proposal, now))


def write_judged(
    ctx: Context, command_id: UUID, proposal: Proposal, judged: Judged | None
) -> Published:
    """`publish` without what is judged already; judged again if the rows have changed since."""

    def work(unit: Unit) -> Merged | None:
        if unit.already_done:
            return None
        if judged is not None and locked_as_before(unit, judged.board, proposal.base):
            board, merged = judged.board, judged.merged
        else:
            board, merged = _judged_anew(ctx, unit, proposal)
        if len(merged.dropped) < len(proposal.moves):
            unit.plans.add(
                command_id, _figures(unit, board, proposal, merged), published_by=ctx.user
            )
            unit.visits.replace(
                list(merged.visits.values()), unassign=sorted(merged.unassign), plan=command_id
            )
        if proposal.absence is not None:
            record(unit, proposal.absence)
        return merged

    merged, changes = ctx.database.run(work, user=ctx.user, command=command_id, what="publish")
    dropped: Mapping[TicketId, str]
    if merged is None:
        missing = {move.ticket_id for move in proposal.moves} - changes.tickets
        dropped = dict.fromkeys(sorted(missing), Dropped.EARLIER.value)
    else:
        dropped = {key: reason.value for key, reason in sorted(merged.dropped.items())}
    return Published(changes=changes, done=len(proposal.moves) - len(dropped), dropped=dropped)


def _judged_anew(ctx: Context, unit: Unit, proposal: Proposal) -> tuple[Board, Merged]:
    now, staff = ctx.clock(), _engineers(proposal)
    board = locked_board(unit, staff, proposal.base, now)
    if _concede(unit, board, proposal, changed_since(board, proposal.base)):
        eased = locked_board(unit, staff, proposal.base, now)
        return eased, merge(eased, proposal, changed_since(board, proposal.base), now=now)
    return board, _merged(board, proposal, now)


def _merged(board: Board, proposal: Proposal, now: datetime) -> Merged:
    return merge(board, proposal, changed_since(board, proposal.base), now=now)


def _concede(unit: Unit, board: Board, proposal: Proposal, changed: frozenset[TicketId]) -> bool:
    """Ease what the proposal needs, unless what it is for has changed; whether anything is."""
    given = [one for one in proposal.concessions if one.ticket_id not in changed]
    for one in given:
        write(unit, board, one)
    return bool(given)


def _engineers(proposal: Proposal) -> set[EngineerId]:
    found = set(with_changed_day(proposal.moves))
    found |= {one.engineer_id for one in proposal.concessions if one.engineer_id is not None}
    return found | ({proposal.absence.engineer_id} if proposal.absence else set())


def _figures(unit: Unit, board: Board, proposal: Proposal, merged: Merged) -> PlanFigures:
    """Those the reviewer saw, or where moves were dropped, those of what is written."""
    if not merged.dropped:
        return proposal.after
    rows = (board.tickets.get(key) for key in proposal.base)
    scope = [ticket for ticket in rows if ticket is not None and ticket.status in OPEN]
    visits = {visit.ticket_id: visit for visit in map(planned, scope) if visit is not None}
    visits = {k: v for k, v in (visits | dict(merged.visits)).items() if k not in merged.unassign}
    used = {visit.start.date() for visit in visits.values()}
    shifts = unit.shifts.on_board(board.read_at - SHIFTS_KEPT)
    part = replace(
        board,
        tickets={ticket.id: ticket for ticket in scope},
        shifts={key: shift for key, shift in shifts.items() if shift.start.date() in used},
    )
    return figures(part, visits.values())
