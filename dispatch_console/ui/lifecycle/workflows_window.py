"""Workflows…: for each type of ticket the steps in force, edited, judged and published anew."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Transition, Workflow
from dispatch_console.domain.workflow_rules import Fault, faults
from dispatch_console.services.definitions import Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.lifecycle.step_form import StepForm
from dispatch_console.ui.lifecycle.workflow_graph import WorkflowGraph
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text
from dispatch_console.words.lifecycle import (
    fault_words,
    step_words,
    trigger_name,
    type_shown,
)

TYPES_PX = 270
SHOWN_FAULTS = 3


class WorkflowsWindow(Dialog):
    """`publish_wanted(Workflow)`. Waits for `show_standing`; `refused` says why not published."""

    publish_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Workflows"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1160, 700)
        self._standing = Standing(Definitions(), {})
        self._edited: Workflow | None = None
        self._telling = True
        self.types, self.steps, self.form = QListWidget(), QTreeWidget(), StepForm()
        self.graph, self.used = WorkflowGraph(), label("caption", wraps=True)
        self.said = label("error", wraps=True)
        self.children_first = QCheckBox(tr("Children are done first"))
        self.ended_outside = QCheckBox(tr("An import may end tickets"))
        self.add, self.remove = QPushButton(tr("Add step")), QPushButton(tr("Remove step"))
        self.restore, self.publish = QPushButton(tr("Discard changes")), QPushButton(tr("Publish"))
        self._build()

    def show_standing(self, standing: Standing) -> None:
        """The definitions as they are; what is being edited of a type stays, where it still may."""
        kept = self._edited
        self._standing = standing
        chosen = self.type
        self.types.clear()
        for one in standing.definitions.types:
            item = QListWidgetItem(type_shown(one))
            item.setData(Qt.ItemDataRole.UserRole, one.code)
            self.types.addItem(item)
            if one.code == chosen:
                self.types.setCurrentItem(item)
        if self.types.currentRow() < 0:
            self.types.setCurrentRow(0)
        now = standing.definitions.in_force(self.type)
        self._take(kept if kept and kept.edition == now.edition and kept.type == self.type else now)

    def choose_type(self, code: str) -> None:
        """Show the workflow of that type."""
        for row in range(self.types.count()):
            if self.types.item(row).data(Qt.ItemDataRole.UserRole) == code:
                self.types.setCurrentRow(row)

    def refused(self, sentence: str) -> None:
        """Why nothing was published."""
        self.said.setText(sentence)
        self.publish.setEnabled(True)

    @property
    def type(self) -> str:
        """The code of the type chosen."""
        item = self.types.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else ""

    @property
    def workflow(self) -> Workflow:
        """As it is edited now."""
        return self._edited or self._standing.definitions.in_force(self.type)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it."""
        codes = (field.code for field in self._standing.definitions.fields_of(self.type))
        return faults(self.workflow, codes)

    # Building

    def _build(self) -> None:
        self.types.setAccessibleName(tr("Types of tickets"))
        self.types.setFixedWidth(TYPES_PX)
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.setRootIsDecorated(False)
        self.steps.setAlternatingRowColors(True)
        self.steps.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.steps.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.steps.setHeaderLabels(
            [
                tr("From state"),
                tr("To state"),
                tr("Who may"),
                tr("Needs"),
                tr("By itself"),
                tr("Sets off"),
            ]
        )
        for column in range(5):
            self.steps.header().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )
        options = QHBoxLayout()
        for widget in (self.children_first, self.ended_outside):
            options.addWidget(widget)
        options.addStretch(1)
        options.addWidget(self.add)
        options.addWidget(self.remove)
        page = QVBoxLayout()
        page.setSpacing(2 * SPACE)
        page.addWidget(self.graph, 2)
        page.addWidget(self.steps, 3)
        page.addLayout(options)
        page.addWidget(self.form)
        page.addWidget(self.said)
        both = QHBoxLayout()
        both.setSpacing(3 * SPACE)
        both.addWidget(self.types)
        both.addLayout(page, 1)
        close = QPushButton(tr("Close"))
        bottom = QHBoxLayout()
        bottom.addWidget(self.used, 1)
        bottom.addLayout(foot(close, self.restore, self.publish))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(both, 1)
        column.addLayout(bottom)
        theme.dress(self.remove, kind="danger")
        self.types.currentRowChanged.connect(self._another_type)
        self.steps.currentItemChanged.connect(self._show_step)
        self.form.edited.connect(self._step_edited)
        for check in (self.children_first, self.ended_outside):
            check.toggled.connect(self._options_edited)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.restore.clicked.connect(self._restore)
        self.publish.clicked.connect(self._publish)
        close.clicked.connect(self.reject)

    # Showing

    def _another_type(self) -> None:
        if self.type:
            self._edited = None
            self._take(self._standing.definitions.in_force(self.type))

    def _take(self, workflow: Workflow, row: int = 0) -> None:
        """Show this; its steps in the order of a ticket's life."""
        order = list(Status)
        steps = sorted(
            workflow.transitions, key=lambda one: (order.index(one.before), order.index(one.after))
        )
        workflow = replace(workflow, transitions=tuple(steps))
        self._edited, self._telling = workflow, False
        self.children_first.setChecked(workflow.children_first)
        self.ended_outside.setChecked(workflow.ended_outside)
        self.steps.clear()
        for step in steps:
            self.steps.addTopLevelItem(QTreeWidgetItem(self._cells(step)))
        self._telling = True
        self._choose(min(row, len(steps) - 1))
        self._judge()

    def _cells(self, step: Transition) -> list[str]:
        comma = tr("list.comma")
        return [
            text.status_name(step.before),
            text.status_name(step.after),
            comma.join(text.role_name(role) for role in sorted(step.roles)),
            step_words(step, self._standing.definitions),
            tr("after {count} days", count=step.after_days) if step.after_days else "",
            comma.join(map(trigger_name, step.triggers)),
        ]

    def _show_step(self) -> None:
        place = self._place()
        self.form.setEnabled(place >= 0)
        self.remove.setEnabled(place >= 0)
        if place >= 0 and self._telling:
            step = self.workflow.transitions[place]
            self.form.show_step(step, self.type, self._standing.definitions)

    def _judge(self) -> None:
        """Say live what is wrong, and who uses which edition."""
        found, definitions = self.faults, self._standing.definitions
        lines = [fault_words(one, definitions) for one in found[:SHOWN_FAULTS]]
        if len(found) > SHOWN_FAULTS:
            lines.append(tr("… and {count} more", count=len(found) - SHOWN_FAULTS))
        self.said.setText("\n".join(lines))
        places = {one.at for one in found} | {one.then for one in found if one.then}
        self.graph.show_workflow(self.workflow, frozenset(places))
        now = definitions.in_force(self.type)
        own, shown = set(self.workflow.transitions), set(now.transitions)
        changed = own != shown or (
            (self.workflow.children_first, self.workflow.ended_outside)
            != (now.children_first, now.ended_outside)
        )
        self.publish.setEnabled(changed and not found)
        self.restore.setEnabled(changed)
        editions = [one for one in definitions.workflows.values() if one.type == self.type]
        self.used.setText(
            tr("list.comma").join(
                tr(
                    "edition {edition}: {count} tickets",
                    edition=one.edition,
                    count=self._standing.users.get(one.id, 0),
                )
                for one in sorted(editions, key=lambda one: -one.edition)[:4]
            )
        )

    # Editing

    def _choose(self, place: int) -> None:
        item = self.steps.topLevelItem(place)
        if item is not None:
            self.steps.setCurrentItem(item)

    def _place(self) -> int:
        item = self.steps.currentItem()
        return self.steps.indexOfTopLevelItem(item) if item else -1

    def _step_edited(self) -> None:
        place = self._place()
        if place < 0:
            return
        steps, step = list(self.workflow.transitions), self.form.step
        steps[place] = step
        self._edited = replace(self.workflow, transitions=tuple(steps))
        item = self.steps.topLevelItem(place)
        assert item is not None
        for column, words in enumerate(self._cells(step)):
            item.setText(column, words)
        self._judge()

    def _options_edited(self) -> None:
        if self._telling and self._edited is not None:
            self._edited = replace(
                self._edited,
                children_first=self.children_first.isChecked(),
                ended_outside=self.ended_outside.isChecked(),
            )
            self._judge()

    def _add(self) -> None:
        """One that is not there yet, to be made into what is wanted."""
        place = max(0, self._place())
        before = self.workflow.transitions[place].before
        there = {step.after for step in self.workflow.steps_from(before)} | {before}
        after = next((one for one in Status if one not in there), before)
        steps = list(self.workflow.transitions)
        steps.insert(place + 1, Transition(before=before, after=after))
        self._take(replace(self.workflow, transitions=tuple(steps)), 0)
        new = [(one.before, one.after) for one in self.workflow.transitions].index((before, after))
        self._choose(new)

    def _remove(self) -> None:
        place = self._place()
        steps = list(self.workflow.transitions)
        if place >= 0 and len(steps) > 1:
            del steps[place]
            self._take(replace(self.workflow, transitions=tuple(steps)), place)

    def _restore(self) -> None:
        self._take(self._standing.definitions.in_force(self.type))

    def _publish(self) -> None:
        self.publish.setEnabled(False)
        self.publish_wanted.emit(self.workflow)
