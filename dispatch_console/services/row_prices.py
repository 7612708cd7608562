"""The prices of one drag on many rows at once: what `pricing` says of each, for a hundredth of the
time.

A `RowDesk` keeps the shifts that were asked about ready, some engineers' together in a `Block`.
What is dragged comes as a guest (`planning.guest`), so the next drag finds everything made.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.services.dragging import Drag
from dispatch_console.services.drawing import Lifted, held_by, last_end, lifted
from dispatch_console.services.placing import Days, coming, movable, unplaceable
from dispatch_console.services.pricing import DropPrice, price
from dispatch_console.services.refusing import Broken
from dispatch_console.services.row_block import Block

FRESH_FOR = timedelta(seconds=30)
"""So long what was made ready stands although time goes on."""

TOGETHER = 16
"""Engineers of one block: of more the ways between all their places cost more than they save."""

KEPT = 12
"""Blocks kept ready besides those asked about: a few screens of rows."""


class RowDesk:
    """Prices rows of a board that changes. One question at a time, on any thread."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._held: Mapping[ShiftId, list[Ticket]] = {}
        self._ties = Ties({})
        self._shifts: Mapping[EngineerId, list[Shift]] = {}
        self._last = datetime.max.replace(tzinfo=UTC)
        self._blocks: dict[EngineerId, Block] = {}

    def prices(
        self,
        board: Board,
        tickets: Sequence[TicketId],
        engineers: Iterable[EngineerId],
        days: Days,
        *,
        now: datetime,
    ) -> dict[EngineerId, DropPrice]:
        """For each engineer what `price(board, tickets, engineer, None, now=now, days=days)` says.

        It differs where a drop is refused: `broken` then are the rules of one shift in `days`, and
        no more of them than those that no time in it could mend, if there are such.
        """
        self._look_at(board)
        wanted, rows = tuple(dict.fromkeys(tickets)), list(dict.fromkeys(engineers))
        shifts = {who: coming(self._shifts.get(who, ()), now, days) for who in rows}
        kin = self._kin(wanted)
        usual = [who for who in rows if not kin and not self._special(wanted, who, shifts[who])]
        found = self._usual(board, wanted, usual, shifts, now) if usual else {}
        for who in rows:
            if who not in found:
                small = self._around(who, (*wanted, *kin))
                found[who] = price(small, wanted, who, None, now=now, days=days)
        return found

    def _usual(
        self,
        board: Board,
        wanted: tuple[TicketId, ...],
        rows: Sequence[EngineerId],
        shifts: Mapping[EngineerId, list[Shift]],
        now: datetime,
    ) -> dict[EngineerId, DropPrice]:
        try:
            # None of these rows has any of the tickets: what one may not take, none may.
            moved = movable(board, wanted, rows[0])
        except DomainError as refusal:
            broken = (Broken(code=refusal.code, params=refusal.params),)
            return {who: _refused(wanted, who, broken) for who in rows}
        nowhere = tuple(reason for ticket in moved for reason in unplaceable(ticket, now))
        if nowhere:
            return {who: _refused(wanted, who, nowhere) for who in rows}
        idle = [who for who in rows if not shifts[who]]
        found = {who: _refused(wanted, who, (_no_shift(board, who),)) for who in idle}
        drag = Drag(board, tuple(moved), self._lifted(moved, now))
        busy = [who for who in rows if shifts[who]]
        for block, members in self._ready(drag, busy, shifts, now):
            found |= block.prices(drag, members)
        return found

    def _ready(
        self,
        drag: Drag,
        rows: Sequence[EngineerId],
        shifts: Mapping[EngineerId, list[Shift]],
        now: datetime,
    ) -> list[tuple[Block, list[EngineerId]]]:
        """The blocks that know the rows; those that are missing or out of date are made."""
        missing: list[EngineerId] = []
        checked: dict[int, bool] = {}
        for who in rows:
            block = self._blocks.get(who)
            if block is not None and id(block) not in checked:
                fresh = block.now <= now <= block.now + FRESH_FOR
                checked[id(block)] = fresh and block.holds(drag.board, self._held, drag)
            if block is None or not checked[id(block)] or not block.knows(who, shifts[who]):
                missing.append(who)
        for first in range(0, len(missing), TOGETHER):
            members = missing[first : first + TOGETHER]
            block = Block(drag, {who: shifts[who] for who in members}, self._held, now, self._last)
            self._blocks.update(dict.fromkeys(members, block))
        found: dict[int, tuple[Block, list[EngineerId]]] = {}
        for who in rows:
            block = self._blocks[who]
            found.setdefault(id(block), (block, []))[1].append(who)
        self._forget(found.keys())
        return list(found.values())

    def _forget(self, used: Collection[int]) -> None:
        """Keep what was used last: the engineers of blocks just used come to the end."""
        ordered = sorted(self._blocks.items(), key=lambda pair: id(pair[1]) in used)
        kept = set(list(dict.fromkeys(id(block) for _, block in ordered))[-KEPT - len(used) :])
        self._blocks = {who: block for who, block in ordered if id(block) in kept}

    def _look_at(self, board: Board) -> None:
        """Sort the board by shifts and engineers, unless it is the one of the last question."""
        if board is self._board:
            return
        before, self._board = self._board, board
        self._held, self._ties = held_by(board), Ties(board.tickets)
        if before is not None and before.shifts is board.shifts:
            return
        shifts: defaultdict[EngineerId, list[Shift]] = defaultdict(list)
        for shift in board.shifts.values():
            shifts[shift.engineer_id].append(shift)
        self._shifts = shifts
        self._last = last_end(board.shifts.values()) if board.shifts else board.read_at

    def _around(self, engineer: EngineerId, wanted: Sequence[TicketId]) -> Board:
        """The board cut down to the engineer's shifts and those the tickets are on."""
        assert self._board is not None
        board = self._board
        moved = [board.tickets[key] for key in wanted if key in board.tickets]
        sources = [t.visit.shift_id for t in moved if t.visit and t.visit.shift_id in board.shifts]
        own = {shift.id: shift for shift in self._shifts.get(engineer, ())}
        shifts = own | {key: board.shifts[key] for key in sources}
        tickets = {t.id: t for key in shifts for t in self._held.get(key, ())}
        kin = {key: board.tickets[key] for key in self._kin(tickets)}
        return replace(board, shifts=shifts, tickets=kin | tickets | {t.id: t for t in moved})

    def _kin(self, tickets: Iterable[TicketId]) -> tuple[TicketId, ...]:
        """The tickets' mates, and those that they come after or before."""
        ties = self._ties
        if not ties:
            return ()
        near = (
            t for key in tickets for t in (*ties.crew(key), *ties.earlier(key), *ties.later(key))
        )
        crews = (mate.id for one in near for mate in ties.crew(one.id))
        return tuple(dict.fromkeys(key for key in crews if key not in set(tickets)))

    def _special(
        self, wanted: Iterable[TicketId], engineer: EngineerId, shifts: Sequence[Shift]
    ) -> bool:
        """Whether the row depends on more than its own shifts: it has the ticket, or is lent, or
        has work that is tied to others'."""
        assert self._board is not None
        board, known = self._board, self._board.engineers.get(engineer)
        if known is None or not known.active or any(s.lent_to is not None for s in shifts):
            return True
        held = (ticket.id for shift in shifts for ticket in self._held.get(shift.id, ()))
        visits = (board.tickets[key].visit for key in wanted if key in board.tickets)
        return any(visit is not None and visit.engineer_id == engineer for visit in visits) or any(
            self._kin((key,)) for key in held
        )

    def _lifted(self, moved: Sequence[Ticket], now: datetime) -> Lifted:
        assert self._board is not None
        sources = [t.visit.shift_id for t in moved if t.visit]
        tickets = {t.id: t for key in sources for t in self._held.get(key, ())}
        return lifted(replace(self._board, tickets=tickets), moved, now)


def _no_shift(board: Board, engineer: EngineerId) -> Broken:
    return Broken(code="dispatch.no_shift", params={"engineer": board.engineers[engineer].name})


def _refused(
    wanted: tuple[TicketId, ...], engineer: EngineerId, broken: tuple[Broken, ...]
) -> DropPrice:
    return DropPrice(tickets=wanted, engineer_id=engineer, broken=broken)
