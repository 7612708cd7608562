"""Arrival windows while somebody is on the phone: the board kept ready for the question."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.domain.board import Board
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.offers import SlotDesk, SlotOffer
from dispatch_console.ui.background import Background, Failure
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.store import BoardStore

LIMIT = 12
"""Windows offered at most."""

SOONEST_MS, LATEST_MS = 2_000, 60_000
REST = 4
"""Made anew no sooner than after this many times as long as it took: others need the machine."""

AGE_MS = 300_000
"""Windows of this morning are none to offer at noon, even if nothing else has changed."""

Answer = Callable[[tuple[SlotOffer, ...]], None]


class OfferDesk(QObject):
    """Made off this thread when first needed, kept, and renewed while it is open.

    `renewed`: what was answered before may no longer hold. `failed(Exception)`: there is none.
    """

    renewed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        store: BoardStore,
        zone: ZoneInfo,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._zone, self._background = store, zone, background
        self._desk: SlotDesk | None = None
        self._asked = Latest(background.free, self)
        self._waiting: Callable[[SlotDesk], None] | None = None
        self._open = self._making = False
        self._stale = True
        self._took_s = 0.0
        self._pause, self._age = QTimer(self), QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._make)
        self._age.setInterval(AGE_MS)
        self._age.timeout.connect(self._outdate)
        store.changed.connect(self._outdate)
        store.reset.connect(self._outdate)

    @property
    def ready(self) -> bool:
        """Whether a question is answered at once."""
        return self._desk is not None

    def open(self) -> None:
        """Be ready from now on, and stay up to date."""
        self._open = True
        self._age.start()
        if self._stale:
            self._make()

    def close(self) -> None:
        """Nobody is asking: keep what there is, renew nothing."""
        self._open = False
        self._age.stop()
        self._pause.stop()

    def ask(self, draft: Ticket, width: timedelta, answer: Answer, failed: Failure) -> None:
        """The windows for the draft; only the newest question is answered."""

        def put(desk: SlotDesk) -> None:
            self._asked.ask(partial(_offers, desk, draft, width), answer, failed)

        if self._desk is None:
            self._waiting = put
        else:
            put(self._desk)

    def forget(self) -> None:
        """The question asked last is none any more."""
        self._waiting = None
        self._asked.drop()

    def _outdate(self) -> None:
        self._stale = True
        if self._open and not self._making and not self._pause.isActive():
            wait = REST * self._took_s * 1000
            self._pause.start(round(min(max(wait, SOONEST_MS), LATEST_MS)))

    def _make(self) -> None:
        board = self._store.board
        if not self._open or self._making or not board.cursor:
            return
        self._stale, self._making = False, True
        work = partial(_made, board, self._store.clock(), self._zone)
        self._background.free(work, self._take, self._fail)

    def _take(self, made: tuple[SlotDesk, float]) -> None:
        self._making = False
        self._desk, self._took_s = made
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting(self._desk)
        self.renewed.emit()
        if self._stale:
            self._outdate()

    def _fail(self, error: Exception) -> None:
        self._making, self._stale = False, True
        self.failed.emit(error)


def _made(board: Board, now: datetime, zone: ZoneInfo) -> tuple[SlotDesk, float]:
    begun = time.monotonic()
    return SlotDesk(board, now=now, zone=zone), time.monotonic() - begun


def _offers(desk: SlotDesk, draft: Ticket, width: timedelta) -> tuple[SlotOffer, ...]:
    return desk.offers_for(draft, width=width, step=width, limit=LIMIT)
