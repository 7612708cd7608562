"""Fields…: what is asked of each type of ticket beyond what every ticket has."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.custom import Choice, CustomField, FieldKind, Target
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL, Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, foot, line, number, side_by_side
from dispatch_console.ui.lifecycle.step_form import Ticks
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.lifecycle import custom_name, type_name

CHOICES_PX = 92


class FieldsWindow(Dialog):
    """`save_wanted(CustomField)`. Waits for `show_definitions`; `refused` says why not saved."""

    save_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Custom fields"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1180, 620)
        self._definitions = Definitions()
        self._field = _blank(GENERAL)
        self.fields = QTreeWidget()
        self.type, self.code = choice(tr("Type"), {}), line(tr("Code"), "room_number")
        self.name_en, self.name_zh = line(tr("English name")), line(tr("Chinese name"))
        self.kind = choice(
            tr("Kind of value"), {one: tr(f"field_kind.{one.value}") for one in FieldKind}
        )
        self.target = choice(tr("Names"), {one: tr(f"target.{one.value}") for one in Target})
        self.choices = QPlainTextEdit()
        self.required = Ticks(tr("Required when"), tr("never"))
        self.preset = line(tr("Default"))
        self.position = number(tr("Place in forms"), 0, 999, 0)
        self.searchable = QCheckBox(tr("found by search"))
        self.active = QCheckBox(tr("in use"))
        self.said = label("error", wraps=True)
        self.new, self.save = QPushButton(tr("New field")), QPushButton(tr("Save"))
        self._build()

    def show_definitions(self, definitions: Definitions) -> None:
        """The fields as they are; the one being edited stays chosen."""
        self._definitions = definitions
        self.type.clear()
        for one in definitions.types:
            self.type.addItem(type_name(definitions, one.code), one.code)
        self.fields.clear()
        chosen: QTreeWidgetItem | None = None
        for field in sorted(definitions.fields, key=lambda one: (one.type, one.position)):
            row = QTreeWidgetItem(
                [
                    type_name(definitions, field.type),
                    custom_name(field),
                    tr(f"field_kind.{field.kind.value}"),
                    "" if field.active else tr("not in use"),
                ]
            )
            row.setData(0, Qt.ItemDataRole.UserRole, field)
            row.setToolTip(1, plain_tip(custom_name(field)))
            self.fields.addTopLevelItem(row)
            if (field.type, field.code) == (self._field.type, self._field.code):
                chosen = row
        first = chosen or self.fields.topLevelItem(0)
        if first is not None:
            self.fields.setCurrentItem(first)

    def choose_type(self, code: str) -> None:
        """Show the first field of that type, or an empty form for one."""
        for row in range(self.fields.topLevelItemCount()):
            item = self.fields.topLevelItem(row)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole).type == code:
                self.fields.setCurrentItem(item)
                return
        self._show(_blank(code))

    def refused(self, sentence: str) -> None:
        """Why it was not saved; empty once it is."""
        self.said.setText(sentence)
        self.save.setEnabled(True)

    @property
    def field(self) -> CustomField:
        """As the form says."""
        kind: FieldKind = self.kind.currentData()
        return replace(
            self._field,
            type=self.type.currentData() or GENERAL,
            code=self.code.text().strip(),
            name_en=self.name_en.text().strip(),
            name_zh=self.name_zh.text().strip(),
            kind=kind,
            target=self.target.currentData() if kind is FieldKind.REFERENCE else None,
            choices=_choices(self.choices.toPlainText()) if kind is FieldKind.CHOICE else (),
            required_in=frozenset(map(Status, self.required.ticked)),
            default=self.preset.text().strip(),
            position=self.position.value(),
            searchable=self.searchable.isChecked(),
            active=self.active.isChecked(),
        )

    def _build(self) -> None:
        self.fields.setAccessibleName(tr("Custom fields"))
        self.fields.setRootIsDecorated(False)
        self.fields.setAlternatingRowColors(True)
        self.fields.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.fields.setHeaderLabels([tr("Type"), tr("Field"), tr("Kind of value"), ""])
        for column in range(4):
            named = column == 1
            self.fields.header().setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch
                if named
                else QHeaderView.ResizeMode.ResizeToContents,
            )
        self.fields.header().setStretchLastSection(False)
        self.choices.setAccessibleName(tr("Choices"))
        self.choices.setPlaceholderText("gate | Gate | 闸机")
        self.choices.setFixedHeight(CHOICES_PX)
        self.choices.setTabChangesFocus(True)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Type"), self.type)
        form.addRow(tr("Code"), side_by_side(self.code, self.kind))
        form.addRow(tr("English name"), self.name_en)
        form.addRow(tr("Chinese name"), self.name_zh)
        form.addRow(tr("Choices"), self.choices)
        form.addRow(tr("Names"), self.target)
        form.addRow(tr("Required when"), self.required)
        form.addRow(tr("Default"), self.preset)
        form.addRow(tr("Place in forms"), self.position)
        form.addRow("", side_by_side(self.searchable, self.active))
        right = QVBoxLayout()
        right.setSpacing(2 * SPACE)
        right.addLayout(form)
        right.addWidget(self.said)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(4 * SPACE)
        both.addWidget(self.fields, 5)
        both.addLayout(right, 4)
        close = QPushButton(tr("Close"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(both, 1)
        column.addLayout(foot(close, self.new, self.save))
        self.fields.currentItemChanged.connect(self._choose)
        self.kind.currentIndexChanged.connect(self._fit_kind)
        self.new.clicked.connect(lambda: self._show(_blank(self.type.currentData() or GENERAL)))
        self.save.clicked.connect(self._save)
        close.clicked.connect(self.reject)
        self._show(self._field)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._show(item.data(0, Qt.ItemDataRole.UserRole))

    def _show(self, field: CustomField) -> None:
        self._field = field
        self.type.setCurrentIndex(max(0, self.type.findData(field.type)))
        self.code.setText(field.code)
        self.name_en.setText(field.name_en)
        self.name_zh.setText(field.name_zh)
        self.kind.setCurrentIndex(self.kind.findData(field.kind))
        self.target.setCurrentIndex(max(0, self.target.findData(field.target)))
        self.choices.setPlainText(
            "\n".join(f"{one.code} | {one.name_en} | {one.name_zh}" for one in field.choices)
        )
        self.required.offer(
            [(one.value, text.status_name(one)) for one in Status], field.required_in
        )
        self.preset.setText(field.default)
        self.position.setValue(field.position)
        self.searchable.setChecked(field.searchable)
        self.active.setChecked(field.active)
        # What a value means does not change under the tickets that have one.
        for widget in (self.type, self.code, self.kind):
            widget.setEnabled(not field.id)
        self.said.setText("")
        self._fit_kind()

    def _fit_kind(self) -> None:
        kind = self.kind.currentData()
        self.choices.setEnabled(kind is FieldKind.CHOICE)
        self.target.setEnabled(kind is FieldKind.REFERENCE)

    def _save(self) -> None:
        self.save.setEnabled(False)
        self._field = replace(self._field, type=self.field.type, code=self.field.code)
        self.save_wanted.emit(self.field)


def _blank(type_: str) -> CustomField:
    return CustomField(type=type_, code="", name_en="", name_zh="")


def _choices(typed: str) -> tuple[Choice, ...]:
    """One a line: ``code | English | 中文``."""
    found: list[Choice] = []
    for row in typed.splitlines():
        code, english, chinese = [one.strip() for one in [*row.split("|"), "", ""][:3]]
        if code:
            found.append(Choice(code, english or code, chinese or english or code))
    return tuple(found)
