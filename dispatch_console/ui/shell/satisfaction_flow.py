"""A ticket's survey, and the window of answers and figures."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.domain.survey import Survey, SurveySettings
from dispatch_console.domain.ticket import Status
from dispatch_console.services import confirming
from dispatch_console.services import survey as service
from dispatch_console.services.confirming import Waiting
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.satisfaction import forms
from dispatch_console.ui.satisfaction.window import SatisfactionWindow
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading
from dispatch_console.ui.steps import legal_steps
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.form import Form, open_form

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


class SatisfactionFlow(QObject):
    """One window; while it is open it follows what is answered."""

    def __init__(
        self,
        window: QMainWindow,
        store: BoardStore,
        session: Session,
        intents: Intents,
        hub: ChangeHub,
        commands: Commands,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(window)
        self._main, self._store, self._session, self._intents = window, store, session, intents
        self._commands, self._dialogs = commands, dialogs
        self._window: SatisfactionWindow | None = None
        self._questions = Latest(session.background.database, self)
        hub.service_changed.connect(self._hear)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        made = self._dialogs.show(
            SatisfactionWindow,
            lambda: SatisfactionWindow(self._store.board, self._session.zone, self._main),
        )
        if made is not None:
            self._window = made
            made.finished.connect(self._forget)
            made.period_wanted.connect(lambda _: self._read())
            made.ticket_wanted.connect(self._intents.open_ticket)
            made.settings_wanted.connect(self._ask_settings)
            self._read()

    def _hear(self, tables: frozenset[str]) -> None:
        if "survey" in tables:
            self._read()

    def _read(self) -> None:
        if self._window is not None:
            days = timedelta(days=self._window.period.currentData())
            since = self._session.context.clock() - days
            read: Callable[[], tuple[Said, ...]] = partial(
                service.said, self._session.context, since
            )
            self._questions.ask(read, self._show, self._fail)

    def _show(self, said: tuple[Said, ...]) -> None:
        if self._window is not None:
            self._window.show_said(said, self._session.context.clock())

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no surveys", exc_info=error)
        if self._window is not None:
            self._window.tell(text.error_sentence(error))

    def _ask_settings(self) -> None:
        if not self._commands.barred(Right.STAFF):
            self._session.background.database(
                partial(service.settings, self._session.context), self._open_settings, self._fail
            )

    def _open_settings(self, now: SurveySettings) -> None:
        if self._window is None:
            return
        form = Form(
            tr("Survey settings"),
            tr("Without an address of the page, letters have no link that works."),
            forms.settings_fields(now),
            tr("Save settings"),
            forms.settings_work(now),
        )
        saved = partial(self._window.tell, tr("The settings are saved."))
        open_form(form, self._session.zone, self._commands.run, self._window, saved)

    def _forget(self) -> None:
        self._window = None
