"""The windows of definitions: opened, filled off the GUI thread, and what they want written."""

from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.domain.workflow import Workflow
from dispatch_console.services import definitions
from dispatch_console.services.definitions import Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.lifecycle.fields_window import FieldsWindow
from dispatch_console.ui.lifecycle.words import refusal_words, type_name
from dispatch_console.ui.lifecycle.workflows_window import WorkflowsWindow
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar


class DefinitionsFlow(QObject):
    """One window of each kind; both show what is in force anew after each change."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        commands: Commands,
        dialogs: Dialogs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._commands = window, session, commands
        self._dialogs, self._messages = dialogs, messages
        self._questions = Latest(session.background.database, self)
        self._standing: Standing | None = None
        self._workflows: WorkflowsWindow | None = None
        self._fields: FieldsWindow | None = None

    def show_workflows(self) -> None:
        """The editor of workflows."""
        if self._commands.barred(Right.DEFINITIONS):
            return
        dialog = self._dialogs.show_anew(WorkflowsWindow, lambda: WorkflowsWindow(self._window))
        dialog.publish_wanted.connect(self._publish)
        self._workflows = dialog
        self._read()

    def show_fields(self) -> None:
        """The editor of custom fields."""
        if self._commands.barred(Right.DEFINITIONS):
            return
        dialog = self._dialogs.show_anew(FieldsWindow, lambda: FieldsWindow(self._window))
        dialog.save_wanted.connect(self._save_field)
        self._fields = dialog
        self._read()

    def _read(self) -> None:
        read = partial(definitions.read, self._session.context)
        self._questions.ask(read, self._show, self._commands.report)

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        if self._workflows is not None and isValid(self._workflows):
            self._workflows.show_standing(standing)
        if self._fields is not None and isValid(self._fields):
            self._fields.show_definitions(standing.definitions)

    def _publish(self, workflow: Workflow) -> None:
        command = uuid4()

        def done(_: ChangeSet) -> None:
            assert self._standing is not None
            name = type_name(self._standing.definitions, workflow.type)
            self._messages.done(
                tr(
                    "{type}: edition {edition} is in force for new tickets.",
                    type=name,
                    edition=workflow.edition + 1,
                )
            )
            self._read()

        def failed(error: Exception) -> None:
            if self._workflows is not None and isValid(self._workflows):
                self._workflows.refused(self._sentence(error))

        self._commands.run(lambda ctx: definitions.publish(ctx, command, workflow), done, failed)

    def _save_field(self, field: CustomField) -> None:
        command = uuid4()

        def done(_: ChangeSet) -> None:
            self._messages.done(tr("Field {field} saved.", field=field.code))
            if self._fields is not None and isValid(self._fields):
                self._fields.refused("")
            self._read()

        def failed(error: Exception) -> None:
            if self._fields is not None and isValid(self._fields):
                self._fields.refused(self._sentence(error))

        self._commands.run(lambda ctx: definitions.save_field(ctx, command, field), done, failed)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, DomainError) and self._standing is not None:
            return refusal_words(error, self._standing.definitions)
        return text.error_sentence(error)
