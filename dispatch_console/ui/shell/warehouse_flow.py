"""The warehouse's window and the inspector's parts: what they show and do goes through here."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.part import Tool
from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.domain.roles import Right
from dispatch_console.domain.stock import Place
from dispatch_console.services.context import Context
from dispatch_console.services.parts import counting, keeping, reading
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.shell.transfer_flow import TransferFlow
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
from dispatch_console.words import parts as words
from dispatch_console.words import text

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


class WarehouseFlow(MenuWindow[WarehouseWindow, Stores]):
    """While it is open it follows what others do; everybody may look."""

    right = Right.STOCK
    open_to_all = True
    tables = TABLES

    _desk: Desk | None = None
    _stores: Stores | None = None

    def make(self) -> WarehouseWindow:
        main, session = self.main, self.session
        made = WarehouseWindow(main.intents, session.zone, main)
        self._desk = Desk(session.context, session.zone, main.commands.run, made)
        made.requisitions.step_wanted.connect(self._step)
        made.requisitions.ticket_wanted.connect(main.intents.open_ticket)
        made.stock.wanted.connect(self._deed)
        made.tools.lend_wanted.connect(self._lend)
        made.tools.return_wanted.connect(self._return)
        made.tools.new_wanted.connect(self._new_tool)
        made.places.change_wanted.connect(self._change_place)
        made.places.retire_wanted.connect(self._retire_place)
        failed = partial(made.tell, failed=True)
        TransferFlow(session, main.dialogs, made, made.tell, failed).serve(made.files)
        return made

    def read(self, ctx: Context) -> Stores:
        return reading.stores(ctx)

    def fill(self, window: WarehouseWindow, found: Stores) -> None:
        # Days are those of the company.
        stores = replace(found, read_at=found.read_at.astimezone(self.session.zone))
        self._stores = stores
        window.show_stores(stores)

    def tell(self, window: WarehouseWindow, error: Exception, sentence: str) -> None:
        window.show_failure(sentence)

    def ask_limits(self) -> None:
        """Who approves up to what amount."""
        main, session = self.main, self.session
        if main.commands.barred(Right.STAFF):
            return

        def ask(stores: Stores) -> None:
            said = tr("The limits are saved.")
            done = partial(main.messages.done, said)
            form = limits_form(stores)
            open_form(form, session.zone, main.commands.run, main, done)

        read = partial(reading.stores, session.context)
        session.background.database(read, ask, main.commands.report)

    def _step(self, action: Action, row: Requisition) -> None:
        if self._desk is not None and self._stores is not None:
            self._desk.take(action, row, self._stores, self._done, self._refused)

    def _deed(self, deed: str, shelf: Shelf | None) -> None:
        if self._stores is None or self._barred():
            return
        if deed == "count":
            self._count(shelf)
        else:
            self._ask(form_of(deed, shelf, self._stores))

    def _ask(self, form: Form) -> None:
        self.ask(form, partial(self._done, form.title))

    def _lend(self, tool: Tool | None) -> None:
        if tool is not None and self._stores is not None:
            self._ask(lend_form(tool, self._stores))

    def _new_tool(self) -> None:
        if self._stores is not None:
            self._ask(tool_form(self._stores))

    def _change_place(self, place: Place | None) -> None:
        if self._stores is not None and not self._barred():
            self._ask(place_form(place, self._stores))

    def _retire_place(self, place: Place) -> None:
        if self._barred():
            return
        kept = replace(place, active=not place.active)
        if kept.active:
            said = tr("{code} is in use.", code=place.code)
        else:
            said = tr("{code} is retired.", code=place.code)
        self.main.commands.run(
            lambda ctx: keeping.save_place(ctx, uuid4(), kept),
            lambda _: self._done(said),
            self._refused,
        )

    def _return(self, tool: Tool | None) -> None:
        if tool is None:
            return
        said = tr("{tool} is back.", tool=tool.number)
        self.main.commands.run(
            lambda ctx: keeping.return_tool(ctx, uuid4(), tool.id),
            lambda _: self._done(said),
            self._refused,
        )

    def _count(self, shelf: Shelf | None) -> None:
        window, stores, run = self.window, self._stores, self.main.commands.run
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
            run(lambda ctx: work(ctx, uuid4()), posted, dialog.refuse)

        dialog.posted.connect(post)
        dialog.open()
        self.session.background.database(
            partial(counting.sheet, self.session.context, place),
            dialog.show_sheet,
            dialog.refuse,
        )

    def _done(self, sentence: str) -> None:
        if self.window is not None:
            self.window.tell(sentence)
        self.anew()

    def _refused(self, error: Exception) -> None:
        """The stock stays in sight: only the work was refused."""
        self.note(error)
        if self.window is not None:
            self.window.tell(text.error_sentence(error), failed=True)

    def _forget(self) -> None:
        super()._forget()
        self._desk = None
