"""The list behind the bell: what reached this person, the newest first."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.notice import Notice
from dispatch_console.services.help_due import Asked
from dispatch_console.support.i18n import tr
from dispatch_console.ui.notices.asked_list import AskedList
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.conversation import notice_body, notice_sentence


class NoticesDialog(Dialog):
    """What came, and what the person is asked and has not answered. `opened(Notice)`,
    `asked_opened(Asked)`, `all_read(ids)`, `choices_wanted`.
    """

    asked_opened = Signal(object)
    opened = Signal(object)
    all_read = Signal(object)
    choices_wanted = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._notices: tuple[Notice, ...] = ()
        self.setWindowTitle(tr("Notices"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 460)
        self.list, self._wait = QTreeWidget(), EmptyState("bell")
        self.list.setAccessibleName(tr("Notices"))
        self.list.setHeaderLabels([tr("When"), tr("What"), tr("Details")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        header = self.list.header()
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemActivated.connect(lambda item, _: self._open(item))
        self.list.itemClicked.connect(lambda item, _: self._open(item))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self.list)
        self.asked = AskedList(zone)
        self.asked.opened.connect(self.asked_opened)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._pages, tr("Notices"))
        self.tabs.addTab(self.asked, "")
        self.choose, self.read = QPushButton(tr("Preferences…")), QPushButton(tr("Mark all read"))
        close = QPushButton(tr("Close"))
        self.choose.clicked.connect(self.choices_wanted)
        self.read.clicked.connect(
            lambda: self.all_read.emit(tuple(one.id for one in self._notices if not one.read))
        )
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self.choose)
        foot.addStretch(1)
        foot.addWidget(self.read)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)
        self.show_notices(())
        self.show_asked(())

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """These reached the person."""
        self._notices = tuple(notices)
        self.list.clear()
        for notice in self._notices:
            sentence = notice_sentence(notice)
            whole = notice_body(notice)
            body = " ".join(whole.split())
            when = text.day_and_time(notice.at, self._zone)
            row = QTreeWidgetItem([when, sentence, body])
            row.setToolTip(2, plain_tip(whole))
            if not notice.read:
                font = self.list.font()
                font.setBold(True)
                for column in range(3):
                    row.setFont(column, font)
            self.list.addTopLevelItem(row)
        self._wait.say(tr("No notices"), tr("Mentions, hand-overs and answers to you come here."))
        self._pages.setCurrentIndex(1 if self._notices else 0)
        self.read.setEnabled(any(not one.read for one in self._notices))

    def show_asked(self, asked: Sequence[Asked]) -> None:
        """These wait for the person's answer."""
        self.asked.show_asked(asked)
        self.tabs.setTabText(1, tr("Asked of me: {count}", count=len(asked)))

    def _open(self, item: QTreeWidgetItem) -> None:
        self.opened.emit(self._notices[self.list.indexOfTopLevelItem(item)])
