"""One form for a customer, contact, site, device, meter, contract or maintenance plan."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers.form_fields import Field
from dispatch_console.ui.customers.forms import Form
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

FIELD_PX = 260


class RowForm(Dialog):
    """`save_wanted(row)`: what the fields say; the answer is `accept` or `show_failure`."""

    save_wanted = Signal(object)

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.setWindowTitle(form.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = {field.name: field for column in form.columns for field in column}
        self._fault = label("error", wraps=True)
        self._fault.hide()
        cancel, self.save = QPushButton(tr("Cancel")), QPushButton(tr("Save"))
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._submit)
        self.save.setDefault(True)
        both = QHBoxLayout()
        both.setSpacing(6 * SPACE)
        for column in form.columns:
            both.addLayout(_column(column), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(both, 1)
        layout.addWidget(self._fault)
        layout.addLayout(foot(cancel, self.save))
        next(iter(self.fields.values())).widget.setFocus()

    @property
    def fault(self) -> str:
        """What is wrong, as it is shown."""
        return self._fault.text()

    def show_failure(self, sentence: str) -> None:
        """It could not be saved; what was typed stays."""
        self._fault.setText(sentence)
        self._fault.show()
        grow(self)
        self.save.setEnabled(True)

    def _submit(self) -> None:
        try:
            row = self._made()
        except DomainError as error:
            self.show_failure(text.error_sentence(error))
            return
        self._fault.hide()
        self.save.setEnabled(False)
        self.save_wanted.emit(row)

    def _made(self) -> Any:
        said = {}
        for name, field in self.fields.items():
            try:
                said[name] = field.read()
            except DomainError:
                field.widget.setFocus()
                raise
        return self._form.made(said)


def grow(dialog: QDialog) -> None:
    """Make room for a sentence that has come."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        needed = layout.totalHeightForWidth(dialog.width())
        dialog.resize(dialog.width(), max(dialog.height(), needed))


def _column(fields: Sequence[Field]) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(3 * SPACE)
    form.setVerticalSpacing(2 * SPACE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for field in fields:
        field.widget.setMinimumWidth(max(FIELD_PX, field.widget.minimumWidth()))
        form.addRow(field.caption, field.widget)
    return form
