"""The duties that come round, and which of them nobody does."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.alarms import Alarms
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text


class DutiesDialog(Dialog):
    """Shows what it is given."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.setWindowTitle(tr("Duties"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 460)
        say = tr(
            "Consoles of dispatchers and “dispatch-console chores” do what comes round. What nobody"
            " does for long is marked: leave one of them running."
        )
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Duties"))
        self.list.setHeaderLabels([tr("Duty"), tr("How often"), tr("Last begun"), tr("State")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(label("caption", say, wraps=True))
        column.addWidget(self.list, 1)
        column.addLayout(foot(close))

    def show_alarms(self, found: Alarms) -> None:
        """So it stands."""
        self.list.clear()
        for duty in found.duties:
            at = duty.begun_at
            when = tr("never") if at is None else text.day_and_time(at, self._zone)
            state = tr("nobody does it") if duty.lost else tr("done")
            row = QTreeWidgetItem([tr(f"duty.{duty.name}"), _often(duty.every), when, state])
            palette = theme.current()
            name, colour = ("warning", palette.danger) if duty.lost else ("check", palette.text)
            row.setIcon(3, theme.icon(name, colour))
            self.list.addTopLevelItem(row)


def _often(every: timedelta) -> str:
    seconds = round(every.total_seconds())
    if seconds < 60:
        return tr("every {count} s", count=seconds)
    if seconds < 3600:
        return tr("every {count} min", count=seconds // 60)
    return tr("every {count} h", count=seconds // 3600)
