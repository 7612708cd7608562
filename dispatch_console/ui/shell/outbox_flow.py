"""The window of messages that were not sent: read when it opens and whenever messages change."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.delivering import duty
from dispatch_console.services.delivering.duty import Waiting
from dispatch_console.services.delivering.routes import Routes, routes_of
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.support.settings import read
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.notices.outbox_window import OutboxWindow
from dispatch_console.words import text

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

Deed = Callable[[Context, UUID], object]


class OutboxFlow(QObject):
    """One window at a time."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main = main
        self._window: OutboxWindow | None = None
        self._routes: Routes | None = None
        self._questions = Latest(main.session.background.database, self)
        main.hub.service_changed.connect(self._heard)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        main = self._main
        if main.commands.barred(Right.STAFF):
            return
        if self._window is None:
            made = OutboxWindow(main.session.zone, may=True, parent=main)
            made.release_wanted.connect(self._release)
            made.drop_wanted.connect(self._drop)
            made.language_wanted.connect(self._set_language)
            made.opened.connect(self._open)
            made.finished.connect(self._forget)
            self._window = made
            # The key store may have to be unlocked: not on the thread of the database.
            main.session.background.free(lambda: routes_of(read()), self._set_up, self._fail)
        self._window.show()
        self._window.raise_()

    def _set_up(self, routes: Routes) -> None:
        self._routes = routes
        self._look()

    def _heard(self, tables: frozenset[str]) -> None:
        if tables & {"outbox", "installation"}:
            self._look()

    def _look(self) -> None:
        if self._window is None or self._routes is None:
            return
        context, routes = self._main.session.context, self._routes
        self._questions.ask(
            lambda: (duty.unsent(context, routes), duty.language(context)), self._show, self._fail
        )

    def _show(self, found: tuple[tuple[Waiting, ...], str]) -> None:
        if self._window is not None:
            self._window.show_messages(*found)

    def _release(self, ids: tuple[int, ...]) -> None:
        self._write(
            partial(_released, ids), lambda count: tr("To be sent again: {count}", count=count)
        )

    def _drop(self, ids: tuple[int, ...]) -> None:
        self._write(partial(_dropped, ids), lambda count: tr("Discarded: {count}", count=count))

    def _set_language(self, language: str) -> None:
        self._write(
            partial(_spoken, language),
            lambda _: tr(
                "Messages to those whose language is not known are in {language}.",
                language=LANGUAGES[language],
            ),
        )

    def _write(self, deed: Deed, said: Callable[[object], str]) -> None:
        command = uuid4()

        def done(outcome: object) -> None:
            if self._window is not None:
                self._window.show_outcome(said(outcome))
            self._look()

        self._main.commands.run(lambda ctx: deed(ctx, command), done, self._refused)

    def _refused(self, error: Exception) -> None:
        self._fail(error)
        self._look()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("messages not sent", exc_info=error)
        if self._window is not None:
            self._window.show_failure(text.error_sentence(error))

    def _open(self, ticket: TicketId) -> None:
        self._main.intents.open_ticket.emit(ticket)

    def _forget(self) -> None:
        self._window = None


def _released(ids: tuple[int, ...], ctx: Context, command: UUID) -> int:
    return duty.release(ctx, command, ids)


def _dropped(ids: tuple[int, ...], ctx: Context, command: UUID) -> int:
    return duty.drop(ctx, command, ids)


def _spoken(language: str, ctx: Context, command: UUID) -> object:
    return duty.set_language(ctx, command, language)
