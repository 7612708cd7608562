"""The drafts kept on this computer, and what became of each."""

from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.drafts.shelf import Kept, Kind, State
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text

ID = Qt.ItemDataRole.UserRole
OPENED = {State.TYPED, State.REFUSED}


class DraftsDialog(Dialog):
    """`open_wanted(id)`: go on with this one. Not modal; follows what happens meanwhile."""

    open_wanted = Signal(object)

    def __init__(self, keeper: DraftKeeper, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._zone = keeper, zone
        self._sure: UUID | None = None
        self.setWindowTitle(tr("Drafts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 420)
        self._say = QLabel(
            tr(
                "What was typed on this computer and is not in the database yet, and what became of"
                " it."
            )
        )
        self._say.setTextFormat(Qt.TextFormat.PlainText)
        self._say.setWordWrap(True)
        theme.dress(self._say, role="caption")
        self._outcome = QLabel()
        self._outcome.setTextFormat(Qt.TextFormat.PlainText)
        self._outcome.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Drafts"))
        self.list.setHeaderLabels([tr("State"), tr("Typed"), tr("About"), tr("What became of it")])
        self.list.setRootIsDecorated(False)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.list.itemSelectionChanged.connect(self._show_possible)
        self.list.itemActivated.connect(lambda item: self._open(item.data(0, ID)))
        self.go_on = QPushButton(tr("Go on with it"))
        self.delete = QPushButton(tr("Delete"))
        self.clear = QPushButton(tr("Clear the entered ones"))
        close = QPushButton(tr("Close"))
        theme.dress(self.delete, kind="danger")
        self.go_on.clicked.connect(lambda: self._open(self._chosen))
        self.delete.clicked.connect(self._delete)
        self.clear.clicked.connect(self._clear)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(self._say)
        column.addWidget(self.list, 1)
        column.addWidget(self._outcome)
        column.addLayout(foot(self.clear, self.delete, close, self.go_on))
        keeper.changed.connect(self._show)
        self._show()

    @property
    def _chosen(self) -> UUID | None:
        chosen = self.list.selectedItems()
        return chosen[0].data(0, ID) if chosen else None

    def _show(self) -> None:
        before = self._chosen
        self.list.clear()
        for draft in reversed(self._keeper.drafts):
            item = QTreeWidgetItem(
                [
                    state_name(draft.state),
                    text.day_and_time(draft.at, self._zone),
                    about(draft),
                    draft.outcome,
                ]
            )
            item.setIcon(0, theme.icon(_icon(draft.state)))
            item.setData(0, ID, draft.id)
            for column in (2, 3):
                # The whole of what may not fit; as it stands, whatever it looks like.
                item.setToolTip(column, f"<qt>{escape(item.text(column), quote=False)}</qt>")
            self.list.addTopLevelItem(item)
            if draft.id == before:
                item.setSelected(True)
        first = self.list.topLevelItem(0)
        if self._chosen is None and first is not None:
            self.list.setCurrentItem(first)
        self._show_possible()

    def _show_possible(self) -> None:
        chosen = self._keeper.find(self._chosen) if self._chosen is not None else None
        if self._sure is not None and self._sure != self._chosen:
            self._sure = None
        self._outcome.setText(chosen.outcome if chosen is not None else "")
        self._outcome.setVisible(bool(self._outcome.text()))
        self.delete.setText(tr("Delete for good?") if self._sure else tr("Delete"))
        self.delete.setEnabled(chosen is not None)
        self.go_on.setEnabled(
            chosen is not None and chosen.state in OPENED and chosen.kind is not Kind.NOTE
        )
        self.clear.setEnabled(any(draft.state is State.DONE for draft in self._keeper.drafts))

    def _open(self, key: UUID | None) -> None:
        if key is not None and self.go_on.isEnabled():
            self.open_wanted.emit(key)
            self.accept()

    def _delete(self) -> None:
        """The second press deletes."""
        chosen = self._chosen
        if chosen is not None and self._sure == chosen:
            self._sure = None
            self._keeper.drop(chosen)
        else:
            self._sure = chosen
            self._show_possible()

    def _clear(self) -> None:
        for draft in self._keeper.drafts:
            if draft.state is State.DONE:
                self._keeper.drop(draft.id)


def state_name(state: State) -> str:
    """The state in words."""
    return {
        State.TYPED: tr("Not finished"),
        State.WAITING: tr("Waits for the server"),
        State.DONE: tr("Entered"),
        State.REFUSED: tr("Not entered"),
    }[state]


def about(draft: Kept) -> str:
    """What is in it, in a line."""
    said = draft.fields
    if draft.kind is Kind.CALL:
        form = said["form"]
        parts = [form["title"], form["customer_name"], form["phone"]]
        return tr("Call: {what}", what=" · ".join(part for part in parts if part))
    if draft.kind is Kind.NOTE:
        return tr("Note on {ticket}", ticket=said["number"])
    if draft.kind is Kind.COMMENT:
        words = " ".join(said["words"].split())[:80]
        if said["public"]:
            return tr("To the customer on {ticket}: {what}", ticket=said["number"], what=words)
        return tr("Comment on {ticket}: {what}", ticket=said["number"], what=words)
    return tr("Edit of {ticket}", ticket=said["number"])


def _icon(state: State) -> str:
    return {
        State.TYPED: "ticket",
        State.WAITING: "clock",
        State.DONE: "check",
        State.REFUSED: "warning",
    }[state]
