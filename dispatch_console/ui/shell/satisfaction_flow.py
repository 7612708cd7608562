"""A ticket's survey, and the window of answers and figures."""

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.roles import Right
from dispatch_console.domain.survey import Survey, SurveySettings
from dispatch_console.domain.survey_texts import Texts
from dispatch_console.domain.ticket import Status
from dispatch_console.services import confirming
from dispatch_console.services import survey as service
from dispatch_console.services.confirming import Waiting
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.support.i18n import tr
from dispatch_console.ui.satisfaction import forms
from dispatch_console.ui.satisfaction.letters_window import LettersWindow
from dispatch_console.ui.satisfaction.window import SatisfactionWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading
from dispatch_console.ui.steps import legal_steps
from dispatch_console.ui.widgets.form import Form, open_form

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

TABLES = frozenset({"survey", "outbox"})


class SurveyFlow(QObject):
    """Of a ticket's tab *Satisfaction*."""

    def __init__(self, host: TicketHost) -> None:
        super().__init__(host.tabs)
        self._host, panel = host, host.tabs.satisfaction
        self._reading = TicketReading(
            host,
            panel,
            lambda ctx, key: (service.of_ticket(ctx, key), confirming.waiting(ctx, key)),
            self._show,
            TABLES,
        )
        panel.answer_wanted.connect(self._enter)
        panel.confirm_wanted.connect(
            lambda ticket: host.intents.step_closed.emit(ticket, Status.CONFIRMED)
        )

    def _show(self, found: tuple[Survey | None, Waiting | None]) -> None:
        survey, waits = found
        host, tickets = self._host, () if waits is None else (waits.ticket,)
        may = host.session.rights.may(Right.TICKETS)
        steps = legal_steps(host.store.board.definitions, tickets, host.session.rights)
        host.tabs.satisfaction.show_survey(
            survey, waits, may_confirm=may and Status.CONFIRMED in steps
        )

    def _enter(self, survey: Survey) -> None:
        host = self._host
        if host.commands.barred(Right.TICKETS):
            return
        form = Form(
            tr("Answer by phone"),
            tr("What the requester says; it is kept with your name."),
            forms.answer_fields(),
            tr("Save answer"),
            forms.answer_work(survey),
        )
        open_form(form, host.session.zone, host.commands.run, host.window, self._reading.again)


class LettersFlow(MenuWindow[LettersWindow, SurveySettings]):
    """The letters; other settings of surveys stay as they are when these are saved. What is being
    edited stays when others write; a clash is said at saving."""

    right = Right.STAFF
    tables = frozenset({"survey_setting"})

    def make(self) -> LettersWindow:
        window = LettersWindow(self.main.commands.gate, self.main)
        window.save_wanted.connect(self._save)
        window.test_wanted.connect(self._test)
        return window

    def read(self, ctx: Context) -> SurveySettings:
        return service.settings(ctx)

    def fill(self, window: LettersWindow, found: SurveySettings) -> None:
        window.show_texts(found.texts)

    def tell(self, window: LettersWindow, error: Exception, sentence: str) -> None:
        window.show_failure(error)

    def _save(self, texts: Texts, base: Texts) -> None:
        command = uuid4()

        def done(_: object) -> None:
            if self.window is not None:
                self.window.show_saved(texts)

        self.write(lambda ctx: service.set_texts(ctx, command, texts, base), done)

    def _test(self, texts: Texts, what: str, language: str, address: str) -> None:
        command = uuid4()

        def done(_: object) -> None:
            if self.window is not None:
                self.window.say(tr("The test letter to {address} is on its way.", address=address))

        self.write(
            lambda ctx: service.send_test(ctx, command, texts, what, language, address), done
        )


class SatisfactionFlow(MenuWindow[SatisfactionWindow, tuple[Said, ...]]):
    """Everybody may read it; the settings and letters are for who has the right."""

    right = Right.STAFF
    open_to_all = True

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._letters = LettersFlow(main)

    tables = frozenset({"survey"})

    def make(self) -> SatisfactionWindow:
        window = SatisfactionWindow(self.main.store.board, self.session.zone, self.main)
        window.period_wanted.connect(self._read_period)
        window.ticket_wanted.connect(self.main.intents.open_ticket)
        window.settings_wanted.connect(self._ask_settings)
        window.letters_wanted.connect(self._letters.show)
        self._days = window.period.currentData()
        return window

    def _read_period(self, days: int) -> None:
        self._days = days
        self.anew()

    def read(self, ctx: Context) -> tuple[Said, ...]:
        return service.said(ctx, ctx.clock() - timedelta(days=self._days))

    def fill(self, window: SatisfactionWindow, found: tuple[Said, ...]) -> None:
        window.show_said(found, self.session.context.clock())

    def tell(self, window: SatisfactionWindow, error: Exception, sentence: str) -> None:
        window.tell(sentence)

    def _ask_settings(self) -> None:
        if not self.main.commands.barred(Right.STAFF):
            self.look_up(service.settings, self._open_settings)

    def _open_settings(self, window: SatisfactionWindow, now: SurveySettings) -> None:
        form = Form(
            tr("Survey settings"),
            tr(
                "The gateway's address is where customers and engineers reach it. Without one, "
                "letters have no link that works."
            ),
            forms.settings_fields(now),
            tr("Save settings"),
            forms.settings_work(now),
        )
        self.ask(form, partial(window.tell, tr("The settings are saved.")))
