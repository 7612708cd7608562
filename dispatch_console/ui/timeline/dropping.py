"""A drop that hovers: where it would land, what that costs, and asking for it in measure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.support.i18n import tr
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.price_words import price_words
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.scene import Ghost
from dispatch_console.words.text import clock_time

ASK_EVERY_MS = 100


@dataclass(frozen=True, slots=True)
class Target:
    """Where a drag hovers. `start` None: the best place in the engineer's day."""

    tickets: tuple[TicketId, ...]
    engineer: EngineerId
    start: datetime | None


class Dropping(QObject):
    """The ghost of the drag over the timeline; asks for prices at most ten times a second.

    `changed` fires when there is something new to paint.
    """

    changed = Signal()

    def __init__(
        self, store: BoardStore, intents: Intents, zone: ZoneInfo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._intents = intents
        self._zone = zone
        self._target: Target | None = None
        self._asked: Target | None = None
        self._ghost: Ghost | None = None
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(ASK_EVERY_MS)
        self._pace.timeout.connect(self._ask)
        intents.priced.connect(self._show_price)

    @property
    def ghost(self) -> Ghost | None:
        """What to paint, None while nothing hovers."""
        return self._ghost

    @property
    def target(self) -> Target | None:
        """Where the drag hovers now."""
        return self._target

    def hover(self, target: Target, horizon: Horizon, x: float, y: float) -> None:
        """The drag is over `target`, the pointer at `x`, `y` of the viewport."""
        if target == self._target and self._ghost is not None:
            self._ghost = replace(self._ghost, x=x, y=y)
        else:
            former, self._target = self._ghost, target
            ghost = Ghost(
                engineer=target.engineer,
                spans=self._spans(target, horizon),
                title=self._title(target),
                x=x,
                y=y,
            )
            # Along one row the last price stands until the next comes, so that it does not flicker.
            if former is not None and former.engineer == target.engineer:
                ghost = replace(ghost, judgement=former.judgement, lines=former.lines)
            self._ghost = ghost
            if not self._pace.isActive():
                self._ask()
        self.changed.emit()

    def leave(self) -> None:
        """The drag went elsewhere or is over."""
        self._pace.stop()
        self._target = self._asked = self._ghost = None
        self.changed.emit()

    def _ask(self) -> None:
        target = self._target
        if target is None or target == self._asked:
            return
        self._asked = target
        self._pace.start()
        self._intents.price_wanted.emit(target.tickets, target.engineer, target.start)

    def _show_price(self, price: DropPrice) -> None:
        target, ghost = self._target, self._ghost
        if target is None or ghost is None:
            return
        # An answer about a row left meanwhile would be a lie about this one.
        if (price.tickets, price.engineer_id) != (target.tickets, target.engineer):
            return
        words = price_words(price, self._store.board, target.start, self._zone)
        self._ghost = replace(ghost, judgement=words.judgement, lines=words.lines)
        self.changed.emit()

    def _spans(self, target: Target, horizon: Horizon) -> tuple[tuple[int, int], ...]:
        """The tickets one after the other from the wanted start on."""
        if target.start is None:
            return ()
        spans: list[tuple[int, int]] = []
        start = horizon.second(target.start)
        for ticket_id in target.tickets:
            ticket = self._store.board.tickets.get(ticket_id)
            end = start + (ticket.duration_s if ticket is not None else 3600)
            spans.append((start, end))
            start = end
        return tuple(spans)

    def _title(self, target: Target) -> str:
        tickets = self._store.board.tickets
        if len(target.tickets) == 1:
            ticket = tickets.get(target.tickets[0])
            what = ticket.number if ticket is not None else ""
        else:
            what = tr("{count} tickets", count=len(target.tickets))
        if target.start is None:
            return tr("{tickets}: best place in the day", tickets=what)
        seconds = sum(tickets[t].duration_s for t in target.tickets if t in tickets)
        end = target.start + timedelta(seconds=seconds)
        times = f"{clock_time(target.start, self._zone)} – {clock_time(end, self._zone)}"
        return f"{what}   {times}" if what else times
