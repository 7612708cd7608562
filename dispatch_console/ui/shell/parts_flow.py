"""The parts of the ticket in the inspector: read when they are looked at, and what is done."""

import logging
from decimal import Decimal
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, TicketId
from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.domain.roles import Right
from dispatch_console.services.parts import asking, reading
from dispatch_console.services.parts.reading import Stores, TicketParts
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.warehouse.deeds import use_form
from dispatch_console.ui.warehouse.desk import Desk
from dispatch_console.ui.widgets.form import open_form

log = logging.getLogger(__name__)


class PartsFlow(QObject):
    """Answers the inspector's wish for a ticket's parts; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        hub: ChangeHub,
        commands: Commands,
        inspector: InspectorPanel,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context, self._commands, self._panel = session.context, commands, inspector.parts
        self._inspector = inspector
        self._zone, self._window = session.zone, window
        self._desk = Desk(session.context, session.zone, commands.run, window)
        self._questions = Latest(session.background.database, self)
        self._searches = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.parts_wanted.connect(self._ask)
        hub.service_changed.connect(self._hear)
        self._panel.search_wanted.connect(self._search)
        self._panel.request_wanted.connect(self._request)
        self._panel.use_wanted.connect(self._use)
        self._panel.step_wanted.connect(self._step)

    def _ask(self, ticket: TicketId) -> None:
        if ticket != self._shown:
            self._panel.show_reading()
        self._shown = ticket
        self._questions.ask(
            partial(reading.of_ticket, self._context, ticket), self._show, self._fail
        )

    def _hear(self, tables: frozenset[str]) -> None:
        if self._shown is not None and "requisition" in tables and self._panel.isVisible():
            self._ask(self._shown)

    def _show(self, parts: TicketParts) -> None:
        self._panel.show_parts(parts)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no parts", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))

    def _search(self, words: str) -> None:
        self._searches.ask(
            partial(reading.search, self._context, words),
            self._panel.show_found,
            lambda error: log.info("no parts were found: %s", error),
        )

    def _request(self, part: PartId, quantity: Decimal) -> None:
        ticket = self._shown
        if ticket is None or self._commands.barred(Right.REQUEST_PARTS):
            return

        def done(_: ChangeSet) -> None:
            self._panel.requested()
            self._ask(ticket)

        self._commands.run(
            lambda ctx: asking.request(ctx, uuid4(), ticket, part, quantity),
            done,
            self._commands.report,
        )

    def _use(self, part: PartId) -> None:
        """Ask how much of it was taken from which van."""
        ticket, inspected = self._shown, self._inspector.ticket
        if ticket is None or self._commands.barred(Right.REQUEST_PARTS):
            return
        visit = inspected.visit if inspected is not None else None

        def ask(stores: Stores) -> None:
            vans = {place.engineer_id: place.id for place in stores.places.values()}
            van = vans.get(visit.engineer_id) if visit is not None else None
            form = use_form(ticket, part, stores, van)
            said = tr("{part} is used for the ticket.", part=stores.parts[part].number)
            done = partial(self._used, said)
            open_form(form, self._zone, self._commands.run, self._window, done)

        self._searches.ask(partial(reading.stores, self._context), ask, self._commands.report)

    def _used(self, sentence: str) -> None:
        self._panel.requested()
        self._done(sentence)

    def _step(self, action: Action, row: Requisition) -> None:
        shown = self._panel.shown
        if shown is not None:
            self._desk.take(action, row, shown, self._done, self._commands.report)

    def _done(self, sentence: str) -> None:
        self._panel.tell(sentence)
        if self._shown is not None:
            self._ask(self._shown)
