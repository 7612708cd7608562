"""What others change: the watcher stirs, one read at a time follows, the store tells the views."""

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.presence import Attention
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.trimming import trim
from dispatch_console.services.watch import Watcher
from dispatch_console.ui.background import Background
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

RELOAD = "board.reload"
"""The refusal that says that the cursor is of another life of the database."""

TRIM_MS = 3_600_000


class ChangeHub(QObject):
    """Keeps the store equal to the database, and in it who else is there.

    `loaded`: the whole board was read. `caught_up`: the store has all that was there when
    `refresh` was last called. `online_changed(bool)`. `failed(Exception)`: reading did not work.
    `shut_out(Exception)`: the login is let in no more.
    """

    loaded = Signal()
    caught_up = Signal()
    online_changed = Signal(bool)
    failed = Signal(object)
    shut_out = Signal(object)
    _refused = Signal(object)
    _stirred = Signal()
    _state = Signal(bool)
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
        self._reading = self._again = False
        self._online: bool | None = None
        self._stirred.connect(self.refresh)
        self._state.connect(self._set_online)
        self._around.connect(self._store.set_others)
        self._refused.connect(self.shut_out)
        self._attention = Attention()
        self._trimming = QTimer(self, interval=TRIM_MS)
        self._trimming.timeout.connect(self._trim)

    def start(self) -> None:
        """Read the board if the store has none yet, and watch from then on."""
        if self._store.board.cursor:
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
        cursor = self._store.board.cursor
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

    def detach(self) -> Watcher | None:
        """Hear nothing more; gives the watcher, which the caller stops off the GUI thread."""
        watcher, self._watcher = self._watcher, None
        self._stirred.disconnect(self.refresh)
        self._state.disconnect(self._set_online)
        self._around.disconnect(self._store.set_others)
        self._refused.disconnect(self.shut_out)
        self._trimming.stop()
        return watcher

    def _watch(self) -> None:
        if self._watcher is None:
            self._watcher = Watcher(self._context.database.url, user=self._context.user)
            self._watcher.attend(self._attention)
            self._watcher.shut_out = self._refused.emit
            self._watcher.start(self._stirred.emit, self._state.emit, self._around.emit)
            self._trimming.start()

    def _trim(self) -> None:
        self._background.database(
            lambda: trim(self._context),
            lambda _: None,
            lambda error: log.info("the change log was not trimmed: %s", error),
        )

    def _take(self, board: Board) -> None:
        self._set_online(True)
        self._store.set_board(board)
        self._watch()
        self.loaded.emit()
        self._next()

    def _apply(self, patch: BoardPatch) -> None:
        self._set_online(True)
        self._store.apply(patch)
        self._next()

    def _fail(self, error: Exception) -> None:
        self._reading = self._again = False
        if isinstance(error, DomainError) and error.code == RELOAD:
            log.info("the board is read anew")
            self.reload()
            return
        self._set_online(False)
        self.failed.emit(error)

    def _next(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()
        else:
            self.caught_up.emit()

    def _set_online(self, online: bool) -> None:
        if online != self._online:
            self._online = online
            self.online_changed.emit(online)
