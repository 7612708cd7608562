"""A drop that hovers over the map: what it would cost, in words for the page, and the drop itself.

The page names ids alone: an engineer, and of a leg of a route its shift and the ticket it comes
from (0: from home). What does not fit together means the engineer, at the best place in his day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.services.pricing import DropPrice
from dispatch_console.support.i18n import tr
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.delta import Json
from dispatch_console.ui.price_words import Judgement, price_words
from dispatch_console.ui.store import BoardStore


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg of a route: between two visits, of which the one at home is None."""

    start: datetime
    after: TicketId | None
    before: TicketId | None


@dataclass(frozen=True, slots=True)
class Target:
    """Where tickets hover. `leg` None: the best place in the engineer's day."""

    tickets: tuple[TicketId, ...]
    engineer: EngineerId
    leg: Leg | None = None

    @property
    def start(self) -> datetime | None:
        """When the first of the tickets is wanted to begin."""
        return self.leg.start if self.leg is not None else None


class Dropping(QObject):
    """`said(Json)`: the price of what hovers, for the page: title, lines, judgement."""

    said = Signal(object)

    def __init__(
        self, store: BoardStore, intents: Intents, zone: ZoneInfo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._intents, self._zone = store, intents, zone
        self._target: Target | None = None
        intents.priced.connect(self._show_price)

    def hover(self, tickets: Sequence[int], engineer: int, shift: int, after: int) -> None:
        """Tickets hover over an engineer or a leg; engineer 0: over neither."""
        self._target = self._read(tickets, engineer, shift, after)
        if self._target is None:
            return
        if self._store.proposal is not None:
            refused = tr(
                "A proposal is under review. Publish or discard it before changing the plan."
            )
            self._say(Judgement.REFUSED, (refused,))
            return
        self._say(Judgement.PENDING, ())
        target = self._target
        self._intents.price_wanted.emit(target.tickets, target.engineer, target.start)

    def drop(self, tickets: Sequence[int], engineer: int, shift: int, after: int) -> None:
        """Ask for what the drop means."""
        self._target = None
        target = self._read(tickets, engineer, shift, after)
        if target is not None:
            self._intents.ask_assign(target.tickets, target.engineer, target.start)

    def _read(self, tickets: Sequence[int], engineer: int, shift: int, after: int) -> Target | None:
        board = self._store.board
        known = tuple(TicketId(key) for key in tickets if TicketId(key) in board.tickets)
        if not known or EngineerId(engineer) not in board.engineers:
            return None
        leg = self._leg(EngineerId(engineer), ShiftId(shift), TicketId(after))
        return Target(known, EngineerId(engineer), leg)

    def _leg(self, engineer: EngineerId, shift_id: ShiftId, after: TicketId) -> Leg | None:
        shift = self._store.board.shifts.get(shift_id)
        if shift is None or shift.engineer_id != engineer:
            return None
        visits = self._visits(shift_id)
        if not after:
            return Leg(shift.start, None, visits[0].ticket_id if visits else None)
        for visit, following in zip(visits, [*visits[1:], None], strict=True):
            if visit.ticket_id == after:
                return Leg(visit.end, after, following.ticket_id if following else None)
        return None

    def _visits(self, shift: ShiftId) -> list[PlannedVisit]:
        """The shift's visits as the map shows them, in order."""
        shown = (self._store.shown_visit(t) for t in self._store.board.tickets.values())
        return sorted(
            (visit for visit in shown if visit is not None and visit.shift_id == shift),
            key=lambda visit: (visit.start, visit.ticket_id),
        )

    def _show_price(self, price: DropPrice) -> None:
        target = self._target
        # An answer about somebody left meanwhile would be a lie about this one.
        if target is None or self._store.proposal is not None:
            return
        if (price.tickets, price.engineer_id) != (target.tickets, target.engineer):
            return
        words = price_words(price, self._store.board, target.start, self._zone)
        self._say(words.judgement, words.lines)

    def _say(self, judgement: Judgement, lines: tuple[str, ...]) -> None:
        target = self._target
        if target is None:
            return
        words: Json = {
            "title": self._title(target),
            "lines": [*self._where(target.leg), *lines],
            "judgement": judgement.name.lower(),
        }
        self.said.emit(words)

    def _title(self, target: Target) -> str:
        board = self._store.board
        count = len(target.tickets)
        what = (
            board.tickets[target.tickets[0]].number
            if count == 1
            else tr("{count} tickets", count=count)
        )
        return f"{what} → {board.engineers[target.engineer].name}"

    def _where(self, leg: Leg | None) -> tuple[str, ...]:
        if leg is None:
            return (tr("At the best place in the day"),)
        after, before = self._number(leg.after), self._number(leg.before)
        if leg.after is None:
            return (tr("First, before {ticket}", ticket=before),)
        if leg.before is None:
            return (tr("Last, after {ticket}", ticket=after),)
        return (tr("Between {after} and {before}", after=after, before=before),)

    def _number(self, ticket: TicketId | None) -> str:
        found = self._store.board.tickets.get(ticket) if ticket is not None else None
        return found.number if found is not None else ""
