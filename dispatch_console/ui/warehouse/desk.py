"""Taking steps of requisitions, and asking what any other work of the warehouse needs."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.requisition import STEPS, Action, Requisition, legal
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.ui.warehouse import words
from dispatch_console.ui.warehouse.form import Field, FormDialog, Values
from dispatch_console.ui.warehouse.questions import Known, question

SOON = timedelta(days=3)
"""When a part is expected, unless somebody says otherwise."""

Work = Callable[[Context], ChangeSet]


class Write(Protocol):
    """`shell.Commands.run`: write off the GUI thread, then say how it went."""

    def __call__(
        self,
        work: Work,
        done: Callable[[ChangeSet], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


def offered(row: Requisition, rights: Rights) -> tuple[Action, ...]:
    """What this user may do with it now."""
    return tuple(action for action in legal(row.state) if rights.may(STEPS[action][1]))


class Desk(QObject):
    """Takes steps; `done(sentence)` and `failed(Exception)` are told to whoever asked for one."""

    def __init__(self, context: Context, zone: ZoneInfo, write: Write, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._zone, self._write, self._window = context, zone, write, parent

    def take(
        self,
        action: Action,
        row: Requisition,
        known: Known,
        done: Callable[[str], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Take the step at once, or open the form that asks what it needs to know."""
        asked = question(action, row, known, self._context.clock() + SOON)
        name = words.action_name(action)
        said = f"{row.number}: {name.rstrip('…')}"
        if not asked.fields:
            self._write(lambda ctx: asked.work(ctx, {}), lambda _: done(said), failed)
            return
        title = f"{name.rstrip('…')} · {row.number}"
        self.ask(title, asked.about, asked.fields, name.rstrip("…"), asked.work, lambda: done(said))

    def ask(
        self,
        title: str,
        about: str,
        fields: Sequence[Field],
        verb: str,
        work: Callable[[Context, Values], ChangeSet],
        done: Callable[[], None],
    ) -> FormDialog:
        """Open a form whose answers go to a service; it closes once that has done its work."""

        def send(
            values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
        ) -> None:
            def succeed(_: ChangeSet) -> None:
                accept()
                done()

            self._write(lambda ctx: work(ctx, values), succeed, refuse)

        form = FormDialog(title, about, fields, verb, send, self._zone, self._window)
        form.open()
        return form
