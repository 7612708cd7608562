"""What a meter says now."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.asset import Meter, Reading
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers.form_fields import read_amount
from dispatch_console.ui.customers.row_form import grow
from dispatch_console.ui.dialogs.fields import foot, line, moment, read_moment
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text


class MeterDialog(Dialog):
    """`read(Reading)`; the answer is `accept` or `show_failure`."""

    read = Signal(object)

    def __init__(
        self, meter: Meter, now: datetime, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._meter, self._zone = meter, zone
        self.setWindowTitle(tr("Read meter: {name}", name=meter.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(380)
        self.value = line(tr("Meter reading"), meter.unit)
        self.at = moment(tr("Read at"), now.astimezone(zone))
        self._fault = label("error", wraps=True)
        self._fault.hide()
        cancel, self.save = QPushButton(tr("Cancel")), QPushButton(tr("Save"))
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._submit)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Meter reading"), self.value)
        form.addRow(tr("Read at"), self.at)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addWidget(self._fault)
        self.save.setDefault(True)
        layout.addLayout(foot(cancel, self.save))

    def show_failure(self, sentence: str) -> None:
        """It was not written; what was typed stays."""
        self._fault.setText(sentence)
        self._fault.show()
        grow(self)
        self.save.setEnabled(True)

    def _submit(self) -> None:
        try:
            value = read_amount(self.value.text())
            if value is None:
                raise DomainError("customers.no_reading")
        except DomainError as error:
            self.show_failure(text.error_sentence(error))
            return
        self.save.setEnabled(False)
        self.read.emit(Reading(self._meter.id, read_moment(self.at, self._zone), value))
