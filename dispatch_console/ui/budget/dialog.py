"""Plan with at most N changes…: the curve as it is found, its table, and the point to review."""

import logging
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.budgeting import Curve, Option
from dispatch_console.services.review import Review
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.budget import words
from dispatch_console.ui.budget.chart import CurveChart
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE

log = logging.getLogger(__name__)

HEAR_MS = 120
"""How often the points found meanwhile are fetched from the search."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Search = Callable[[Callable[[], bool], Callable[[Option], object]], Curve]
"""Whether it was cancelled, who hears each point → the whole curve."""

Choose = Callable[[Curve, Option], Review]


class BudgetDialog(QDialog):
    """Begins to search when it opens. `proposed(Review)`: the point chosen is to be reviewed."""

    proposed = Signal(object)

    def __init__(
        self, search: Search, choose: Choose, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choose, self._background = choose, background
        self._stopped, self._closed = Event(), Event()
        self._heard: SimpleQueue[Option] = SimpleQueue()
        self._options: list[Option] = []
        self._curve: Curve | None = None
        self.setWindowTitle(tr("Plan with at most N changes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 460)
        self.chart, self.table, self.said = CurveChart(), QTreeWidget(), QLabel()
        self._busy = QProgressBar()
        self.stop, self.close_ = QPushButton(tr("Stop searching")), QPushButton(tr("Cancel"))
        self.review = QPushButton(tr("Review this plan"))
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(HEAR_MS)
        self._timer.timeout.connect(self._fetch)
        self._timer.start()
        self.destroyed.connect(self._stopped.set)
        stopped, heard = self._stopped, self._heard
        background.free(lambda: search(stopped.is_set, heard.put), self._searched, self._failed)

    def choose(self, number: int) -> None:
        """Choose a point by its place on the curve."""
        item = self.table.topLevelItem(number)
        if item is not None:
            self.table.setCurrentItem(item)

    def done(self, result: int) -> None:
        """However it is closed, the search ends with it."""
        self._stopped.set()
        self._closed.set()
        self._timer.stop()
        super().done(result)

    def _build(self) -> None:
        hint = QLabel(
            tr(
                "Each point is the best plan found that tells at most so many customers another"
                " time or engineer."
            )
        )
        for label in (hint, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        theme.dress(hint, role="caption")
        self.said.setText(tr("Searching: points appear as they are found."))
        self.table.setHeaderLabels([tr("At most"), tr("Changes"), tr("Served"), tr("Better by")])
        self.table.setAccessibleName(tr("Plans by number of changes"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for column in range(4):
            self.table.setColumnWidth(column, 92)
            self.table.headerItem().setTextAlignment(column, _RIGHT)
        self.table.currentItemChanged.connect(lambda *_: self._choose_row())
        self.table.itemDoubleClicked.connect(lambda *_: self._review())
        self.chart.chosen.connect(self.choose)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.chart)
        halves.addWidget(self.table)
        halves.setStretchFactor(0, 1)
        halves.setSizes([470, 390])
        self._busy.setTextVisible(False)
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(tr("Progress of the search"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(hint)
        layout.addWidget(halves, 1)
        layout.addWidget(self.said)
        layout.addWidget(self._busy)
        layout.addLayout(foot(self.close_, self.stop, self.review))
        self.review.setEnabled(False)
        self.stop.clicked.connect(self._stop)
        self.close_.clicked.connect(self.reject)
        self.review.clicked.connect(self._review)

    # The search

    def _fetch(self) -> None:
        """Show the points found since the last look."""
        try:
            while True:
                self._add(self._heard.get_nowait())
        except Empty:
            return

    def _add(self, option: Option) -> None:
        self._options.append(option)
        self.chart.show_options(self._options)
        figures = [words.budget(option), str(option.changes), str(option.served)]
        item = QTreeWidgetItem([*figures, words.gain(option)])
        for column in range(item.columnCount()):
            item.setTextAlignment(column, _RIGHT)
        self.table.addTopLevelItem(item)

    def _stop(self) -> None:
        self._stopped.set()
        self.stop.setEnabled(False)
        self.said.setText(tr("Stopping with the plans found so far…"))

    def _searched(self, curve: Curve) -> None:
        if self._closed.is_set():
            return
        self._timer.stop()
        self._fetch()
        self._curve = curve
        self._end()
        if len(self._options) < 2 or self._options[-1].gain_s < 1:
            self.said.setText(tr("No plan was found that is better than the one there is."))
            return
        self.said.setText(tr("Choose a point: its plan comes up for review."))
        self.choose(len(self._options) - 1)
        self.chart.setFocus()

    def _failed(self, error: Exception) -> None:
        if self._closed.is_set():
            return
        if not isinstance(error, DomainError):
            log.error("the change budget could not be worked out", exc_info=error)
        self._timer.stop()
        self._end()
        self.said.setText(text.error_sentence(error))

    def _end(self) -> None:
        self._busy.hide()
        self.stop.hide()

    # The choice

    def _number(self) -> int:
        item = self.table.currentItem()
        return -1 if item is None else self.table.indexOfTopLevelItem(item)

    def _choose_row(self) -> None:
        number = self._number()
        self.chart.show_current(number)
        able = self._curve is not None and number >= 0
        self.review.setEnabled(able and self._options[number].gain_s >= 1)
        if able:
            self.said.setText(words.sentence(self._options[number]))

    def _review(self) -> None:
        curve, number = self._curve, self._number()
        if curve is None or not self.review.isEnabled():
            return
        option, choose = self._options[number], self._choose
        self.review.setEnabled(False)
        self._busy.show()
        self.said.setText(tr("Comparing with the plan as it is…"))
        self._background.free(lambda: choose(curve, option), self._propose, partial(self._failed))

    def _propose(self, review: Review) -> None:
        if not self._closed.is_set():
            self.proposed.emit(review)
            self.accept()
