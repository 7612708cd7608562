"""The parts of a ticket: read when they are looked at, and what is done with them."""

import logging
from decimal import Decimal
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import PartId
from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.domain.roles import Right
from dispatch_console.services.parts import asking, reading
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading
from dispatch_console.ui.warehouse.deeds import use_form
from dispatch_console.ui.warehouse.desk import Desk
from dispatch_console.ui.widgets.form import open_form

log = logging.getLogger(__name__)

TABLES = frozenset({"requisition"})


class PartsFlow(QObject):
    """Of the ticket's tab *Parts*."""

    def __init__(self, host: TicketHost) -> None:
        super().__init__(host.tabs)
        session, self._panel = host.session, host.tabs.parts
        self._host, self._context, self._commands = host, session.context, host.commands
        self._desk = Desk(session.context, session.zone, host.commands.run, host.window)
        self._searches = Latest(session.background.database, self)
        self._reading = TicketReading(
            host,
            self._panel,
            lambda ctx, key: reading.of_ticket(ctx, key),
            self._panel.show_parts,
            TABLES,
        )
        self._panel.search_wanted.connect(self._search)
        self._panel.request_wanted.connect(self._request)
        self._panel.use_wanted.connect(self._use)
        self._panel.step_wanted.connect(self._step)

    def _search(self, words: str) -> None:
        self._searches.ask(
            partial(reading.search, self._context, words),
            self._panel.show_found,
            lambda error: log.info("no parts were found: %s", error),
        )

    def _request(self, part: PartId, quantity: Decimal) -> None:
        ticket = self._reading.ticket
        if ticket is None or self._commands.barred(Right.REQUEST_PARTS):
            return

        def done(_: ChangeSet) -> None:
            self._panel.requested()
            self._reading.again()

        self._commands.run(
            lambda ctx: asking.request(ctx, uuid4(), ticket, part, quantity),
            done,
            self._host.report,
        )

    def _use(self, part: PartId) -> None:
        """Ask how much of it was taken from which van."""
        ticket, shown = self._reading.ticket, self._panel.shown
        if ticket is None or shown is None or self._commands.barred(Right.REQUEST_PARTS):
            return

        def ask(stores: Stores) -> None:
            vans = {place.engineer_id: place.id for place in stores.places.values()}
            van = vans.get(shown.engineer) if shown.engineer is not None else None
            form = use_form(ticket, part, stores, van)
            said = tr("{part} is used for the ticket.", part=stores.parts[part].number)
            done = partial(self._used, said)
            open_form(form, self._host.session.zone, self._commands.run, self._host.window, done)

        self._searches.ask(partial(reading.stores, self._context), ask, self._host.report)

    def _used(self, sentence: str) -> None:
        self._panel.requested()
        self._done(sentence)

    def _step(self, action: Action, row: Requisition) -> None:
        shown = self._panel.shown
        if shown is not None:
            self._desk.take(action, row, shown, self._done, self._host.report)

    def _done(self, sentence: str) -> None:
        self._panel.tell(sentence)
        self._reading.again()
