"""The windows of definitions: types of tickets, their workflows, custom fields."""

from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.domain.workflow import TicketType, Workflow
from dispatch_console.services import definitions
from dispatch_console.services.context import Context
from dispatch_console.services.definitions import Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui.lifecycle.fields_window import FieldsWindow
from dispatch_console.ui.lifecycle.types_window import TypesWindow
from dispatch_console.ui.lifecycle.workflows_window import WorkflowsWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.words.lifecycle import refusal_words, type_name

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

W = TypeVar("W", bound=QDialog)


class _Definitions(MenuWindow[W, Standing]):
    """A window of what is laid down about tickets; `standing` is what was read last."""

    right = Right.DEFINITIONS
    standing: Standing | None = None

    def read(self, ctx: Context) -> Standing:
        return definitions.read(ctx)

    def words(self, error: Exception, sentence: str) -> str:
        """The sentence, with the names of what is laid down."""
        if isinstance(error, DomainError) and self.standing is not None:
            return refusal_words(error, self.standing.definitions)
        return sentence


class WorkflowsFlow(_Definitions[WorkflowsWindow]):
    """Follows what others publish; what is being edited of an edition stays while it is in
    force."""

    tables = frozenset({"ticket_type", "workflow"})

    def make(self) -> WorkflowsWindow:
        window = WorkflowsWindow(self.main)
        window.publish_wanted.connect(self._publish)
        return window

    def fill(self, window: WorkflowsWindow, found: Standing) -> None:
        self.standing = found
        window.show_standing(found)

    def tell(self, window: WorkflowsWindow, error: Exception, sentence: str) -> None:
        window.refused(self.words(error, sentence))

    def _publish(self, workflow: Workflow) -> None:
        command = uuid4()

        def done(_: object) -> None:
            assert self.standing is not None
            self.main.messages.done(
                tr(
                    "{type}: edition {edition} is in force for new tickets.",
                    type=type_name(self.standing.definitions, workflow.type),
                    edition=workflow.edition + 1,
                )
            )
            self.anew()

        self.write(lambda ctx: definitions.publish(ctx, command, workflow), done)


class FieldsFlow(_Definitions[FieldsWindow]):
    """Custom fields."""

    def make(self) -> FieldsWindow:
        window = FieldsWindow(self.main)
        window.save_wanted.connect(self._save)
        return window

    def fill(self, window: FieldsWindow, found: Standing) -> None:
        self.standing = found
        window.show_definitions(found.definitions)

    def tell(self, window: FieldsWindow, error: Exception, sentence: str) -> None:
        window.refused(self.words(error, sentence))

    def _save(self, field: CustomField) -> None:
        command = uuid4()

        def done(_: object) -> None:
            self.main.messages.done(tr("Field {field} saved.", field=field.code))
            if self.window is not None:
                self.window.refused("")
            self.anew()

        self.write(lambda ctx: definitions.save_field(ctx, command, field), done)


class TypesFlow(_Definitions[TypesWindow]):
    """Types of tickets; their workflows and fields open in windows of their own."""

    tables = frozenset({"workflow", "custom_field"})

    def __init__(self, main: "MainWindow", workflows: WorkflowsFlow, fields: FieldsFlow) -> None:
        super().__init__(main)
        self._workflows, self._fields = workflows, fields

    def make(self) -> TypesWindow:
        window = TypesWindow(self.main)
        window.save_wanted.connect(self._save)
        window.order_wanted.connect(self._order)
        window.workflow_wanted.connect(self._open_workflow)
        window.fields_wanted.connect(self._open_fields)
        return window

    def fill(self, window: TypesWindow, found: Standing) -> None:
        self.standing = found
        window.show_standing(found)

    def tell(self, window: TypesWindow, error: Exception, sentence: str) -> None:
        window.refused(self.words(error, sentence))

    def _save(self, type_: TicketType, new: bool, like: str) -> None:
        def done(_: object) -> None:
            self.main.messages.done(tr("Type {type} saved.", type=type_.code))
            self.anew(lambda window: self._chosen(window, type_.code))

        work = partial(definitions.save_type, command_id=uuid4(), type_=type_, new=new, like=like)
        self.write(work, done)

    def _chosen(self, window: TypesWindow, code: str) -> None:
        assert self.standing is not None
        window.show_standing(self.standing, code)

    def _order(self, codes: tuple[str, ...]) -> None:
        command = uuid4()
        self.write(lambda ctx: definitions.order_types(ctx, command, codes), lambda _: self.anew())

    def _open_workflow(self, code: str) -> None:
        self._workflows.show()
        self._workflows.anew(lambda window: window.choose_type(code))

    def _open_fields(self, code: str) -> None:
        self._fields.show()
        self._fields.anew(lambda window: window.choose_type(code))


class DefinitionsFlow(QObject):
    """The three of them."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self.workflows, self.fields = WorkflowsFlow(main), FieldsFlow(main)
        self.types = TypesFlow(main, self.workflows, self.fields)
