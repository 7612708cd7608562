"""Undo and redo: from the key to the shared plan, and what is said of it."""

from collections.abc import Callable
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.history import Done
from dispatch_console.services.undo import undo
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar


class Undoing(QObject):
    """One step at a time. `changed`: what undo and redo would do may be another now."""

    changed = Signal()
    _applied = Signal()

    def __init__(
        self,
        session: Session,
        hub: ChangeHub,
        commands: Commands,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._hub = session, hub
        self._commands, self._messages = commands, messages
        self._busy = False
        self._applied.connect(self.changed)
        session.context.database.applied = self._note

    @property
    def undo_name(self) -> str:
        """What the menu says; the same with nothing to undo."""
        done = self._session.history.undoable
        return tr("Undo: {what}", what=_name(done)) if done else tr("Undo")

    @property
    def redo_name(self) -> str:
        """What the menu says; the same with nothing to do again."""
        done = self._session.history.redoable
        return tr("Redo: {what}", what=_name(done)) if done else tr("Redo")

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return not self._busy and self._session.history.undoable is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return not self._busy and self._session.history.redoable is not None

    def undo(self) -> None:
        """Set back the last thing done from this console."""
        history = self._session.history
        done = history.undoable
        if done is not None:
            self._take(done, history.undone, tr("Undone: {what}", what=_name(done)))

    def redo(self) -> None:
        """Do again what was undone last."""
        history = self._session.history
        done = history.redoable
        if done is not None:
            self._take(done, history.redone, tr("Done again: {what}", what=_name(done)))

    def _take(self, done: Done, settled: Callable[[Done, UUID], None], sentence: str) -> None:
        if self._busy or self._commands.shut() or self._commands.in_review():
            return
        context, command = self._session.context, uuid4()

        def succeed(_: ChangeSet) -> None:
            settled(done, command)
            self._messages.done(sentence)
            self._end()

        def fail(error: Exception) -> None:
            # What others have built on stays as it is: the step before it is the next to undo.
            if isinstance(error, DomainError) and error.code.startswith("undo."):
                self._session.history.forget(done)
            self._commands.report(error)
            self._end()

        self._busy = True
        self.changed.emit()
        self._session.background.database(
            lambda: undo(context, command, done.command, done.kind), succeed, fail
        )

    def _end(self) -> None:
        self._busy = False
        self._hub.refresh()
        self.changed.emit()

    def _note(self, command: UUID, what: str) -> None:
        """On the thread that has committed."""
        self._session.history.applied(command, what)
        self._applied.emit()


def _name(done: Done) -> str:
    return tr(f"history.{done.kind.replace('.', '_')}")
