"""A deadline that there may be."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QSizePolicy, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import moment, read_moment, show_moment
from dispatch_console.ui.theme.palette import SPACE


class DueField(QWidget):
    """A deadline, or none."""

    def __init__(self, name: str, now: datetime, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self.has = QCheckBox(tr("at"))
        self.has.setAccessibleName(name)
        self.at: QDateTimeEdit = moment(name, now.astimezone(zone))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.has)
        row.addWidget(self.at)
        row.addStretch(1)
        self.has.toggled.connect(self.at.setEnabled)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_due(self, due: datetime | None) -> None:
        """This deadline, or none."""
        self.has.setChecked(due is not None)
        self.at.setEnabled(due is not None)
        if due is not None:
            show_moment(self.at, due.astimezone(self._zone))

    def read(self, before: datetime | None) -> datetime | None:
        """What is shown; `before` itself if it shows just that."""
        if not self.has.isChecked():
            return None
        shown = read_moment(self.at, self._zone)
        same = before is not None and before.replace(second=0, microsecond=0) == shown
        return before if same else shown
