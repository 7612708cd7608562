"""Rebalance…: what evenness may cost, the moves found, and on to their review."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.rebalancing import Evened
from dispatch_console.services.review import Review
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.fields import foot, number
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

log = logging.getLogger(__name__)

MOST_MIN, FIRST_MIN, STEP_MIN = 600, 60, 15
"""Highest price that can be set, the first one, and by how much a key changes it; in minutes."""

Find = Callable[[float, int | None, Callable[[], bool]], Evened]
"""Price in seconds of travel, moves at most, whether it was cancelled → what was found."""


class RebalanceDialog(Dialog):
    """Finds moves with `find` off this thread. `proposed(Review)`: they are to be reviewed."""

    proposed = Signal(object)

    def __init__(
        self, board: Board, find: Find, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._board, self._find, self._background = board, find, background
        self._stopped = Event()
        self._reviewed: Review | None = None
        self.setWindowTitle(tr("Rebalance"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 480)
        self.price = number(tr("It may cost"), 0, MOST_MIN, FIRST_MIN, tr(" min"))
        self.most = number(tr("Moves at most"), 0, 999, 0)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self.look, self.review = QPushButton(tr("Find moves")), QPushButton(tr("Review the moves"))
        self.close_ = QPushButton(tr("Cancel"))
        self.said, self._busy, self.moves = QLabel(), QProgressBar(), QTreeWidget()
        self._build()
        self._show_idle()

    def done(self, result: int) -> None:
        """However it is closed, the search ends with it."""
        self._stopped.set()
        super().done(result)

    def _build(self) -> None:
        self.price.setSingleStep(STEP_MIN)
        self._slider.setRange(0, MOST_MIN)
        self._slider.setSingleStep(STEP_MIN)
        self._slider.setPageStep(4 * STEP_MIN)
        self._slider.setAccessibleName(tr("It may cost"))
        self._slider.valueChanged.connect(self.price.setValue)
        self.price.valueChanged.connect(self._slider.setValue)
        self._slider.setValue(FIRST_MIN)
        self.most.setSpecialValueText(tr("any number"))
        price = QHBoxLayout()
        price.addWidget(self.price)
        price.addWidget(self._slider, 1)
        wide = max(self.most.sizeHint().width(), self.price.sizeHint().width())
        for box in (self.most, self.price):
            box.setFixedWidth(wide)
        form = QFormLayout()
        form.addRow(tr("It may cost"), price)
        form.addRow(tr("Moves at most"), self.most)
        hint = label(
            "caption",
            tr(
                "The price is in minutes of travel. Lateness, overtime and work outside the own"
                " region count as so much travel."
            ),
            wraps=True,
        )
        self.moves.setHeaderLabels(
            [tr("Ticket"), tr("From whom"), tr("To whom"), tr("Price so far"), tr("Spread then")]
        )
        self.moves.setAccessibleName(tr("Moves found"))
        self.moves.setRootIsDecorated(False)
        self.moves.setUniformRowHeights(True)
        self.moves.setAlternatingRowColors(True)
        self.moves.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for column, width in enumerate((110, 150, 150, 120, 110)):
            self.moves.setColumnWidth(column, width)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("Finding moves…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(self.moves, 1)
        layout.addWidget(self.said)
        layout.addWidget(self._busy)
        layout.addLayout(foot(self.close_, self.look, self.review))
        self.look.setDefault(True)
        self.look.clicked.connect(self._look)
        self.review.clicked.connect(self._review)
        self.close_.clicked.connect(self.reject)

    def _look(self) -> None:
        self._stopped.set()
        self._stopped = stopped = Event()
        self.destroyed.connect(stopped.set)
        price, most = 60.0 * self.price.value(), self.most.value() or None
        find = self._find
        self._reviewed = None
        self.moves.clear()
        self.said.setText(tr("Finding moves…"))
        self._show_busy(True)
        self._background.free(
            lambda: find(price, most, stopped.is_set),
            partial(self._found, stopped),
            partial(self._failed, stopped),
        )

    def _found(self, asked: Event, found: Evened) -> None:
        if asked is not self._stopped or asked.is_set():
            return
        self._show_busy(False)
        for step in found.steps:
            ticket = self._board.tickets.get(step.ticket_id)
            self.moves.addTopLevelItem(
                QTreeWidgetItem(
                    [
                        ticket.number if ticket else str(step.ticket_id),
                        self._name(step.giver),
                        self._name(step.taker),
                        text.span(step.price_s),
                        tr("{hours} h", hours=f"{step.spread_h:.2f}"),
                    ]
                )
            )
        if not found.steps:
            self.said.setText(tr("No move within this price evens out the work any more."))
            return
        self._reviewed = found.review
        self.said.setText(_outcome(found))
        self.review.setEnabled(True)
        self._lead_to(self.review)
        self.review.setFocus()

    def _failed(self, asked: Event, error: Exception) -> None:
        if asked is self._stopped and not asked.is_set():
            if not isinstance(error, DomainError):
                log.error("no moves could be found", exc_info=error)
            self._show_busy(False)
            self.said.setText(text.error_sentence(error))

    def _review(self) -> None:
        if self._reviewed is not None:
            self.proposed.emit(self._reviewed)
            self.accept()

    def _name(self, engineer: EngineerId) -> str:
        known = self._board.engineers.get(engineer)
        return known.name if known else str(engineer)

    def _show_idle(self) -> None:
        self._show_busy(False)
        self.said.setText(tr("Set what it may cost, then look for moves."))

    def _show_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self.look.setEnabled(not busy)
        self.review.setEnabled(False)
        self._lead_to(self.look)

    def _lead_to(self, step: QPushButton) -> None:
        """The main button is the one for the next step."""
        for button in (self.look, self.review):
            theme.dress(button, kind="primary" if button is step else "")
        layout = self.layout()
        if layout is not None:
            layout.activate()  # the main button is the wider one


def _outcome(found: Evened) -> str:
    figures = {
        "count": len(found.steps),
        "before": f"{found.spread_before_h:.2f}",
        "after": f"{found.spread_after_h:.2f}",
        "price": text.span(abs(found.price_s)),
    }
    if found.price_s < 0:
        return tr(
            "{count} moves: the spread of the load falls from {before} h to {after} h, and it"
            " even saves {price}.",
            **figures,
        )
    return tr(
        "{count} moves: the spread of the load falls from {before} h to {after} h and costs"
        " {price}.",
        **figures,
    )
