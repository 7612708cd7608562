"""All rows of the timeline, kept current: only engineers a change touches are laid out again.

No Qt here. The chart indexes a board by engineer once; updates then cost what they change.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import Move, PlannedVisit, Proposal, planned
from dispatch_console.domain.ticket import Ticket
from dispatch_console.ui.timeline.layout import Bar, Horizon, Row, delays, row_of
from dispatch_console.ui.timeline.scale import Span, quiet_spans


class Chart:
    """Rows by engineer for a board, the proposal under review (if any) and a horizon.

    Made not `at_once`, it is empty until `fill` has run to its end.
    `delays` are the seconds each bar of a row is expected to begin late at `now`.
    """

    def __init__(
        self,
        board: Board,
        proposal: Proposal | None,
        horizon: tuple[datetime, datetime],
        now: datetime,
        *,
        at_once: bool = True,
    ) -> None:
        start, end = horizon
        self.horizon = Horizon(start, max(0, round((end - start).total_seconds())))
        self.now = self.horizon.second(now)
        self.rows: dict[EngineerId, Row] = {}
        self.delays: dict[EngineerId, tuple[int, ...]] = {}
        self._board = board
        self._proposal = proposal
        self._shifts: dict[EngineerId, set[ShiftId]] = defaultdict(set)
        self._tickets: dict[EngineerId, set[TicketId]] = defaultdict(set)
        self._shift_owner: dict[ShiftId, EngineerId] = {}
        self._ticket_owners: dict[TicketId, frozenset[EngineerId]] = {}
        self._moves: dict[TicketId, Move] = (
            {} if proposal is None else {move.ticket_id: move for move in proposal.moves}
        )
        for _ in self.fill() if at_once else ():
            pass

    def fill(self) -> Iterator[None]:
        """Lay out all rows, a little at a time."""
        for shift_id in self._board.shifts:
            self._own_shift(shift_id)
        for rank, ticket_id in enumerate(self._board.tickets):
            self._own_ticket(ticket_id)
            if rank % 200 == 0:
                yield
        for engineer_id in self._board.engineers:
            self._lay_out(engineer_id)
            yield

    @property
    def folds(self) -> tuple[Span, ...]:
        """Spans in which nobody is on duty and nothing is planned."""
        busy = {span for row in self.rows.values() for span in row.taken}
        return quiet_spans(busy, self.horizon.length_s) if busy else ()

    def find(self, ticket: TicketId) -> tuple[EngineerId, Bar] | None:
        """The engineer and bar of a ticket's shown visit, None where it is not on the timeline."""
        for engineer_id in self._ticket_owners.get(ticket, ()):
            for bar in self.rows[engineer_id].bars if engineer_id in self.rows else ():
                if bar.ticket == ticket:
                    return engineer_id, bar
        return None

    def update(self, board: Board, changes: ChangeSet) -> frozenset[EngineerId]:
        """Take in the changed rows of `board`; the engineers laid out again."""
        self._board = board
        touched = set(changes.engineers)
        for shift_id in changes.shifts:
            touched |= self._own_shift(shift_id)
        for ticket_id in changes.tickets:
            touched |= self._own_ticket(ticket_id)
        for engineer_id in touched:
            self._lay_out(engineer_id)
        return frozenset(touched)

    def tick(self, now: datetime) -> frozenset[EngineerId]:
        """Move the present to `now`; the engineers whose expected delays change."""
        self.now = self.horizon.second(now)
        changed: set[EngineerId] = set()
        for engineer_id, row in self.rows.items():
            expected = delays(row.bars, self.now)
            if expected != self.delays[engineer_id]:
                self.delays[engineer_id] = expected
                changed.add(engineer_id)
        return frozenset(changed)

    def _own_shift(self, shift_id: ShiftId) -> set[EngineerId]:
        touched: set[EngineerId] = set()
        former = self._shift_owner.pop(shift_id, None)
        if former is not None:
            self._shifts[former].discard(shift_id)
            touched.add(former)
        shift = self._board.shifts.get(shift_id)
        if shift is not None:
            self._shift_owner[shift_id] = shift.engineer_id
            self._shifts[shift.engineer_id].add(shift_id)
            touched.add(shift.engineer_id)
        return touched

    def _own_ticket(self, ticket_id: TicketId) -> set[EngineerId]:
        """Index a ticket under the engineers that show it: as a bar or as a trace."""
        former = self._ticket_owners.pop(ticket_id, frozenset())
        ticket = self._board.tickets.get(ticket_id)
        visits = () if ticket is None else (self._shown(ticket), self._left(ticket_id))
        owners = frozenset(visit.engineer_id for visit in visits if visit is not None)
        for engineer_id in former - owners:
            self._tickets[engineer_id].discard(ticket_id)
        for engineer_id in owners - former:
            self._tickets[engineer_id].add(ticket_id)
        if owners:
            self._ticket_owners[ticket_id] = owners
        return set(former | owners)

    def _lay_out(self, engineer_id: EngineerId) -> None:
        board = self._board
        engineer = board.engineers.get(engineer_id)
        if engineer is None or not engineer.active:
            self.rows.pop(engineer_id, None)
            self.delays.pop(engineer_id, None)
            return
        tickets = [board.tickets[t] for t in self._tickets[engineer_id]]
        visits = [(ticket, visit) for ticket in tickets if (visit := self._shown(ticket))]
        row = row_of(
            engineer,
            [board.shifts[s] for s in self._shifts[engineer_id]],
            [(ticket, visit) for ticket, visit in visits if visit.engineer_id == engineer_id],
            [self._moves[ticket.id] for ticket in tickets if ticket.id in self._moves],
            self.horizon,
        )
        self.rows[engineer_id] = row
        self.delays[engineer_id] = delays(row.bars, self.now)

    def _shown(self, ticket: Ticket) -> PlannedVisit | None:
        if self._proposal is not None and ticket.id in self._proposal.base:
            return self._proposal.visits.get(ticket.id)
        return planned(ticket)

    def _left(self, ticket_id: TicketId) -> PlannedVisit | None:
        move = self._moves.get(ticket_id)
        return None if move is None else move.before
