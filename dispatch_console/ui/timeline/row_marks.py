"""What a drag would cost on each row in sight: asked for together, kept while the drag lasts."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.row_words import row_words
from dispatch_console.ui.timeline.scene import RowMark

BEST = 3
"""So many of the cheapest rows bear their rank."""


class RowMarks(QObject):
    """The marks of the rows that have been priced. `changed`: there is something new to paint."""

    changed = Signal()

    def __init__(
        self, store: BoardStore, intents: Intents, zone: ZoneInfo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._intents, self._zone = store, intents, zone
        self._tickets: tuple[TicketId, ...] = ()
        self._wanted: frozenset[EngineerId] = frozenset()
        self._prices: dict[EngineerId, DropPrice] = {}
        self._marks: Mapping[EngineerId, RowMark] = {}
        intents.rows_priced.connect(self._take)
        for stale in (store.changed, store.reset, store.horizon_changed):
            stale.connect(self._ask_anew)

    @property
    def marks(self) -> Mapping[EngineerId, RowMark]:
        """What to paint; empty while nothing is dragged."""
        return self._marks

    @property
    def tickets(self) -> tuple[TicketId, ...]:
        """What is being priced."""
        return self._tickets

    def want(self, tickets: tuple[TicketId, ...], rows: Iterable[EngineerId]) -> None:
        """Price the rows for these tickets; what is known of them already is kept."""
        if tickets != self._tickets:
            self.clear()
            self._tickets = tickets
        wanted = frozenset(rows)
        if wanted != self._wanted:
            self._wanted = wanted
            self._ask()

    def clear(self) -> None:
        """Nothing is dragged any more."""
        self._tickets, self._wanted = (), frozenset()
        self._prices.clear()
        self._mark()

    def _ask(self) -> None:
        # Only the newest question is answered: it holds all that is still open.
        missing = tuple(sorted(self._wanted - self._prices.keys()))
        if missing and self._tickets:
            self._intents.row_prices_wanted.emit(self._tickets, missing)

    def _ask_anew(self) -> None:
        """The board or its days changed; the old marks stand until the answer comes."""
        self._prices.clear()
        self._ask()

    def _take(self, tickets: tuple[TicketId, ...], prices: Mapping[EngineerId, DropPrice]) -> None:
        if tickets == self._tickets:
            self._prices.update(prices)
            self._mark()

    def _mark(self) -> None:
        order = sorted((p for p in self._prices.values() if p.allowed), key=_cheapness)
        ranks = {price.engineer_id: rank for rank, price in enumerate(order[:BEST], 1)}
        horizon = Horizon(self._store.horizon[0], 0)
        self._marks = {
            engineer: row_words(
                price, self._store.board, self._store.clock(), self._zone, horizon, ranks
            )
            for engineer, price in self._prices.items()
        }
        self.changed.emit()


def _cheapness(price: DropPrice) -> tuple[object, ...]:
    return len(price.newly_late), price.travel_s, price.start, price.engineer_id
