"""Who sits at the console: asks for a login, locks what is left alone, lets the same one back."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QObject, Signal

from dispatch_console.app.login_desk import LoginDesk
from dispatch_console.app.session import Connection
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.login import Address, Login, needs_password
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr
from dispatch_console.ui.background import Background
from dispatch_console.ui.login.curtain import Curtain
from dispatch_console.ui.login.idle import IdleWatch


class Reception(QObject):
    """`came(Connection, Login)`: somebody has logged in. `gone`: who had locked the console logs
    out. `nobody`: the log-in window was closed.
    """

    came = Signal(object, object)
    gone = Signal()
    nobody = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._connection: Connection | None = None
        self._minutes = 0
        self._curtain: Curtain | None = None
        self._idle: IdleWatch | None = None
        self.desk = LoginDesk(background, self)
        self.desk.opened.connect(self._opened)
        self.desk.left.connect(self._left)

    def ask(self, url: str, sentence: str = "", *, anew: bool = False) -> None:
        """Ask for a login at this server; `anew`, for another one than before."""
        try:
            address = Address.parse(url)
        except DomainError:
            address = Address("", "")
        self.desk.ask(replace(address, user="") if anew else address, sentence)

    def guard(self, connection: Connection, minutes: int) -> None:
        """Lock once nobody has worked on this connection for so long; 0: never."""
        self._connection, self._minutes = connection, minutes
        self._watch()

    def release(self) -> None:
        """There is nothing to guard any more, and nobody to ask."""
        self._connection = self._curtain = None
        self._stop_watching()
        self.desk.close()

    def lock(self, sentence: str = "") -> bool:
        """Hide everything until the password is given again; whether that is possible."""
        address = self._own
        if address is None:
            return False
        if self._curtain is None:
            self._stop_watching()
            self._curtain = Curtain()
            self.desk.ask(address, sentence, locked=True)
        return True

    @property
    def _own(self) -> Address | None:
        """The login at work here; None where it has no password that could be asked for."""
        if self._connection is None or needs_password(self._connection.database.url):
            return None
        return Address.parse(self._connection.database.url)

    def _watch(self) -> None:
        self._stop_watching()
        if self._minutes and self._own is not None:
            self._idle = IdleWatch(timedelta(minutes=self._minutes), utc_now, self)
            self._idle.expired.connect(
                lambda: self.lock(tr("The console was left alone. Everything is as it was."))
            )

    def _stop_watching(self) -> None:
        idle, self._idle = self._idle, None
        if idle is not None:
            idle.stop()
            idle.deleteLater()

    def _opened(self, connection: Connection, login: Login) -> None:
        curtain, self._curtain = self._curtain, None
        if curtain is None:
            self.came.emit(connection, login)
            return
        # It has shown that the person is the same; the window goes on with the one it has.
        self._background.free(connection.close, lambda _: None)
        curtain.lift()
        self._watch()

    def _left(self) -> None:
        if self._curtain is None:
            self.nobody.emit()
        else:
            self.gone.emit()
