"""Undoing a command on the shared plan: a change that sets back what it did, and nothing else.

What others did since stays. Where the command's own work has been changed since, or setting a visit
back would break a rule of the plan as it is now, nothing is changed and it is said what stands in
the way. An undo is a command too, so undoing it does the first thing again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import HandOverState
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId, TicketId, VisitId
from dispatch_console.domain.lifecycle import UNDER_WAY, WITHOUT_VISIT
from dispatch_console.domain.plan import PlannedVisit, planned, unjudged
from dispatch_console.domain.ticket import Status, Ticket, Visit
from dispatch_console.domain.workflow import require_way_back
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import take_away
from dispatch_console.services.locking import engineers_of, locked_board
from dispatch_console.services.merging import Dropped, merge
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.repositories.trail import RowChange, Values
from dispatch_console.storage.unit_of_work import Unit

OF_VISITS = frozenset({"visit_id", "status"})
"""Columns of a ticket that go with its visit."""

DUES = frozenset({"response_due", "resolution_due", "sla_policy_id"})
"""Columns of a ticket that go with its status."""

KEPT = ("customer", "contact", "asset", "meter", "reading", "contract", "upkeep")
"""Kinds of rows that are never taken away again once they are there."""

PLAIN = ("region", "engineer", "shift", "site", *KEPT)
"""Kinds of rows that go back column by column, without a rule of the plan to ask."""

BY_MOVES = ("requisition", "stock_move", "stock")
"""Kinds of rows that never go back: what was moved is moved again, see `services.parts`."""
FOR_GOOD = frozenset(
    {"rate", "cost_entry", "survey", "survey_setting", "retention", "installation", "outbox"}
)
"""Kinds that are set back by a deed of their own, with a reason."""

UNDO = "undo"
"""The first word of what an undo is called in the record of commands."""


def undo(ctx: Context, command_id: UUID, undone: UUID, what: str) -> ChangeSet:
    """Set back all that the command `undone` did; `what` it was called goes into the record.

    Raises `undo.nothing` where it changed nothing, `undo.kind` where it did more than can be set
    back, `undo.changed` with `number`, `who` and `at` (`undo.shift_changed`) where somebody has
    changed its work since,
    `undo.hand_over` with `number` for a hand-over that is settled,
    `undo.clash` with `number` and the `reason` code where a visit cannot go back, `undo.step` with
    `number`, `now` and `then` where the workflow knows no way back.
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
        tickets = self._of("ticket")
        if not self.changes:
            raise DomainError("undo.nothing")
        if not all(map(_can_go_back, self.changes)) or all(map(_stays, self.changes)):
            raise DomainError("undo.kind")
        board = self._locked(tickets)
        begun = self._hand_overs(board)
        self._require_untouched("ticket", tickets, board)
        for kind in PLAIN:
            self._require_untouched(kind, self._of(kind), board)
        for key in begun:
            self.unit.conversation.settle_hand_over(key, "", taken=False)
        # What others refer to is there before them, and goes after them.
        for change in self._of("region"):
            if change.after is None and change.before is not None:
                self.unit.trail.restore("region", change.before)
        for change in self.changes:
            if change.kind in PLAIN and change.after is not None:
                self._set_back(change)
        self._set_back_tickets(tickets, board)
        for change in self._of("region"):
            if change.before is None:
                self._remove(RegionId(change.row_id))
        self._set_back_links()
        self._set_back_watchers()

    def _of(self, kind: str) -> list[RowChange]:
        return [change for change in self.changes if change.kind == kind]

    def _hand_overs(self, board: Board) -> list[int]:
        """Those the command began, which nobody has taken or returned: they are taken back, with
        queue and owner. One that was settled is never open again."""
        changes = self._of("hand_over")
        begun = [change.row_id for change in changes if change.before is None]
        found = [self.unit.conversation.hand_over(key) for key in begun]
        if changes and not (begun and all(it and it.state is HandOverState.OPEN for it in found)):
            ticket = TicketId((changes[0].after or {})["ticket_id"])
            raise DomainError("undo.hand_over", number=board.tickets[ticket].number)
        for it in found:
            # The owner goes back with it, also where the command gave it the one it had.
            if it is not None and board.tickets[it.ticket_id].owner != it.to_owner:
                who, at = self.unit.trail.last_by("ticket", [it.ticket_id])[it.ticket_id]
                number = board.tickets[it.ticket_id].number
                raise DomainError("undo.changed", number=number, who=who, at=at)
        return begun

    def _set_back_links(self) -> None:
        changes = self._of("ticket_link")
        self.unit.ticket_links.remove(c.row_id for c in changes if c.before is None)
        for change in changes:
            if change.after is None and change.before is not None:
                self.unit.trail.restore("ticket_link", change.before)

    def _set_back_watchers(self) -> None:
        for change in self._of("watcher"):
            row = change.before or change.after or {}
            watches = change.before is not None
            self.unit.conversation.watch(TicketId(row["ticket_id"]), row["login"], on=watches)

    def _remove(self, region: RegionId) -> None:
        if self.unit.regions.standing_in(region, self.now):
            raise DomainError("undo.region_in_use")
        self.unit.regions.remove(region)

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
            if change.after is None and row is None:
                continue
            differing = {c for c in _own(change) if row is None or row.get(c) != after.get(c)}
            if row is not None and differing == {"visit_id"} and self._alike(row, after):
                continue
            if not differing:
                continue
            who, at = self.unit.trail.last_by(kind, [change.row_id])[change.row_id]
            match kind:
                case "shift":
                    raise DomainError("undo.shift_changed", who=who, at=at)
                case "region":
                    raise DomainError("undo.region_changed", who=who, at=at)
                case "ticket":
                    number = board.tickets[TicketId(change.row_id)].number
                    raise DomainError("undo.changed", number=number, who=who, at=at)
                case _:
                    raise DomainError("undo.row_changed", who=who, at=at)

    def _alike(self, one: Values, other: Values) -> bool:
        """Whether both rows have a visit, and to a person the same: undoing makes it a new row."""
        ids = [row.get("visit_id") for row in (one, other)]
        found = self.unit.trail.visits(key for key in ids if key is not None)
        visits = [found.get(key) for key in ids if key is not None]
        seen = {v and (v.engineer_id, v.shift_id, v.start, v.end, v.override) for v in visits}
        return len(visits) == 2 and len(seen) == 1

    def _set_back(self, change: RowChange, but: frozenset[str] = frozenset()) -> None:
        if change.before is not None:
            values = {name: change.before.get(name) for name in _own(change) - but}
            self.unit.trail.set_back(change.kind, change.row_id, values)

    def _set_back_tickets(self, changes: Sequence[RowChange], board: Board) -> None:
        """First what no rule depends on, then the visits, and last the statuses as they were."""
        statuses = {TicketId(change.row_id): _status(change, board) for change in changes}
        self._require_ways_back(statuses, board)
        self.unit.steps.tell({"by": UNDO})
        for change in changes:
            self._set_back(change, OF_VISITS)
        # One that is to have no visit loses it by the rules of the plan, not by its status.
        kept = {key: status for key, status in statuses.items() if status not in WITHOUT_VISIT}
        self.unit.tickets.set_status(kept)
        before = self._before(changes)
        moved = [TicketId(c.row_id) for c in changes if "visit_id" in c.columns]
        self._set_back_visits({key: before.get(key) for key in moved})
        self.unit.tickets.set_status(statuses)
        settle(self.unit, statuses)

    def _require_ways_back(self, statuses: Mapping[TicketId, Status], board: Board) -> None:
        definitions, role = self.unit.workflows.definitions(), self.unit.workflows.my_role()
        for key, then in statuses.items():
            # One of a crew went along with a ticket that is asked itself.
            ticket = board.tickets[key]
            if ticket.status is not then and ticket.crew_of is None:
                require_way_back(definitions.workflow_of(ticket), ticket, then, role)

    def _set_back_visits(self, wanted: Mapping[TicketId, PlannedVisit | None]) -> None:
        if not wanted:
            return
        staff = engineers_of(self.unit, wanted)
        staff |= {visit.engineer_id for visit in wanted.values() if visit is not None}
        board = locked_board(self.unit, staff, wanted, self.now)
        running = [key for key in wanted if board.tickets[key].status in UNDER_WAY]
        again = [visit for key in running if (visit := wanted[key]) is not None]
        self.unit.visits.replace(again)
        rest = {key: visit for key, visit in wanted.items() if key not in running}
        held = [key for key in rest if board.tickets[key].visit is not None]
        take_away(self.unit, board, held, now=self.now)
        back = {key: visit for key, visit in rest.items() if visit is not None}
        if back:
            board = locked_board(self.unit, staff, wanted, self.now)
            self.unit.visits.replace(_fitting(board, back, self.now))


def _fitting(
    board: Board, wanted: Mapping[TicketId, PlannedVisit], now: datetime
) -> list[PlannedVisit]:
    """The visits, and those around them with the ways as they then are; raises `undo.clash`."""
    standing = _with_overridden(board, wanted)
    rows = [board.tickets[key] for key in wanted]
    merged = merge(standing, unjudged(rows, wanted, now), frozenset(), now=now)
    for key, reason in merged.dropped.items():
        raise _clash(board, key, reason.value)
    for key, visit in merged.visits.items():
        if key in wanted and visit.start != wanted[key].start:
            raise _clash(board, key, "undo.past")
        told = planned(board.tickets[key])
        if key not in wanted and told is not None and visit.start != told.start:
            # The merge would make room by telling another customer another time.
            raise _clash(board, next(iter(wanted)), Dropped.CLASH.value)
    return list(merged.visits.values())


def _with_overridden(board: Board, wanted: Mapping[TicketId, PlannedVisit]) -> Board:
    """The board on which visits against rules stand already, with what goes back around them.

    They count as what people decided, as they did when it was so.
    """
    again: dict[TicketId, Ticket] = {}
    days = {visit.shift_id for visit in wanted.values() if visit.override is not None}
    for key, visit in wanted.items():
        if visit.shift_id in days:
            values = {name: getattr(visit, name) for name in PlannedVisit.__slots__}
            again[key] = replace(board.tickets[key], visit=Visit(id=VisitId(0), **values))
    return replace(board, tickets={**board.tickets, **again})


def _clash(board: Board, ticket: TicketId, reason: str) -> DomainError:
    return DomainError("undo.clash", number=board.tickets[ticket].number, reason=reason)


def _can_go_back(change: RowChange) -> bool:
    """Tickets with their visits, rows of `PLAIN` changed, hand-overs; regions, links and watchers
    whatever was done to them.

    What was added along the way stays.
    """
    if change.kind in ("region", "ticket_link", "watcher"):
        return True
    if change.after is None or change.kind in (*BY_MOVES, *FOR_GOOD):
        return False
    if change.kind in ("ticket", "visit", "hand_over"):
        return True
    return _stays(change) or (change.before is not None) == (change.kind in PLAIN)


def _own(change: RowChange) -> frozenset[str]:
    """The columns that go back: deadlines that came of a step come of the way back too."""
    by_step = change.kind == "ticket" and "status" in change.columns
    return change.columns - DUES if by_step else change.columns


def _stays(change: RowChange) -> bool:
    """Whether it is a new row of a kind that is kept."""
    return change.before is None and change.kind in KEPT


def _status(change: RowChange, board: Board) -> Status:
    """What the ticket goes back to: one that was made by the command is cancelled, one whose status
    it left alone keeps that."""
    if change.before is None:
        return Status.CANCELLED
    if "status" in change.columns:
        return Status(change.before["status"])
    return board.tickets[TicketId(change.row_id)].status
