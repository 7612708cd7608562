"""A ticket's costs, the window of rates, and the export for finance."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from dispatch_console.domain.cost import Rate, RateKind
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance, keeping, reckoning
from dispatch_console.support.i18n import tr
from dispatch_console.ui.cost import forms
from dispatch_console.ui.cost.rates_window import RatesWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
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
