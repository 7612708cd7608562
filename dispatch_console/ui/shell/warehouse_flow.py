"""The warehouse's window and the inspector's parts: what they show and do goes through here."""

import logging
from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.part import Tool
from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.domain.roles import Right
from dispatch_console.domain.stock import Place
from dispatch_console.services.parts import counting, keeping, reading
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.shell.transfer_flow import TransferFlow
from dispatch_console.ui.warehouse import words
from dispatch_console.ui.warehouse.count_dialog import CountDialog
from dispatch_console.ui.warehouse.deeds import (
    form_of,
    lend_form,
    limits_form,
    place_form,
    tool_form,
)
from dispatch_console.ui.warehouse.desk import Desk
from dispatch_console.ui.warehouse.stock_page import Shelf
from dispatch_console.ui.warehouse.window import WarehouseWindow
from dispatch_console.ui.widgets.form import Form, open_form
from dispatch_console.ui.widgets.message_bar import MessageBar

log = logging.getLogger(__name__)

TABLES = frozenset(
    {
        "part",
        "part_price",
        "stock_place",
        "stock",
        "reorder_point",
        "serial",
        "requisition",
        "stock_move",
        "tool",
    }
)
"""A change of one of these is read anew."""


class WarehouseFlow(QObject):
    """One window; while it is open it follows what others do."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        intents: Intents,
        hub: ChangeHub,
        commands: Commands,
        dialogs: Dialogs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._main, self._session, self._intents = window, session, intents
        self._commands, self._dialogs, self._messages = commands, dialogs, messages
        self._window: WarehouseWindow | None = None
        self._desk: Desk | None = None
        self._stores: Stores | None = None
        self._questions = Latest(session.background.database, self)
        hub.service_changed.connect(self._hear)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        zone = self._session.zone
        made = self._dialogs.show(
            WarehouseWindow, lambda: WarehouseWindow(self._intents, zone, self._main)
        )
        if made is None:
            return
        self._window = made
        self._desk = Desk(self._session.context, zone, self._commands.run, made)
        made.finished.connect(self._forget)
        made.requisitions.step_wanted.connect(self._step)
        made.requisitions.ticket_wanted.connect(self._intents.open_ticket)
        made.stock.wanted.connect(self._deed)
        made.tools.lend_wanted.connect(self._lend)
        made.tools.return_wanted.connect(self._return)
        made.tools.new_wanted.connect(self._new_tool)
        made.places.change_wanted.connect(self._change_place)
        made.places.retire_wanted.connect(self._retire_place)
        failed = partial(made.tell, failed=True)
        TransferFlow(self._session, self._dialogs, made, made.tell, failed).serve(made.files)
        self._read()

    def ask_limits(self) -> None:
        """Who approves up to what amount."""
        if self._commands.barred(Right.STAFF):
            return

        def ask(stores: Stores) -> None:
            said = tr("The limits are saved.")
            done = partial(self._messages.done, said)
            zone, write = self._session.zone, self._commands.run
            open_form(limits_form(stores), zone, write, self._main, done)

        read = partial(reading.stores, self._session.context)
        self._session.background.database(read, ask, self._commands.report)

    def _hear(self, tables: frozenset[str]) -> None:
        if self._window is not None and tables & TABLES:
            self._read()

    def _read(self) -> None:
        read = partial(reading.stores, self._session.context)
        self._questions.ask(read, self._show, self._fail)

    def _show(self, stores: Stores) -> None:
        # Days are those of the company.
        stores = replace(stores, read_at=stores.read_at.astimezone(self._session.zone))
        self._stores = stores
        if self._window is not None:
            self._window.show_stores(stores)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the warehouse was not read", exc_info=error)
        if self._window is not None:
            self._window.show_failure(text.error_sentence(error))

    def _step(self, action: Action, row: Requisition) -> None:
        if self._desk is not None and self._stores is not None:
            self._desk.take(action, row, self._stores, self._done, self._refused)

    def _deed(self, deed: str, shelf: Shelf | None) -> None:
        if self._stores is None or self._commands.barred(Right.STOCK):
            return
        if deed == "count":
            self._count(shelf)
        else:
            self._ask(form_of(deed, shelf, self._stores))

    def _ask(self, form: Form) -> None:
        if self._window is not None:
            done = partial(self._done, form.title)
            open_form(form, self._session.zone, self._commands.run, self._window, done)

    def _lend(self, tool: Tool | None) -> None:
        if tool is not None and self._stores is not None:
            self._ask(lend_form(tool, self._stores))

    def _new_tool(self) -> None:
        if self._stores is not None:
            self._ask(tool_form(self._stores))

    def _change_place(self, place: Place | None) -> None:
        if self._stores is not None and not self._commands.barred(Right.STOCK):
            self._ask(place_form(place, self._stores))

    def _retire_place(self, place: Place) -> None:
        if self._commands.barred(Right.STOCK):
            return
        kept = replace(place, active=not place.active)
        if kept.active:
            said = tr("{code} is in use.", code=place.code)
        else:
            said = tr("{code} is retired.", code=place.code)
        self._commands.run(
            lambda ctx: keeping.save_place(ctx, uuid4(), kept),
            lambda _: self._done(said),
            self._refused,
        )

    def _return(self, tool: Tool | None) -> None:
        if tool is None:
            return
        said = tr("{tool} is back.", tool=tool.number)
        self._commands.run(
            lambda ctx: keeping.return_tool(ctx, uuid4(), tool.id),
            lambda _: self._done(said),
            self._refused,
        )

    def _count(self, shelf: Shelf | None) -> None:
        window, stores = self._window, self._stores
        if window is None or stores is None:
            return
        chosen = shelf[1] if shelf is not None else None
        place = window.stock.place.currentData() if chosen is None else chosen
        dialog = CountDialog(words.place_words(stores.places[place]), window)

        def posted(_: ChangeSet) -> None:
            dialog.accept()
            self._done(tr("The stocktake is posted."))

        def post(counts: tuple[Count, ...], reason: str) -> None:
            work = partial(counting.count, place=place, counts=counts, reason=reason)
            self._commands.run(lambda ctx: work(ctx, uuid4()), posted, dialog.refuse)

        dialog.posted.connect(post)
        dialog.open()
        self._session.background.database(
            partial(counting.sheet, self._session.context, place),
            dialog.show_sheet,
            dialog.refuse,
        )

    def _done(self, sentence: str) -> None:
        if self._window is not None:
            self._window.tell(sentence)
        self._read()

    def _refused(self, error: Exception) -> None:
        if self._window is not None:
            self._window.tell(text.error_sentence(error), failed=True)

    def _forget(self) -> None:
        self._window = self._desk = None
