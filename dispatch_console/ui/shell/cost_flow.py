"""A ticket's costs, the window of rates, and the export for finance."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow

from dispatch_console.domain.cost import Rate
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.costing import finance, keeping, reckoning
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.cost import forms
from dispatch_console.ui.cost.rates_window import RatesWindow
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading
from dispatch_console.ui.widgets.form import Form, FormDialog, Values, open_form

log = logging.getLogger(__name__)

TABLES = frozenset({"rate", "cost_entry"})


class CostFlow(QObject):
    """Of a ticket's tab *Costs*."""

    def __init__(self, host: TicketHost) -> None:
        super().__init__(host.tabs)
        self._host, panel, zone = host, host.tabs.costs, host.session.zone
        self._reading = TicketReading(
            host,
            panel,
            lambda ctx, key: reckoning.of_ticket(ctx, key, zone),
            panel.show_costs,
            TABLES,
        )
        day = partial(today, host.session)
        panel.add_wanted.connect(lambda: self._open(lambda key: forms.outside_form(key, day())))
        panel.correct_wanted.connect(
            lambda line: self._open(lambda key: forms.correct_form(key, line, zone))
        )
        panel.take_back_wanted.connect(
            lambda line: self._open(lambda key: forms.take_back_form(key, line, zone))
        )

    def _open(self, make: Callable[[TicketId], Form]) -> None:
        ticket, host = self._reading.ticket, self._host
        if ticket is not None and not host.commands.barred(Right.COSTS):
            again = self._reading.again
            open_form(make(ticket), host.session.zone, host.commands.run, host.window, again)


class RatesFlow(QObject):
    """One window; while it is open it follows what others do."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        intents: Intents,
        hub: ChangeHub,
        commands: Commands,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(window)
        self._main, self._session, self._intents = window, session, intents
        self._commands, self._dialogs = commands, dialogs
        self._window: RatesWindow | None = None
        self._questions = Latest(session.background.database, self)
        hub.service_changed.connect(self._hear)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._commands.barred(Right.COSTS):
            return
        made = self._dialogs.show(
            RatesWindow, lambda: RatesWindow(self._intents.gate, today(self._session), self._main)
        )
        if made is not None:
            self._window = made
            made.finished.connect(self._forget)
            made.wanted.connect(self._deed)
            self._read()

    def _hear(self, tables: frozenset[str]) -> None:
        if "rate" in tables:
            self._read()

    def _read(self) -> None:
        if self._window is not None:
            self._questions.ask(
                partial(keeping.rates, self._session.context), self._show, self._fail
            )

    def _show(self, rates: tuple[Rate, ...]) -> None:
        if self._window is not None:
            self._window.show_rates(rates)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no rates", exc_info=error)
        if self._window is not None:
            self._window.tell(text.error_sentence(error))

    def _deed(self, deed: str, rate: Rate | None) -> None:
        day = today(self._session)
        if deed == "export":
            self._ask_period(day)
        elif deed == "new":
            self._open(forms.rate_form(rate, day))
        elif rate is not None:
            self._open(forms.end_form(rate, day) if deed == "end" else forms.remove_form(rate))

    def _open(self, form: Form) -> None:
        if self._window is not None:
            open_form(form, self._session.zone, self._commands.run, self._window, self._read)

    def _ask_period(self, day: date) -> None:
        def send(
            values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
        ) -> None:
            try:
                first, last = (forms.read_day(values[key]) for key in ("first", "last"))
            except DomainError as error:
                refuse(error)
                return
            name, _ = QFileDialog.getSaveFileName(
                self._main,
                tr("Export for finance"),
                f"costs-{first}-{last}.xlsx",
                "Excel (*.xlsx);;CSV (*.csv)",
            )
            accept()
            if name:
                self.export(Path(name), first, last)

        form = FormDialog(
            tr("Export for finance"),
            tr("One row for each cost line of the tickets closed on these days."),
            forms.period_fields(day),
            tr("Choose file…"),
            send,
            self._session.zone,
            self._window,
        )
        form.open()

    def export(self, path: Path, first: date, last: date) -> None:
        """Write the file, then say so in the window."""

        def done(count: int) -> None:
            if self._window is not None:
                said = tr("{count} cost lines written to {path}.", count=count, path=str(path))
                self._window.tell(said)

        write = partial(
            finance.export, self._session.context, path, first, last, self._session.zone
        )
        self._session.background.database(write, done, self._fail)

    def _forget(self) -> None:
        self._window = None


def today(session: Session) -> date:
    """The day it is where the company is."""
    return session.context.clock().astimezone(session.zone).date()
