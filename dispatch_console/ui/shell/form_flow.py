"""A small form, and the service it calls."""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.ui.cost.forms import Form
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.warehouse.form import FormDialog, Values


def open_form(
    form: Form, session: Session, commands: Commands, parent: QWidget, done: Callable[[], None]
) -> FormDialog:
    """Open a form; it closes once its service has done its work, else it says why not."""

    def send(
        values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
    ) -> None:
        command = uuid4()

        def succeed(_: ChangeSet) -> None:
            accept()
            done()

        commands.run(lambda ctx: form.work(ctx, command, values), succeed, refuse)

    made = FormDialog(form.title, form.about, form.fields, form.verb, send, session.zone, parent)
    made.open()
    return made
