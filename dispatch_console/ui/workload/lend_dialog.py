"""Lend to a region…: which one, from when to when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import RegionId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text


class LendDialog(Dialog):
    """`lend_wanted(RegionId, start, end)`: aware UTC moments, the end after the start."""

    lend_wanted = Signal(object, object, object)

    def __init__(
        self,
        board: Board,
        engineer: Engineer,
        span: tuple[datetime, datetime],
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lend to a region"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._zone = QTimeZone(zone.key.encode())
        self.region = QComboBox()
        self.region.setAccessibleName(tr("Region"))
        regions = sorted(board.regions.values(), key=lambda one: text.region_name(one).casefold())
        for region in regions:
            if region.id not in engineer.regions:
                self.region.addItem(text.region_name(region), region.id)
        self.start, self.end = self._moment(tr("From"), span[0]), self._moment(tr("To"), span[1])
        who = QLabel(f"{engineer.name}  {engineer.number}")
        hint = QLabel(tr("In shifts of this time the region counts as one of the engineer's own."))
        for label, role in ((who, "heading"), (hint, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            theme.dress(label, role=role)
        form = QFormLayout()
        form.addRow(tr("Region"), self.region)
        form.addRow(tr("From"), self.start)
        form.addRow(tr("To"), self.end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(who)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addLayout(self._foot())
        for edit in (self.start, self.end):
            edit.dateTimeChanged.connect(self._judge)
        self._judge()

    def choose(self, region: RegionId) -> None:
        """Propose this region, unless the engineer works there anyway."""
        at = self.region.findData(region)
        if at >= 0:
            self.region.setCurrentIndex(at)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        cancel, self.lend = QPushButton(tr("Cancel")), QPushButton(tr("Lend"))
        theme.dress(self.lend, kind="primary")
        self.lend.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.lend.clicked.connect(self._lend)
        row.addWidget(cancel)
        row.addWidget(self.lend)
        return row

    def _judge(self) -> None:
        self.lend.setEnabled(
            self.region.count() > 0 and self.start.dateTime() < self.end.dateTime()
        )

    def _lend(self) -> None:
        region: RegionId = self.region.currentData()
        self.lend_wanted.emit(region, _utc(self.start), _utc(self.end))
        self.accept()

    def _moment(self, name: str, at: datetime) -> QDateTimeEdit:
        edit = QDateTimeEdit()
        edit.setTimeZone(self._zone)
        edit.setDisplayFormat("yyyy-MM-dd HH:mm")
        edit.setCalendarPopup(True)
        edit.setAccessibleName(name)
        edit.setDateTime(QDateTime.fromSecsSinceEpoch(round(at.timestamp()), self._zone))
        return edit


def _utc(edit: QDateTimeEdit) -> datetime:
    return datetime.fromtimestamp(edit.dateTime().toSecsSinceEpoch(), UTC)
