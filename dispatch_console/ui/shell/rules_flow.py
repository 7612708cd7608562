"""Rules: from their window to the services, off the GUI thread, and back."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.services.context import Context
from dispatch_console.services.rules import bench, editing
from dispatch_console.services.rules.editing import Book
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.rules.window import RulesWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.words import text


class RulesFlow(MenuWindow[RulesWindow, Book]):
    """Everybody may look at them; what is being edited stays when somebody else changes a rule."""

    right = Right.DEFINITIONS
    open_to_all = True
    tables = frozenset({"rule"})

    _chosen: RuleId | None = None
    """The rule to be shown once all is read."""

    def make(self) -> RulesWindow:
        main, session = self.main, self.session
        barred = barred_sentence(session.rights, Right.DEFINITIONS)
        window = RulesWindow(main.store.board, session.zone, barred, main)
        window.save_wanted.connect(self._save)
        window.delete_wanted.connect(self._delete)
        window.switch_wanted.connect(self._switch)
        window.order_wanted.connect(self._reorder)
        window.try_wanted.connect(self._try)
        window.log_wanted.connect(self._read_log)
        return window

    def read(self, ctx: Context) -> Book:
        return editing.read(ctx)

    def fill(self, window: RulesWindow, found: Book) -> None:
        chosen, self._chosen = self._chosen, None
        window.show_book(found, chosen)

    def tell(self, window: RulesWindow, error: Exception, sentence: str) -> None:
        window.say(sentence)

    def _save(self, rule: Rule) -> None:
        command = uuid4()
        self._change(lambda ctx: editing.save(ctx, command, rule), self._show)

    def _delete(self, rule: Rule) -> None:
        command = uuid4()
        self._change(lambda ctx: editing.delete(ctx, command, rule.id), lambda _: self._first())

    def _switch(self, rule: RuleId, active: bool) -> None:
        command = uuid4()
        self._change(
            lambda ctx: editing.switch(ctx, command, rule, active=active),
            lambda _: self._show(rule),
        )

    def _reorder(self, order: tuple[RuleId, ...]) -> None:
        command = uuid4()
        self._change(lambda ctx: editing.reorder(ctx, command, order), lambda _: self.anew())

    def _change(self, work: Callable[[Context], Any], done: Callable[[Any], None]) -> None:
        """After a refusal the list shows again what is, the form keeps what was typed."""

        def refused(error: Exception) -> None:
            self.fail(error)
            self.anew()

        if self.main.commands.barred(Right.DEFINITIONS):
            return
        if self.window is not None:
            self.window.say("")
        self.main.commands.run(work, done, refused)

    def _try(self, rules: tuple[Rule, ...], most: int) -> None:
        if self.window is None:
            return
        self.window.bench.show_busy()
        names = {rule.id: rule.name for rule in rules}
        self._ask(
            lambda ctx: bench.try_out(ctx, rules, most, lambda: self.window is None),
            lambda window, tried: window.bench.show_tried(tried, names),
            lambda window, sentence: window.bench.show_failure(sentence),
        )

    def _read_log(self, rule: RuleId | None, idle: bool) -> None:
        self._ask(
            lambda ctx: bench.log_of(ctx, rule, fired_only=not idle),
            lambda window, lines: window.log.show_log(lines),
            lambda window, sentence: window.log.show_failure(sentence),
        )

    def _ask(
        self,
        work: Callable[[Context], Any],
        done: Callable[[RulesWindow, Any], object],
        failed: Callable[[RulesWindow, str], object],
    ) -> None:
        """Work of a pane, which says itself what failed."""

        def refused(error: Exception) -> None:
            self.note(error)
            if self.window is not None:
                failed(self.window, text.error_sentence(error))

        def found(result: Any) -> None:
            if self.window is not None:
                done(self.window, result)

        self.session.background.database(partial(work, self.session.context), found, refused)

    def _show(self, rule: RuleId) -> None:
        self._chosen = rule
        self.anew()

    def _first(self) -> None:
        """The deleted one is no longer in the form."""
        if self.window is not None:
            self.window.list.setCurrentRow(0)
            self._chosen = self.window.chosen
            self.anew()
