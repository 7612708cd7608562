"""What a ticket's tab shows, kept at what the database has: whatever the tab, wherever it is."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.context import Context
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.inspector.ticket_tabs import TicketTabs
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TicketHost:
    """Tabs about a ticket, and where they are: forms open over `window`, `messages` say what
    became of it."""

    tabs: TicketTabs
    window: QWidget
    messages: MessageBar
    session: Session
    store: BoardStore
    intents: Intents
    hub: ChangeHub
    commands: Commands
    keeper: DraftKeeper

    @classmethod
    def of(
        cls, main: "MainWindow", tabs: TicketTabs, window: QWidget, messages: MessageBar
    ) -> "TicketHost":
        """Tabs in a window that is `main` or belongs to it."""
        return cls(
            tabs,
            window,
            messages,
            main.session,
            main.store,
            main.intents,
            main.hub,
            main.commands,
            main.keeper,
        )

    def report(self, error: Exception) -> None:
        """Say there what went wrong."""
        self.commands.report(error, to=self.messages)


class Tab(Protocol):
    """A panel that can wait for its reading, and do without it."""

    def show_reading(self) -> None: ...
    def show_failure(self, sentence: str) -> None: ...


class TicketReading(QObject):
    """Reads for a tab when it is looked at, when one of `tables` changes and after an outage.

    The ticket asked for last counts. `read` runs on the database's thread, `show` here.
    """

    def __init__(
        self,
        host: TicketHost,
        tab: Tab,
        read: Callable[[Context, TicketId], Any],
        show: Callable[[Any], None],
        tables: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(host.tabs)
        self._context, self._tabs, self._tab = host.session.context, host.tabs, tab
        self._read, self._show, self._tables = read, show, tables
        self._questions = Latest(host.session.background.database, self)
        self._ticket: TicketId | None = None
        self._failed = False
        host.tabs.wanted.connect(self._wanted)
        host.hub.service_changed.connect(self._changed)
        host.hub.returned.connect(self._returned)

    @property
    def ticket(self) -> TicketId | None:
        """The ticket asked for last."""
        return self._ticket

    def again(self) -> None:
        """Read anew what is shown."""
        if self._ticket is not None:
            self._ask(self._ticket)

    def _wanted(self, tab: QWidget, ticket: TicketId) -> None:
        if tab is self._tab:
            self._ask(ticket)

    def _ask(self, ticket: TicketId) -> None:
        new = ticket != self._ticket or self._failed
        self._ticket, self._failed = ticket, False
        if new:
            self._tab.show_reading()
        self._questions.ask(partial(self._read, self._context, ticket), self._show, self._fail)

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & self._tables and self._seen():
            self.again()

    def _returned(self, _: int) -> None:
        if self._seen():
            self.again()

    def _seen(self) -> bool:
        """What is not seen is wanted anew when it is."""
        return self._tabs.currentWidget() is self._tab and self._tabs.isVisible()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("nothing for %s", type(self._tab).__name__, exc_info=error)
        self._failed = True
        self._tab.show_failure(text.error_sentence(error))
