"""Rules: from their window to the services, off the GUI thread, and back."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.services.rules import bench, editing
from dispatch_console.services.rules.editing import Book
from dispatch_console.ui import text
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.rules.window import RulesWindow

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)


class RulesFlow(QObject):
    """One window, read anew when somebody has changed a rule."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main, self._session = main, main.session
        self._window: RulesWindow | None = None
        main.hub.service_changed.connect(self._hear)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        main, session = self._main, self._session
        window = main.dialogs.show(
            RulesWindow,
            lambda: RulesWindow(
                main.store.board,
                session.zone,
                barred_sentence(session.rights, Right.DEFINITIONS),
                main,
            ),
        )
        if window is None:
            return
        self._window = window
        window.finished.connect(self._forget)
        window.save_wanted.connect(self._save)
        window.delete_wanted.connect(self._delete)
        window.switch_wanted.connect(self._switch)
        window.order_wanted.connect(self._reorder)
        window.try_wanted.connect(self._try)
        window.log_wanted.connect(self._read_log)
        self._read()

    def _read(self, chosen: RuleId | None = None) -> None:
        def shown(book: Book) -> None:
            if self._window is not None:
                self._window.show_book(book, chosen)

        context = self._session.context
        self._session.background.database(lambda: editing.read(context), shown, self._failed)

    def _save(self, rule: Rule) -> None:
        command = uuid4()
        self._write(lambda ctx: editing.save(ctx, command, rule), self._read)

    def _delete(self, rule: Rule) -> None:
        command = uuid4()
        self._write(lambda ctx: editing.delete(ctx, command, rule.id), lambda _: self._anew())

    def _switch(self, rule: RuleId, active: bool) -> None:
        command = uuid4()
        self._write(
            lambda ctx: editing.switch(ctx, command, rule, active=active),
            lambda _: self._read(rule),
        )

    def _reorder(self, order: tuple[RuleId, ...]) -> None:
        command = uuid4()
        self._write(lambda ctx: editing.reorder(ctx, command, order), lambda _: self._read())

    def _write(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        if self._main.commands.barred(Right.DEFINITIONS):
            return
        if self._window is not None:
            self._window.say("")
        self._main.commands.run(work, done, self._failed_write)

    def _try(self, rules: tuple[Rule, ...], most: int) -> None:
        if self._window is None:
            return
        self._window.bench.show_busy()
        names = {rule.id: rule.name for rule in rules}
        context = self._session.context

        def done(tried: bench.Tried) -> None:
            if self._window is not None:
                self._window.bench.show_tried(tried, names)

        def failed(error: Exception) -> None:
            if self._window is not None:
                self._window.bench.show_failure(self._words(error))

        self._session.background.database(
            lambda: bench.try_out(context, rules, most, lambda: self._window is None), done, failed
        )

    def _read_log(self, rule: RuleId | None, idle: bool) -> None:
        def done(lines: Any) -> None:
            if self._window is not None:
                self._window.log.show_log(lines)

        def failed(error: Exception) -> None:
            if self._window is not None:
                self._window.log.show_failure(self._words(error))

        work = partial(bench.log_of, self._session.context, rule, fired_only=not idle)
        self._session.background.database(work, done, failed)

    def _anew(self) -> None:
        """The deleted one is no longer in the form."""
        if self._window is not None:
            self._window.list.setCurrentRow(0)
            self._read(self._window.chosen)

    def _hear(self, kinds: frozenset[str]) -> None:
        if self._window is not None and "rule" in kinds:
            self._read()

    def _failed(self, error: Exception) -> None:
        words = self._words(error)
        if self._window is not None:
            self._window.say(words)

    def _failed_write(self, error: Exception) -> None:
        """The list shows again what is, the form keeps what was typed."""
        self._failed(error)
        self._read()

    def _words(self, error: Exception) -> str:
        if not isinstance(error, DomainError):
            log.error("unforeseen", exc_info=error)
        return text.error_sentence(error)

    def _forget(self) -> None:
        self._window = None
