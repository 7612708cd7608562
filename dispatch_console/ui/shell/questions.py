"""Questions that a view asks while somebody looks: what a drop costs, who could take a ticket."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.pricing import price
from dispatch_console.services.row_prices import RowDesk
from dispatch_console.ui.candidates import Candidate, rank
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

Answer = Callable[[tuple[Candidate, ...]], None]


class Questions(QObject):
    """Answers off this thread, always to the newest question of its kind."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        intents: Intents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._intents, self._zone = store, intents, session.zone
        self._prices = Latest(session.background.free, self)
        self._ranks = Latest(session.background.free, self)
        self._rows = Latest(session.background.free, self)
        self._desk = RowDesk()
        intents.price_wanted.connect(self.price)
        intents.row_prices_wanted.connect(self.price_rows)

    def price(
        self, tickets: Sequence[TicketId], engineer: EngineerId, start: datetime | None
    ) -> None:
        """What a drop there would do; `Intents.priced` carries the answer."""
        board, now = self._store.board, self._store.clock()
        self._prices.ask(
            lambda: price(board, tickets, engineer, start, now=now), self._intents.priced.emit
        )

    def price_rows(self, tickets: Sequence[TicketId], engineers: Sequence[EngineerId]) -> None:
        """What a drop at each row's best place would do; `Intents.rows_priced` answers."""
        board, days, now = self._store.board, self._store.horizon, self._store.clock()
        self._rows.ask(
            lambda: self._desk.prices(board, tickets, engineers, days, now=now),
            lambda found: self._intents.rows_priced.emit(tickets, found),
        )

    def rank(self, tickets: Sequence[TicketId], answer: Answer) -> None:
        """Who could take the tickets, the best first."""
        board, now, zone = self._store.board, self._store.clock(), self._zone
        self._ranks.ask(lambda: rank(board, tickets, zone, now=now), answer)
