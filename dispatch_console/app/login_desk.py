"""The log-in window at work: each attempt off this thread, and given up when it is cancelled."""

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal

from dispatch_console.app.session import Connection, log_in
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import keys
from dispatch_console.services.login import Address, Login
from dispatch_console.ui.background import Background
from dispatch_console.ui.login import LoginWindow
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)


class LoginDesk(QObject):
    """`opened(Connection, Login)`: it worked, and the window is gone. `left`: nobody logs in."""

    opened = Signal(object, object)
    left = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._attempt = 0
        self.window: LoginWindow | None = None

    def ask(self, address: Address, sentence: str = "", *, locked: bool = False) -> None:
        """Show the window; `sentence` says why it asks."""
        self.close()
        self.window = window = LoginWindow(address, locked=locked)
        window.wanted.connect(self._try)
        window.cancelled.connect(self._give_up)
        window.left.connect(self._leave)
        window.explain(sentence)
        self._background.free(keys.available, window.show_store)
        window.show()

    def close(self) -> None:
        """Ask no more."""
        self._give_up()
        window, self.window = self.window, None
        if window is not None:
            window.hide()
            window.deleteLater()

    def _try(self, login: Login) -> None:
        assert self.window is not None
        self._attempt += 1
        self.window.show_busy()
        number = self._attempt
        self._background.free(
            lambda: log_in(login),
            partial(self._done, number, login),
            partial(self._failed, number),
        )

    def _give_up(self) -> None:
        self._attempt += 1

    def _done(self, number: int, login: Login, connection: Connection) -> None:
        if number != self._attempt:
            self._background.free(connection.close, lambda _: None)
            return
        self.close()
        self.opened.emit(connection, login)

    def _failed(self, number: int, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the log-in failed", exc_info=error)
        if number == self._attempt and self.window is not None:
            self.window.refuse(error_sentence(error))

    def _leave(self) -> None:
        self.close()
        self.left.emit()
