"""The ticket's device in the inspector: read when it is looked at, and chosen there."""

import logging
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.customers import editing, reading
from dispatch_console.services.customers.reading import AssetCard
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar

log = logging.getLogger(__name__)


class AssetFlow(QObject):
    """Answers the inspector's wish for a ticket's device; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        hub: ChangeHub,
        inspector: InspectorPanel,
        commands: Commands,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._panel = session, store, inspector.asset
        self._commands, self._messages = commands, messages
        self._questions = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.asset_wanted.connect(self._ask)
        inspector.asset.asset_wanted.connect(self._set)
        hub.service_changed.connect(lambda _: inspector.ask_again())

    def _ask(self, key: TicketId) -> None:
        ticket = self._store.board.tickets.get(key)
        if ticket is None:
            return
        if key != self._shown:
            self._panel.show_reading()
        self._shown = key
        read: Callable[[], AssetCard] = partial(
            reading.asset_card, self._session.context, ticket, self._session.zone
        )
        self._questions.ask(read, self._panel.show_card, self._fail)

    def _set(self, asset: AssetId | None) -> None:
        ticket, command = self._shown, uuid4()
        if ticket is None or self._commands.barred(Right.TICKETS):
            return
        self._commands.run(
            lambda ctx: editing.set_asset(ctx, command, ticket, asset),
            lambda _: self._messages.done(tr("The ticket's device is saved.")),
            self._commands.report,
        )

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no device", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))
