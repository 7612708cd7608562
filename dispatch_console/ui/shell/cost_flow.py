"""A ticket's costs in the inspector, the window of rates, and the export for finance."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from dispatch_console.domain.cost import Line, Rate, RateKind
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance, keeping, reckoning
from dispatch_console.services.costing.reckoning import TicketCost
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.cost import forms
from dispatch_console.ui.cost.forms import Form
from dispatch_console.ui.cost.rates_window import RatesWindow
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.form_flow import open_form
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.warehouse.form import FormDialog, Values

log = logging.getLogger(__name__)

TABLES = frozenset({"rate", "cost_entry"})


class CostFlow(QObject):
    """Answers the inspector's wish for a ticket's costs; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        hub: ChangeHub,
        commands: Commands,
        inspector: InspectorPanel,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._commands, self._window = session, commands, window
        self._panel = inspector.costs
        self._questions = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.costs_wanted.connect(self._ask)
        hub.service_changed.connect(self._hear)
        self._panel.add_wanted.connect(self._add)
        self._panel.correct_wanted.connect(self._correct)
        self._panel.take_back_wanted.connect(self._take_back)

    def _ask(self, ticket: TicketId) -> None:
        if ticket != self._shown:
            self._panel.show_reading()
        self._shown = ticket
        read: Callable[[], TicketCost] = partial(
            reckoning.of_ticket, self._session.context, ticket, self._session.zone
        )
        self._questions.ask(read, self._panel.show_costs, self._fail)

    def _hear(self, tables: frozenset[str]) -> None:
        if self._shown is not None and tables & TABLES and self._panel.isVisible():
            self._ask(self._shown)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no costs", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))

    def _add(self) -> None:
        if self._shown is not None:
            self._open(forms.outside_form(self._shown, today(self._session)))

    def _correct(self, line: Line) -> None:
        if self._shown is not None:
            self._open(forms.correct_form(self._shown, line, self._session.zone))

    def _take_back(self, line: Line) -> None:
        if self._shown is not None:
            self._open(forms.take_back_form(self._shown, line, self._session.zone))

    def _open(self, form: Form) -> None:
        ticket = self._shown
        if ticket is not None and not self._commands.barred(Right.COSTS):
            open_form(form, self._session, self._commands, self._window, lambda: self._ask(ticket))


class RatesFlow(MenuWindow[RatesWindow, tuple[Rate, ...]]):
    """Rates, and the export for finance."""

    right = Right.COSTS
    tables = frozenset({"rate"})

    def make(self) -> RatesWindow:
        window = RatesWindow(self.main.commands.gate, today(self.session), self.main)
        window.wanted.connect(self._deed)
        return window

    def read(self, ctx: Context) -> tuple[Rate, ...]:
        return keeping.rates(ctx)

    def fill(self, window: RatesWindow, found: tuple[Rate, ...]) -> None:
        window.show_rates(found)

    def tell(self, window: RatesWindow, error: Exception, sentence: str) -> None:
        window.tell(sentence)

    def _deed(self, deed: str, rate: Rate | None) -> None:
        day = today(self.session)
        if deed == "export":
            self._ask_period(day)
        elif deed == "new":
            self.ask(forms.rate_form(_like(rate), day))
        elif deed == "markup" and self.window is not None:
            self.ask(forms.markup_form(self.window.factor, day))
        elif rate is not None:
            self.ask(forms.end_form(rate, day) if deed == "end" else forms.remove_form(rate))

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
                self.main,
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
            self.session.zone,
            self.window,
        )
        form.open()

    def export(self, path: Path, first: date, last: date) -> None:
        """Write the file, then say so in the window."""

        def done(window: RatesWindow, count: int) -> None:
            window.tell(tr("{count} cost lines written to {path}.", count=count, path=str(path)))

        zone = self.session.zone
        self.look_up(lambda ctx: finance.export(ctx, path, first, last, zone), done)


def _like(rate: Rate | None) -> Rate | None:
    """A new rate may be like that one; a markup is no model for one."""
    return None if rate is None or rate.kind is RateKind.PARTS else rate


def today(session: Session) -> date:
    """The day it is where the company is."""
    return session.context.clock().astimezone(session.zone).date()
