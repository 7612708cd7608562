"""What others change: the watcher stirs, one read at a time follows, the store tells the views."""

import logging
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.connection import Link, is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.presence import Attention
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.sealing import BATCH, seal
from dispatch_console.services.trimming import trim
from dispatch_console.services.watch import Watcher
from dispatch_console.ui.background import Background
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

RELOAD = "board.reload"
"""The refusal that says that the cursor is of another life of the database."""

TRIM_MS, SEAL_MS = 3_600_000, 60_000


class ChangeHub(QObject):
    """Keeps the store equal to the database, and in it who else is there.

    `loaded`: the whole board was read. `caught_up`: the store has all that was there when
    `refresh` was last called. `link_changed(Link)`: ONLINE means that the store has caught up, too.
    `returned(tickets)`: it has, after the server could not be reached, and so many tickets had
    changed meanwhile (-1: everything was read anew). `clock_found(timedelta)`: so far the server's
    clock is ahead. `failed(Exception)`: reading did not work, for another reason than an outage.
    `shut_out(Exception)`: the login is let in no more. `service_changed(frozenset[str])`: something
    changed in these tables beyond the board.
    """

    loaded = Signal()
    caught_up = Signal()
    link_changed = Signal(object)
    returned = Signal(int)
    clock_found = Signal(object)
    failed = Signal(object)
    shut_out = Signal(object)
    service_changed = Signal(object)
    _refused = Signal(object)
    _stirred = Signal()
    _state = Signal(object)
    _around = Signal(object)

    def __init__(
        self,
        context: Context,
        background: Background,
        store: BoardStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._background, self._store = context, background, store
        self._watcher: Watcher | None = None
        self._reading = self._again = self._detached = False
        self._link: Link | None = None
        self._watched, self._unread = Link.ONLINE, False
        self._away = False
        self._missed = 0
        self._stirred.connect(self.refresh)
        self._state.connect(self._hear)
        self._around.connect(self._store.set_others)
        self._refused.connect(self.shut_out)
        self._attention = Attention()
        self.clock_ahead = timedelta()
        """How far the server's clock is ahead of this computer's."""
        self._trimming = QTimer(self, interval=TRIM_MS)
        self._trimming.timeout.connect(self._trim)
        self._sealing = QTimer(self, interval=SEAL_MS)
        self._sealing.timeout.connect(self._seal)

    @property
    def link(self) -> Link | None:
        """How the database is heard; None before it has answered or failed to."""
        return self._link

    def start(self) -> None:
        """Read the board if the store has none yet, and watch from then on."""
        if self._store.live.cursor:
            self._watch()
            self.refresh()
        else:
            self.reload()

    def reload(self) -> None:
        """Read the whole board."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._background.database(lambda: boards.load(self._context), self._take, self._fail)

    def refresh(self) -> None:
        """Read what has changed; asked while a read is under way, another one follows it."""
        if self._reading:
            self._again = True
            return
        cursor = self._store.live.cursor
        if not cursor:
            self.reload()
            return
        self._reading = True
        self._background.database(
            lambda: boards.read_changes(self._context, cursor), self._apply, self._fail
        )

    def attend(self, attention: Attention) -> None:
        """Let the others know what the user looks at."""
        self._attention = attention
        if self._watcher is not None:
            self._watcher.attend(attention)

    def try_now(self) -> None:
        """Do not wait for the next try to reach the server."""
        if self._watcher is not None:
            self._watcher.try_now()
        else:
            self.refresh()

    def detach(self) -> Watcher | None:
        """Hear nothing more; gives the watcher, which the caller stops off the GUI thread."""
        watcher, self._watcher = self._watcher, None
        self._detached = True
        self._stirred.disconnect(self.refresh)
        self._state.disconnect(self._hear)
        self._around.disconnect(self._store.set_others)
        self._refused.disconnect(self.shut_out)
        self._trimming.stop()
        self._sealing.stop()
        return watcher

    def _watch(self) -> None:
        if self._watcher is None and not self._detached:
            self._watcher = Watcher(self._context.database.url, user=self._context.user)
            self._watcher.attend(self._attention)
            self._watcher.shut_out = self._refused.emit
            self._watcher.start(
                self._stirred.emit, self._state.emit, self._around.emit, self._clock_told
            )
            self._trimming.start()
            self._sealing.start()

    def _trim(self) -> None:
        self._background.database(
            lambda: trim(self._context),
            lambda _: None,
            lambda error: log.info("the change log was not trimmed: %s", error),
        )

    def _clock_told(self, ahead: timedelta) -> None:
        """On the watcher's thread."""
        self.clock_ahead = ahead
        self.clock_found.emit(ahead)

    def _seal(self) -> None:
        self._background.database(
            lambda: seal(self._context),
            self._sealed,
            lambda error: log.info("the audit trail was not sealed: %s", error),
        )

    def _sealed(self, rows: int) -> None:
        """After a full batch there may be more; what people wait for comes in between."""
        if rows == BATCH:
            self._seal()

    def _take(self, board: Board) -> None:
        self._missed = -1
        self._unread = False
        self._store.set_board(board)
        self._watch()
        self.loaded.emit()
        self._next()

    def _apply(self, patch: BoardPatch) -> None:
        if self._missed >= 0:
            self._missed += len(patch.tickets)
        self._unread = False
        self._store.apply(patch)
        if patch.service:
            self.service_changed.emit(patch.service)
        self._next()

    def _fail(self, error: Exception) -> None:
        self._reading = self._again = False
        if isinstance(error, DomainError) and error.code == RELOAD:
            log.info("the board is read anew")
            self.reload()
            return
        self._unread = True
        if is_outage(error):
            self._lose()
        self._judge()
        if not is_outage(error):
            self.failed.emit(error)

    def _lose(self) -> None:
        """Have the watcher find out whether the server is gone; it says so, and when it is back."""
        if self._watcher is None:
            self._watched = Link.READ_ONLY
            self._watch()
        else:
            self._watcher.try_now()

    def _next(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()
            return
        self._judge()
        self.caught_up.emit()

    def _hear(self, link: Link) -> None:
        """What the watcher says; when the server is there again, it stirs a reading next."""
        if self._watched is not Link.ONLINE and link is Link.ONLINE:
            self._unread, self._again = True, self._reading
        self._watched = link
        self._judge()

    def _judge(self) -> None:
        link = max(self._watched, Link.DELAYED if self._unread else Link.ONLINE)
        if link is Link.READ_ONLY and not self._away:
            self._away, self._missed = True, 0
        if link is self._link:
            return
        self._link = link
        self.link_changed.emit(link)
        if link is Link.ONLINE and self._away:
            self._away = False
            self.returned.emit(self._missed)
