"""Assigning against rules: from a refusal to the reason, and from there to the plan."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.roles import Right
from dispatch_console.services.overriding import Grounds, Overriding, assess
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.override_dialog import OverrideDialog
from dispatch_console.ui.intents import Drop, Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.reasons import reasons
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.words import text


class OverrideFlow(QObject):
    """One dialog at a time: the last one asked for."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        intents: Intents,
        commands: Commands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._store, self._zone = window, store, session.zone
        self._commands = commands
        self._questions = Latest(session.background.free, self)
        self._dialog: OverrideDialog | None = None
        intents.override.connect(self.ask)

    def ask(self, drop: Drop) -> None:
        """Say what the drop would break, and ask why it is to be made."""
        if self._commands.barred(Right.OVERRIDE) or self._commands.in_review():
            return
        if self._dialog is not None:
            self._dialog.reject()
        self._dialog = dialog = OverrideDialog(self._window)
        dialog.finished.connect(partial(self._closed, dialog))
        dialog.show()
        board, now = self._store.board, self._store.clock()
        self._questions.ask(
            lambda: assess(board, drop.tickets, drop.engineer, drop.start, now=now),
            partial(self._show, dialog, drop),
            partial(self._failed, dialog),
        )

    def _show(self, dialog: OverrideDialog, drop: Drop, found: Overriding) -> None:
        if dialog is not self._dialog:
            return
        board, zone = self._store.board, self._zone
        who = self._who(found)
        if found.final:
            dialog.show_final(self._what(found), reasons(board, found.final, zone, who=who))
            return
        later = [
            tr(
                "{ticket} would start at {time}: tell the customer",
                ticket=board.tickets[key].number,
                time=text.day_and_time(start, zone),
            )
            for key, start in sorted(found.later.items())
            if key in board.tickets
        ]
        dialog.show_rules(self._what(found), reasons(board, found.against, zone, who=who), later)
        dialog.override_wanted.connect(partial(self._override, drop, found))

    def _override(self, drop: Drop, found: Overriding, reason: OverrideReason, words: str) -> None:
        if not self._commands.in_review():
            self._commands.override(drop, Grounds(reason, words, found.rules))

    def _failed(self, dialog: OverrideDialog, error: Exception) -> None:
        if not isinstance(error, DomainError):
            dialog.reject()
        self._commands.report(error)

    def _closed(self, dialog: OverrideDialog, _result: int) -> None:
        if dialog is self._dialog:
            self._dialog = None
            self._questions.drop()

    def _what(self, found: Overriding) -> str:
        known = self._store.board.tickets
        numbers = [known[key].number for key in found.tickets if key in known]
        tickets = numbers[0] if len(numbers) == 1 else tr("{count} tickets", count=len(numbers))
        if found.start is None or found.end is None:
            return tr("{tickets} to {engineer}", tickets=tickets, engineer=self._who(found))
        return tr(
            "{tickets} to {engineer}, {start} to {end}",
            tickets=tickets,
            engineer=self._who(found),
            start=text.day_and_time(found.start, self._zone),
            end=text.clock_time(found.end, self._zone),
        )

    def _who(self, found: Overriding) -> str:
        known = self._store.board.engineers.get(found.engineer_id)
        return known.name if known is not None else ""
