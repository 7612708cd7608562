"""Plans that were published: when, by whom, what they came to; one can be taken back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.storage.repositories.plans import PublishedPlan
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.words import text

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlansDialog(Dialog):
    """Reads when it opens, by whoever made it. `revert_wanted(PublishedPlan)`."""

    revert_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._plans: tuple[PublishedPlan, ...] = ()
        self.setWindowTitle(tr("Published plans"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 460)
        self._list = _table()
        self._list.itemSelectionChanged.connect(self._choose)
        self._empty = EmptyState("plan")
        self._empty.say(tr("Reading the plans…"), "", busy=True)
        self._stack = QStackedWidget()
        for page in (self._empty, self._list):
            self._stack.addWidget(page)
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        theme.dress(self._said, role="caption")
        self._said.setText(
            tr(
                "Reverting proposes the visits there were before the plan, where others have not "
                "changed them since. Nothing is changed until you publish."
            )
        )
        self.revert = QPushButton(theme.icon("undo", theme.current().accent_text), tr("Revert…"))
        self.revert.clicked.connect(self._revert)
        self.revert.setEnabled(False)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._said)
        layout.addLayout(foot(close, self.revert))

    def show_plans(self, plans: Sequence[PublishedPlan]) -> None:
        """The plans, the newest first."""
        self._plans = tuple(plans)
        if not plans:
            self._empty.say(
                tr("No plan has been published yet"), tr("Plan the days shown with F9.")
            )
            return
        self._list.clear()
        items = [self._item(plan) for plan in plans]
        self._list.addTopLevelItems(items)
        for column in range(self._list.columnCount()):
            self._list.resizeColumnToContents(column)
        self._stack.setCurrentWidget(self._list)
        self._list.setCurrentItem(items[0])
        self._list.setFocus()

    def show_failure(self, sentence: str) -> None:
        """The plans could not be read."""
        self._empty.say(tr("The plans could not be read"), sentence)
        self._stack.setCurrentWidget(self._empty)

    def show_busy(self, sentence: str) -> None:
        """The chosen plan is being looked into."""
        self._said.setText(sentence)
        self.revert.setEnabled(False)

    def show_outcome(self, sentence: str) -> None:
        """Why the chosen plan cannot be reverted."""
        self._said.setText(sentence)
        self._choose()

    def _item(self, plan: PublishedPlan) -> QTreeWidgetItem:
        figures = plan.figures
        item = QTreeWidgetItem(
            [
                text.day_and_time(plan.at, self._zone),
                plan.by,
                str(plan.moved),
                str(figures.served),
                str(figures.late),
                text.span(figures.travel_s),
                f"{figures.utilisation:.0%}",
            ]
        )
        for column in range(2, 7):
            item.setTextAlignment(column, _RIGHT)
        return item

    def _choose(self) -> None:
        self.revert.setEnabled(bool(self._list.selectedItems()))

    def _revert(self) -> None:
        for item in self._list.selectedItems():
            self.revert_wanted.emit(self._plans[self._list.indexOfTopLevelItem(item)])


def _table() -> QTreeWidget:
    made = QTreeWidget()
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAlternatingRowColors(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setAccessibleName(tr("Published plans"))
    made.setHeaderLabels(
        [
            tr("Published"),
            tr("Published by"),
            tr("Tickets moved"),
            tr("Served"),
            tr("Late"),
            tr("Travel"),
            tr("Utilisation"),
        ]
    )
    for column in range(2, 7):
        made.headerItem().setTextAlignment(column, _RIGHT)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return made
