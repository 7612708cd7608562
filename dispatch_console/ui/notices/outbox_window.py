"""Messages that were not sent: to whom, by what, about what, and why not."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.delivering.duty import Standing, Waiting
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.ui import theme
from dispatch_console.ui.conversation.outbox_words import shown_address, state_words
from dispatch_console.ui.dialogs.fields import choice
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

ID = Qt.ItemDataRole.UserRole
ICONS = {Standing.HELD: "error", Standing.FAILED: "warning", Standing.WAITING: "clock"}


class OutboxWindow(Dialog):
    """Shows what it is given. `release_wanted(ids)`, `drop_wanted(ids)`, `opened(ticket id)`,
    `language_wanted(language)`.
    """

    release_wanted = Signal(object)
    drop_wanted = Signal(object)
    opened = Signal(object)
    language_wanted = Signal(str)

    def __init__(self, zone: ZoneInfo, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._may, self._sure = zone, may, False
        self._found: tuple[Waiting, ...] = ()
        self.setWindowTitle(tr("Messages not sent"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1040, 520)
        names = {
            Standing.HELD: tr("Given up by the program"),
            Standing.FAILED: tr("Failed, tried again"),
            Standing.WAITING: tr("Waiting"),
        }
        self._names = names
        self.which = choice(tr("Which messages"), {None: tr("All messages"), **names})
        self.which.currentIndexChanged.connect(self._fill)
        self.language = choice(tr("Language where none is known"), dict(LANGUAGES))
        self.language.activated.connect(
            lambda _: self.language_wanted.emit(self.language.currentData())
        )
        self.language.setEnabled(may)
        self.list, self._wait = QTreeWidget(), EmptyState("mail")
        self.list.setAccessibleName(tr("Messages not sent"))
        self.list.setHeaderLabels(
            [
                tr("State"),
                tr("Recipient"),
                tr("Channel"),
                tr("Ticket"),
                tr("Message"),
                tr("Next try"),
                tr("Why"),
            ]
        )
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (1, 4, 6):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.list.itemSelectionChanged.connect(self._judge)
        self.list.itemActivated.connect(lambda _: self._open())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self.list)
        self._outcome = label("caption", wraps=True)
        self.look = QPushButton(tr("Open ticket"))
        self.drop, self.release = QPushButton(tr("Discard")), QPushButton(tr("Send again"))
        close = QPushButton(tr("Close"))
        theme.dress(self.release, kind="primary")
        theme.dress(self.drop, kind="danger")
        self.look.clicked.connect(self._open)
        self.drop.clicked.connect(self._drop)
        self.release.clicked.connect(lambda: self.release_wanted.emit(self._held()))
        close.clicked.connect(self.reject)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            row.setSpacing(2 * SPACE)
        head.addWidget(self.which)
        head.addStretch(1)
        head.addWidget(label("caption", self.language.accessibleName()))
        head.addWidget(self.language)
        foot.addWidget(self._outcome, 1)
        for button in (self.look, self.drop, close, self.release):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        self._wait.say(tr("Reading the messages…"), "", busy=True)
        self._judge()

    def show_messages(self, found: Sequence[Waiting], language: str) -> None:
        """These were not sent; those that were chosen stay so."""
        self._found = tuple(found)
        self.language.setCurrentIndex(self.language.findData(language))
        self._fill()

    def show_failure(self, sentence: str) -> None:
        """They could not be read, or not changed."""
        self.show_outcome(sentence, failed=True)
        if not self._found:
            self._wait.say(tr("The messages cannot be read"), sentence)

    def show_outcome(self, sentence: str, *, failed: bool = False) -> None:
        """How it went."""
        theme.dress(self._outcome, role="error" if failed else "caption")
        self._outcome.setText(sentence)

    def _fill(self) -> None:
        before, which = set(self._chosen()), self.which.currentData()
        self.list.clear()
        for one in self._found:
            if which is not None and one.standing is not which:
                continue
            item = self._row(one)
            self.list.addTopLevelItem(item)
            item.setSelected(one.message.id in before)
        self._wait.say(tr("No message waits"), tr("All messages of this kind went out."))
        self._pages.setCurrentIndex(1 if self.list.topLevelItemCount() else 0)
        self._judge()

    def _row(self, one: Waiting) -> QTreeWidgetItem:
        message = one.message
        words = " ".join(f"{message.subject} {message.body}".split())
        # A held one is tried no more.
        again = one.standing is not Standing.HELD
        item = QTreeWidgetItem(
            [
                self._names[one.standing],
                shown_address(one),
                tr(f"medium.{message.medium}"),
                one.number,
                words,
                text.day_and_time(message.due_at, self._zone) if again else "",
                state_words(one),
            ]
        )
        item.setIcon(0, theme.icon(ICONS[one.standing]))
        item.setData(0, ID, message.id)
        for column in (1, 4, 6):
            item.setToolTip(column, plain_tip(item.text(column)))
        return item

    def _chosen(self) -> tuple[int, ...]:
        return tuple(item.data(0, ID) for item in self.list.selectedItems())

    def _held(self) -> tuple[int, ...]:
        """Those chosen that are tried no more by themselves."""
        held = {one.message.id for one in self._found if one.standing is Standing.HELD}
        return tuple(key for key in self._chosen() if key in held)

    def _judge(self) -> None:
        chosen = self._chosen()
        self._sure = False
        self.drop.setText(tr("Discard"))
        self.drop.setEnabled(self._may and bool(chosen))
        self.release.setEnabled(self._may and bool(self._held()))
        self.look.setEnabled(self._ticket() is not None)

    def _ticket(self) -> int | None:
        chosen = self._chosen()
        if len(chosen) != 1:
            return None
        there = (one.message for one in self._found if one.message.id == chosen[0])
        return next((message.ticket_id for message in there), None)

    def _open(self) -> None:
        ticket = self._ticket()
        if ticket is not None:
            self.opened.emit(ticket)

    def _drop(self) -> None:
        """The second press discards."""
        if self._sure:
            self.drop_wanted.emit(self._chosen())
            return
        self._sure = True
        self.drop.setText(tr("Discard for good?"))
