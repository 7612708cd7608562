"""The window for calendars and policies: opened, filled, and its wishes carried out."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.sla import definitions
from dispatch_console.services.sla.definitions import Listed, Preview
from dispatch_console.ui import text
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.sla.definitions_window import DefinitionsWindow, Edited, Trial

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)


class DefinitionsFlow(QObject):
    """One window at most; opening it again brings it to the front."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main = main
        self._window: DefinitionsWindow | None = None

    def open(self) -> None:
        """Show the window and read what there is."""
        if self._window is None:
            main = self._main
            window = DefinitionsWindow(main.session.zone, main.commands.gate, main)
            window.destroyed.connect(self._forget)
            window.save_wanted.connect(self._save)
            window.drop_wanted.connect(self._drop)
            window.trial_wanted.connect(self._try)
            self._questions = Latest(main.session.background.database, window)
            self._trials = Latest(main.session.background.database, window)
            self._window = window
            window.show()
            self._read()
        self._window.raise_()
        self._window.activateWindow()

    def _forget(self) -> None:
        self._window = None

    def _read(self, code: str = "", *, saved: bool = False) -> None:
        read: Callable[[], Listed] = partial(definitions.listed, self._main.session.context)
        self._questions.ask(read, partial(self._show, code, saved), self._fail)

    def _show(self, code: str, saved: bool, listed: Listed) -> None:
        if self._window is not None:
            self._window.show_definitions(listed, code)
            if saved:
                self._window.show_saved()

    def _save(self, edited: Edited) -> None:
        self._write(partial(_saved, edited=edited, command=uuid4()), edited.code)

    def _drop(self, edited: Edited) -> None:
        self._write(partial(_dropped, edited=edited, command=uuid4()), "")

    def _write(self, work: Callable[[Context], object], code: str) -> None:
        def done(_: object) -> None:
            if self._window is not None:
                self._read(code, saved=True)

        self._main.commands.run(work, done, self._fail)

    def _try(self, trial: Trial) -> None:
        context = self._main.session.context
        created = context.clock()
        ticket = definitions.sample(created, priority=trial.priority, type=trial.type)
        edited = trial.edited
        if edited.what == "policy":
            work = partial(definitions.preview, context, ticket, edited.document)
        else:
            changed = (edited.code, edited.document)
            work = partial(definitions.preview, context, ticket, None, changed)

        def show(found: Preview) -> None:
            if self._window is not None:
                self._window.show_preview(found, created)

        self._trials.ask(work, show, self._fail)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the definitions failed", exc_info=error)
        if self._window is not None:
            self._window.show_failure(text.error_sentence(error))


def _saved(context: Context, *, edited: Edited, command: UUID) -> object:
    if edited.what == "policy":
        return definitions.save_policy(context, command, edited.document, edited.version)
    return definitions.save_calendar(context, command, edited.code, edited.document, edited.version)


def _dropped(context: Context, *, edited: Edited, command: UUID) -> object:
    drop = definitions.drop_policy if edited.what == "policy" else definitions.drop_calendar
    return drop(context, command, edited.code)
