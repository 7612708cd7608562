"""Types…: what kinds of tickets there are, in what order they are offered, which are retired."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL
from dispatch_console.domain.workflow import TicketType
from dispatch_console.services.definitions import Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, foot, line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words.lifecycle import type_shown, types_of

BLANK = TicketType("", "", "")
TYPES_PX = 270


class TypesWindow(Dialog):
    """`save_wanted(TicketType, new, like)`, `order_wanted(codes)`, `workflow_wanted(code)`,
    `fields_wanted(code)`. Waits for `show_standing`."""

    save_wanted = Signal(object, bool, str)
    order_wanted = Signal(object)
    workflow_wanted = Signal(str)
    fields_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Types of tickets"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 460)
        self._standing = Standing(Definitions(), {})
        self._shown = BLANK
        self.types = QListWidget()
        self.types.setAccessibleName(tr("Types of tickets"))
        self.types.setFixedWidth(TYPES_PX)
        self.up, self.down = QPushButton(tr("Up")), QPushButton(tr("Down"))
        self.code = line(tr("Code"), "printer_service")
        self.name_en, self.name_zh = line(tr("English name")), line(tr("Chinese name"))
        self.active = QCheckBox(tr("offered for new tickets"))
        self.like = choice(tr("Begins like"), {})
        self.facts = label("caption", wraps=True)
        self.workflow = QPushButton(tr("Its workflow…"))
        self.fields = QPushButton(tr("Its custom fields…"))
        self.said = label("error", wraps=True)
        self.new, self.save = QPushButton(tr("New type")), QPushButton(tr("Save"))
        self._build()
        self._show(BLANK)

    def show_standing(self, standing: Standing, chosen: str = "") -> None:
        """The types as they are; the one of that code chosen, else the one that was."""
        self._standing = standing
        wanted = chosen or self._shown.code
        self.types.blockSignals(True)
        self.types.clear()
        for one in standing.definitions.types:
            item = QListWidgetItem(type_shown(one))
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.types.addItem(item)
            if one.code == wanted:
                self.types.setCurrentItem(item)
        self.types.blockSignals(False)
        self.like.clear()
        for code, name in types_of(standing.definitions).items():
            self.like.addItem(name, code)
        if self.types.currentRow() < 0:
            self.types.setCurrentRow(0)
        self._choose()

    def refused(self, sentence: str) -> None:
        """Why it was not saved; empty once it is."""
        self.said.setText(sentence)
        self.save.setEnabled(True)

    def _build(self) -> None:
        buttons = (self.up, self.down, self.workflow, self.fields, self.new, self.save)
        order, links = QHBoxLayout(), QHBoxLayout()
        for row, pair in ((order, buttons[:2]), (links, buttons[2:4])):
            row.setSpacing(2 * SPACE)
            for button in pair:
                row.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(2 * SPACE)
        left.addWidget(self.types, 1)
        left.addLayout(order)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.code, self.name_en, self.name_zh):
            form.addRow(field.accessibleName(), field)
        form.addRow("", self.active)
        form.addRow(tr("Begins like"), self.like)
        form.addRow(tr("Goes by"), self.facts)
        right = QVBoxLayout()
        right.setSpacing(2 * SPACE)
        right.addLayout(form)
        right.addLayout(links)
        right.addWidget(self.said)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(4 * SPACE)
        both.addLayout(left)
        both.addLayout(right, 1)
        close = QPushButton(tr("Close"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(both, 1)
        column.addLayout(foot(close, self.new, self.save))
        self.types.currentItemChanged.connect(lambda *_: self._choose())
        self.up.clicked.connect(lambda: self._shift(-1))
        self.down.clicked.connect(lambda: self._shift(1))
        self.workflow.clicked.connect(lambda: self.workflow_wanted.emit(self._shown.code))
        self.fields.clicked.connect(lambda: self.fields_wanted.emit(self._shown.code))
        self.new.clicked.connect(self._begin)
        self.save.clicked.connect(self._save)
        close.clicked.connect(self.reject)

    def _begin(self) -> None:
        self.types.blockSignals(True)
        self.types.setCurrentRow(-1)
        self.types.blockSignals(False)
        self._show(BLANK)
        self.code.setFocus()

    def _choose(self) -> None:
        item = self.types.currentItem()
        if item is not None:
            self._show(item.data(Qt.ItemDataRole.UserRole))

    def _show(self, one: TicketType) -> None:
        self._shown, new = one, not one.code
        self.code.setText(one.code)
        self.code.setReadOnly(not new)
        self.name_en.setText(one.name_en)
        self.name_zh.setText(one.name_zh)
        self.active.setChecked(one.active)
        # What is asked for when nobody says a type is always there.
        self.active.setEnabled(one.code != GENERAL)
        self.like.setEnabled(new)
        self.facts.setText("" if new else self._facts(one.code))
        for button in (self.workflow, self.fields):
            button.setEnabled(not new)
        row = self.types.currentRow()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.types.count() - 1)
        self.said.clear()
        self.save.setEnabled(True)

    def _facts(self, code: str) -> str:
        known = self._standing.definitions
        workflow = known.in_force(code)
        own = {key for key, one in known.workflows.items() if one.type == code}
        return tr(
            "edition {edition} of its workflow with {steps} steps; {fields} custom fields are"
            " asked; {tickets} tickets",
            edition=workflow.edition,
            steps=len(workflow.transitions),
            fields=len(known.fields_of(code)),
            tickets=sum(self._standing.users.get(key, 0) for key in own),
        )

    def _shift(self, by: int) -> None:
        codes = [one.code for one in self._standing.definitions.types]
        at = self.types.currentRow()
        codes[at], codes[at + by] = codes[at + by], codes[at]
        self.order_wanted.emit(tuple(codes))

    def _save(self) -> None:
        self.save.setEnabled(False)
        self.said.clear()
        edited = replace(
            self._shown,
            code=self.code.text().strip(),
            name_en=self.name_en.text().strip(),
            name_zh=self.name_zh.text().strip(),
            active=self.active.isChecked(),
        )
        self.save_wanted.emit(edited, not self._shown.code, self.like.currentData() or GENERAL)
