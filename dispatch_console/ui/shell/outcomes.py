"""Commands that may or may not have been written: asked about until it is known, and told."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.domain.connection import Link
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar

UNKNOWN = "database.commit_unknown"
AGAIN_MS = 2_000

Then = Callable[[bool], object]


class Outcomes(QObject):
    """Hears the database: the connection broke in a commit, and nobody could tell what of it.

    As soon as the server answers, each such command is looked up by its id, and it is said whether
    it was written. Nothing has to be asked for.
    """

    _noted = Signal(object, str)

    def __init__(
        self, session: Session, hub: ChangeHub, messages: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._hub, self._messages = session, hub, messages
        self._open: dict[UUID, str] = {}
        self._then: dict[UUID, Then] = {}
        self._asking = False
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self._noted.connect(self._wait)
        hub.link_changed.connect(self._ask)
        session.context.database.unknown = self._noted.emit

    def after(self, error: Exception, command: UUID, then: Then) -> None:
        """If the command ended with an error that leaves it open, `then` gets the answer."""
        if isinstance(error, DomainError) and error.code == UNKNOWN:
            self._then[command] = then

    def _wait(self, command: UUID, what: str) -> None:
        self._open[command] = what
        self._again.start()
        self._hub.try_now()

    def _ask(self) -> None:
        if self._asking or not self._open or self._hub.link is Link.READ_ONLY:
            return
        self._asking = True
        context, open_ = self._session.context, dict(self._open)

        def look() -> dict[UUID, bool]:
            return {
                command: context.database.arrived(command, user=context.user, what=what)
                for command, what in open_.items()
            }

        self._session.background.database(look, self._answered, self._unanswered)

    def _unanswered(self, _: Exception) -> None:
        """The server is still away, or at it; the timer asks again."""
        self._asking = False

    def _answered(self, found: dict[UUID, bool]) -> None:
        self._asking = False
        lines = [_told(self._open.pop(command), found[command]) for command in found]
        if not self._open:
            self._again.stop()
        (self._messages.done if all(found.values()) else self._messages.warn)("\n".join(lines))
        self._hub.refresh()
        for command, written in found.items():
            then = self._then.pop(command, None)
            if then is not None:
                then(written)


def _told(what: str, written: bool) -> str:
    code = f"history.{what.partition(' ')[0].replace('.', '_')}"
    name = tr(code)
    shown = name if name != code else what
    if written:
        return tr("“{what}” was written, although the connection broke.", what=shown)
    return tr("“{what}” was not written. Nothing else was lost; try again.", what=shown)
