"""Reverting a published plan: a proposal that gives back what it took, as far as that still fits.

What others did since stays. A ticket whose visit is no longer the one the plan gave it, that has
begun or left the board, or whose former visit does not fit the day as it is now, is left as it is,
and the proposal says why. It is reviewed in groups and published like any other, so that publishing
judges what was chosen once more by the rows of that moment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN, PLANNABLE
from dispatch_console.domain.plan import PlannedVisit, Proposal, planned, unjudged
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.grouping import grouped
from dispatch_console.services.locking import board_before
from dispatch_console.services.merging import Dropped, Merged, merge, touched
from dispatch_console.services.review import Review
from dispatch_console.storage.repositories.plans import PublishedPlan
from dispatch_console.storage.repositories.trail import RowChange
from dispatch_console.storage.unit_of_work import Snapshot

MOST = 50


class Kept(StrEnum):
    """Why a ticket of the plan is left as it is; the value is the sentence's key."""

    CHANGED = "revert.changed"
    CLOSED = "revert.closed"
    LOCKED = "revert.locked"
    BEGUN = "revert.begun"
    PAST = "revert.past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is left of a plan: the rows of now of all it touched, the visit that each ticket had
    before where the plan's own still stands, and why the others are left."""

    board: Board
    before: Mapping[TicketId, PlannedVisit | None]
    kept: Mapping[TicketId, str]


def plans(ctx: Context) -> tuple[PublishedPlan, ...]:
    """The `MOST` plans published last, the newest first."""
    with ctx.database.snapshot() as snap:
        return snap.plans.latest(MOST)


def read(ctx: Context, plan: UUID) -> Traces:
    """What is left of the plan at this moment."""
    now = ctx.clock()
    with ctx.database.snapshot() as snap:
        changes = [change for change in snap.trail.of(plan) if _moved(change)]
        visits = _visits(snap, changes)
        ids = [TicketId(change.row_id) for change in changes]
        tickets = snap.tickets.get(ids)
        staff = {visit.engineer_id for visit in visits.values()}
        staff |= {ticket.visit.engineer_id for ticket in tickets.values() if ticket.visit}
        board = board_before(snap, staff, ids, now)
    before: dict[TicketId, PlannedVisit | None] = {}
    kept: dict[TicketId, str] = {}
    for change in changes:
        key = TicketId(change.row_id)
        rows = (change.before or {}, change.after or {})
        had, got = (visits.get(row.get("visit_id")) for row in rows)
        ticket = tickets.get(key)
        if ticket is not None and _alike(planned(ticket), had):
            continue
        why = _in_the_way(ticket, had, got, now)
        if why is None:
            before[key] = had
        else:
            kept[key] = why.value
    return Traces(board=board, before=before, kept=kept)


def propose(traces: Traces, now: datetime) -> Review:
    """What still fits of the plan before it, in groups that can be chosen freely; `left_out` of its
    proposal says of the other tickets why. Pure.

    Nobody but the tickets that go back is told another time, whatever is chosen.
    """
    board, wanted, kept = traces.board, dict(traces.before), dict(traces.kept)
    while True:
        visits = {key: visit for key, visit in wanted.items() if visit is not None}
        proposal = unjudged([board.tickets[key] for key in wanted], visits, now)
        merged = merge(board, proposal, frozenset(), now=now)
        out = _unfit(board, merged, proposal, wanted)
        if not out:
            review = grouped(board, proposal.moves, dict(sorted(kept.items())), now=now)
            out = _disturbed(review, proposal)
            if not out:
                return review
        kept |= out
        wanted = {key: visit for key, visit in wanted.items() if key not in out}


def _moved(change: RowChange) -> bool:
    return change.kind == "ticket" and "visit_id" in change.columns and change.before is not None


def _visits(snap: Snapshot, changes: Iterable[RowChange]) -> Mapping[int | None, PlannedVisit]:
    """The visits before and after the changes, by row."""
    rows = [row for change in changes for row in (change.before, change.after) if row]
    keys = {row.get("visit_id") for row in rows}
    return {**snap.trail.visits(key for key in keys if key is not None)}


def _in_the_way(
    ticket: Ticket | None, had: PlannedVisit | None, got: PlannedVisit | None, now: datetime
) -> Kept | None:
    """Why the ticket cannot have back what it had, as far as it alone tells."""
    if ticket is None or ticket.status not in OPEN:
        return Kept.CLOSED
    if not _alike(planned(ticket), got):
        return Kept.CHANGED
    if ticket.status not in PLANNABLE:
        return Kept.BEGUN
    if ticket.lock is not Lock.NONE:
        return Kept.LOCKED
    if had is not None and had.start < now:
        return Kept.PAST
    return None


def _alike(one: PlannedVisit | None, other: PlannedVisit | None) -> bool:
    """Whether both are the same appointment: another row, or another way to it, is no matter."""
    if one is None or other is None:
        return one is other
    return (one.shift_id, one.start, one.end, one.override) == (
        other.shift_id,
        other.start,
        other.end,
        other.override,
    )


def _unfit(
    board: Board,
    merged: Merged,
    proposal: Proposal,
    wanted: Mapping[TicketId, PlannedVisit | None],
) -> dict[TicketId, str]:
    """Tickets that cannot go back, or not without telling somebody another time."""
    out = {key: reason.value for key, reason in merged.dropped.items()}
    for key, visit in merged.visits.items():
        told = wanted[key] if key in wanted else planned(board.tickets[key])
        if told is None or visit.start == told.start:
            continue
        if key in wanted:
            out.setdefault(key, Kept.PAST.value)
        else:
            for move in proposal.moves:
                if visit.shift_id in touched((move,)):
                    out.setdefault(move.ticket_id, Dropped.CLASH.value)
    return out


def _disturbed(review: Review, proposal: Proposal) -> dict[TicketId, str]:
    """Tickets that cannot go back because a day which breaks rules as it is would be told anew."""
    wanted = {(move.ticket_id, move.after and move.after.start) for move in proposal.moves}
    made = {(move.ticket_id, move.after and move.after.start) for move in review.proposal.moves}
    amiss = {key for key, _ in wanted ^ made}
    shifts = touched(
        move for move in (*proposal.moves, *review.proposal.moves) if move.ticket_id in amiss
    )
    return {
        move.ticket_id: Dropped.CLASH.value for move in proposal.moves if touched((move,)) & shifts
    }
