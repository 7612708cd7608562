"""Plan with at most N changes…: the curve as it is found, its table, and the point to review.

Beside the number of changes, which the points of the curve go through, a cap on the engineers whose
day changes may be set: with another one the curve is searched anew.
"""

import logging
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
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
from dispatch_console.ui.background import Background
from dispatch_console.ui.budget import words
from dispatch_console.ui.budget.chart import CurveChart
from dispatch_console.ui.dialogs.fields import foot, number
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

log = logging.getLogger(__name__)

HEAR_MS = 120
"""How often the points found meanwhile are fetched from the search."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

MOST_ENGINEERS = 9_999

Search = Callable[[int | None, Callable[[], bool], Callable[[Option], object]], Curve]
"""Engineers at most (None: any number), whether it was cancelled, who hears each point → the whole
curve."""

Choose = Callable[[Curve, Option], Review]


class BudgetDialog(Dialog):
    """Begins to search when it opens. `proposed(Review)`: the point chosen is to be reviewed."""

    proposed = Signal(object)

    def __init__(
        self, search: Search, choose: Choose, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._search, self._choose, self._background = search, choose, background
        self._stopped, self._closed = Event(), Event()
        self._heard: SimpleQueue[Option] = SimpleQueue()
        self._cap: int | None = None
        self._options: list[Option] = []
        self._curve: Curve | None = None
        self.setWindowTitle(tr("Plan with at most N changes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(940, 520)
        self.chart, self.table, self.said = CurveChart(), QTreeWidget(), QLabel()
        self._busy = QProgressBar()
        self.engineers = number(tr("Engineers at most"), 0, MOST_ENGINEERS, 0)
        self.again = QPushButton(tr("Search again"))
        self.stop, self.close_ = QPushButton(tr("Stop searching")), QPushButton(tr("Cancel"))
        self.review = QPushButton(tr("Review this plan"))
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(HEAR_MS)
        self._timer.timeout.connect(self._fetch)
        self._begin()

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
        hint = label(
            "caption",
            tr(
                "Each point is the best plan found that tells at most so many customers another"
                " time or engineer."
            ),
            wraps=True,
        )
        meaning = label(
            "caption",
            tr(
                "No plan found changes the day of more engineers than that. A day is changed by"
                " one visit more, one less or one at another time; a visit that waited counts for"
                " the engineer who gets it."
            ),
            wraps=True,
        )
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.engineers.setSpecialValueText(tr("any number"))
        self.engineers.setFixedWidth(self.engineers.sizeHint().width())
        cap = QHBoxLayout()
        cap.setSpacing(2 * SPACE)
        name = QLabel(tr("Engineers at most"))
        name.setBuddy(self.engineers)
        for part in (name, self.engineers, self.again):
            cap.addWidget(part)
        cap.addStretch(1)
        heads = [tr("At most"), tr("Changes"), tr("Engineers"), tr("Served"), tr("Better by")]
        self.table.setHeaderLabels(heads)
        self.table.setAccessibleName(tr("Plans by number of changes"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for column in range(len(heads)):
            self.table.setColumnWidth(column, 80 if column else 108)
            self.table.headerItem().setTextAlignment(column, _RIGHT)
        self.table.currentItemChanged.connect(lambda *_: self._choose_row())
        self.table.itemDoubleClicked.connect(lambda *_: self._review())
        self.chart.chosen.connect(self.choose)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.chart)
        halves.addWidget(self.table)
        halves.setStretchFactor(0, 1)
        halves.setSizes([460, 450])
        self._busy.setTextVisible(False)
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(tr("Progress of the search"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(hint)
        layout.addLayout(cap)
        layout.addWidget(meaning)
        layout.addWidget(halves, 1)
        layout.addWidget(self.said)
        layout.addWidget(self._busy)
        layout.addLayout(foot(self.close_, self.stop, self.review))
        self.engineers.valueChanged.connect(lambda _: self._show_again())
        self.again.clicked.connect(self._begin)
        self.stop.clicked.connect(self._stop)
        self.close_.clicked.connect(self.reject)
        self.review.clicked.connect(self._review)

    # The search

    def _begin(self) -> None:
        """Search with the cap as it is set now; what an earlier search finds is not shown."""
        self._stopped.set()
        self._stopped = stopped = Event()
        self.destroyed.connect(stopped.set)
        self._heard = heard = SimpleQueue[Option]()
        self._cap = cap = self.engineers.value() or None
        self._options, self._curve = [], None
        self.table.clear()
        self.chart.show_options(())
        self.chart.show_current(-1)
        self.said.setText(tr("Searching: points appear as they are found."))
        self._busy.show()
        self.stop.show()
        self.stop.setEnabled(True)
        self.review.setEnabled(False)
        self._show_again()
        self._timer.start()
        search = self._search
        self._background.free(
            lambda: search(cap, stopped.is_set, heard.put),
            partial(self._searched, heard),
            partial(self._failed, heard),
        )

    def _show_again(self) -> None:
        """Another search is of use where another cap is set."""
        self.again.setEnabled((self.engineers.value() or None) != self._cap)

    def _over(self, asked: object) -> bool:
        """Whether nobody waits for this search any more."""
        return self._closed.is_set() or asked is not self._heard

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
        figures = (option.changes, option.engineers, option.served)
        item = QTreeWidgetItem([words.budget(option), *map(str, figures), words.gain(option)])
        for column in range(item.columnCount()):
            item.setTextAlignment(column, _RIGHT)
        self.table.addTopLevelItem(item)

    def _stop(self) -> None:
        self._stopped.set()
        self.stop.setEnabled(False)
        self.said.setText(tr("Stopping with the plans found so far…"))

    def _searched(self, asked: object, curve: Curve) -> None:
        if self._over(asked):
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

    def _failed(self, asked: object, error: Exception) -> None:
        if self._over(asked):
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
        asked = self._heard
        self._background.free(
            lambda: choose(curve, option),
            partial(self._propose, asked),
            partial(self._failed, asked),
        )

    def _propose(self, asked: object, review: Review) -> None:
        if not self._over(asked):
            self.proposed.emit(review)
            self.accept()
