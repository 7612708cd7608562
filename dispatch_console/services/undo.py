"""Undoing a command on the shared plan: a change that sets back what it did, and nothing else.

What others did since stays. Where the command's own work has been changed since, or setting a visit
back would break a rule of the plan as it is now, nothing is changed and it is said what stands in
the way. An undo is a command too, so undoing it does the first thing again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import UNDER_WAY, WITHOUT_VISIT
from dispatch_console.domain.plan import PlanFigures, PlannedVisit, Proposal, moves
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.locking import engineers_of, locked_board
from dispatch_console.services.merging import merge
from dispatch_console.storage.repositories.trail import RowChange
from dispatch_console.storage.unit_of_work import Unit

OF_VISITS = frozenset({"visit_id", "status"})
"""Columns of a ticket that go with its visit."""

UNDO = "undo"
"""The first word of what an undo is called in the record of commands."""

_NO_FIGURES = PlanFigures(
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


def undo(ctx: Context, command_id: UUID, undone: UUID, what: str) -> ChangeSet:
    """Set back all that the command `undone` did; `what` it was called goes into the record.

    Raises `undo.nothing` where it changed nothing, `undo.kind` where it did more than can be set
    back, `undo.changed` with `number`, `who` and `at` (`undo.shift_changed`) where somebody has
    changed its work since,
    `undo.clash` with `number` and the `reason` code where a visit cannot go back.
    """

    def work(unit: Unit) -> None:
        if not unit.already_done:
            _Undoing(unit, unit.trail.of(undone), ctx.clock()).run()

    return ctx.database.run(work, user=ctx.user, command=command_id, what=f"{UNDO} {what}")[1]


@dataclass(frozen=True, slots=True)
class _Undoing:
    unit: Unit
    changes: Sequence[RowChange]
    now: datetime

    def run(self) -> None:
        tickets = [change for change in self.changes if change.kind == "ticket"]
        shifts = [change for change in self.changes if change.kind == "shift"]
        if not self.changes:
            raise DomainError("undo.nothing")
        if not all(map(_can_go_back, self.changes)):
            raise DomainError("undo.kind")
        board = self._locked(tickets)
        self._require_untouched("ticket", tickets, board)
        self._require_untouched("shift", shifts, board)
        for change in shifts:
            self._set_back(change)
        self._set_back_tickets(tickets)

    def _locked(self, tickets: Sequence[RowChange]) -> Board:
        """The tickets and everybody whose route is touched, locked in the one order there is."""
        ids = [TicketId(change.row_id) for change in tickets]
        staff = engineers_of(self.unit, ids)
        staff |= {visit.engineer_id for visit in self._before(tickets).values()}
        return locked_board(self.unit, staff, ids, self.now)

    def _before(self, tickets: Sequence[RowChange]) -> dict[TicketId, PlannedVisit]:
        """The visits that the tickets had."""
        rows = [change.before["visit_id"] for change in tickets if change.before]
        found = self.unit.trail.visits(row for row in rows if row is not None)
        return {visit.ticket_id: visit for visit in found.values()}

    def _require_untouched(self, kind: str, changes: Sequence[RowChange], board: Board) -> None:
        now = self.unit.trail.now(kind, (change.row_id for change in changes))
        for change in changes:
            row, after = now.get(change.row_id), change.after or {}
            if row is not None and all(row.get(c) == after.get(c) for c in change.columns):
                continue
            who, at = self.unit.trail.last_by(kind, [change.row_id])[change.row_id]
            if kind == "shift":
                raise DomainError("undo.shift_changed", who=who, at=at)
            number = board.tickets[TicketId(change.row_id)].number
            raise DomainError("undo.changed", number=number, who=who, at=at)

    def _set_back(self, change: RowChange, but: frozenset[str] = frozenset()) -> None:
        if change.before is not None:
            values = {name: change.before.get(name) for name in change.columns - but}
            self.unit.trail.set_back(change.kind, change.row_id, values)

    def _set_back_tickets(self, changes: Sequence[RowChange]) -> None:
        """First what no rule depends on, then the visits, and last the statuses as they were."""
        statuses = {TicketId(change.row_id): _status(change) for change in changes}
        for change in changes:
            self._set_back(change, OF_VISITS)
        # One that is to have no visit loses it by the rules of the plan, not by its status.
        kept = {key: status for key, status in statuses.items() if status not in WITHOUT_VISIT}
        self.unit.tickets.set_status(kept)
        before = self._before(changes)
        moved = [TicketId(c.row_id) for c in changes if "visit_id" in c.columns]
        self._set_back_visits({key: before.get(key) for key in moved})
        self.unit.tickets.set_status(statuses)

    def _set_back_visits(self, wanted: Mapping[TicketId, PlannedVisit | None]) -> None:
        if not wanted:
            return
        staff = engineers_of(self.unit, wanted)
        staff |= {visit.engineer_id for visit in wanted.values() if visit is not None}
        board = locked_board(self.unit, staff, wanted, self.now)
        running = {
            key: visit
            for key, visit in wanted.items()
            if visit is not None and board.tickets[key].status in UNDER_WAY
        }
        rest = {key: visit for key, visit in wanted.items() if key not in running}
        proposal = _proposal(board, rest, self.now)
        merged = merge(board, proposal, frozenset(), now=self.now)
        for move in proposal.moves:
            found, number = merged.visits.get(move.ticket_id), board.tickets[move.ticket_id].number
            if move.ticket_id in merged.dropped:
                reason = merged.dropped[move.ticket_id].value
                raise DomainError("undo.clash", number=number, reason=reason)
            if move.after is not None and (found is None or found.start != move.after.start):
                raise DomainError("undo.clash", number=number, reason="undo.past")
        visits = {**merged.visits, **running}
        self.unit.visits.replace(list(visits.values()), unassign=sorted(merged.unassign))


def _can_go_back(change: RowChange) -> bool:
    """Tickets with their visits, and shifts changed. What was added along the way stays."""
    if change.after is None:
        return False
    if change.kind in ("ticket", "visit"):
        return True
    return (change.before is not None) == (change.kind == "shift")


def _status(change: RowChange) -> Status:
    """What the ticket goes back to: one that was made by the command is cancelled."""
    return Status.CANCELLED if change.before is None else Status(change.before["status"])


def _proposal(
    board: Board, wanted: Mapping[TicketId, PlannedVisit | None], now: datetime
) -> Proposal:
    """The plan as it is but for these tickets."""
    rows: list[Ticket] = [board.tickets[key] for key in wanted]
    visits = {key: visit for key, visit in wanted.items() if visit is not None}
    return Proposal(
        id=uuid4(),
        made_at=now,
        visits=visits,
        base={ticket.id: ticket.plan_version for ticket in rows},
        moves=moves(rows, visits),
        before=_NO_FIGURES,
        after=_NO_FIGURES,
    )
