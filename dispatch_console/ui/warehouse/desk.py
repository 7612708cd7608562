"""Taking steps of requisitions, at once or after asking what they need."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.requisition import STEPS, Action, Requisition, legal
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.ui.warehouse.questions import Known, question
from dispatch_console.ui.widgets.form import Form, Write, open_form
from dispatch_console.words import parts as words

SOON = timedelta(days=3)
"""When a part is expected, unless somebody says otherwise."""


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
            command = uuid4()
            self._write(lambda ctx: asked.work(ctx, command, {}), lambda _: done(said), failed)
            return
        verb = name.rstrip("…")
        form = Form(f"{verb} · {row.number}", asked.about, asked.fields, verb, asked.work)
        open_form(form, self._zone, self._write, self._window, lambda: done(said))
