"""The window of rates: what holds, what held, and the export for finance."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.cost import Rate, RateKind, markup
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.cost import words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow

_NUMERIC = (2, 3, 4)


class RatesWindow(Dialog):
    """`wanted(deed, Rate | None)`: the deeds are new, markup, end, remove and export."""

    wanted = Signal(str, object)

    def __init__(self, gate: WriteGate, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate, self._today = gate, today
        self._rates: dict[int, Rate] = {}
        self.setWindowTitle(tr("Rates"))
        self.resize(860, 480)
        heads = [tr("Rate for"), tr("Whose"), tr("Cost"), tr("Sales price"), tr("Overtime factor")]
        heads += [tr("From"), tr("Until")]
        empty = tr("No rates yet: work and ways cost nothing. “New rate…” enters the first.")
        self.table = Table(tr("Rates"), heads, 1, _NUMERIC, empty)
        self.table.itemSelectionChanged.connect(self._allow)
        self.past = QCheckBox(tr("Show those that hold no more"))
        self.past.toggled.connect(self._fill)
        self._said = label("caption", wraps=True)
        self.new = QPushButton(tr("New rate…"))
        self.markup = QPushButton(tr("Parts markup…"))
        self.end = QPushButton(tr("End…"))
        self.remove = QPushButton(tr("Remove…"))
        self.export = QPushButton(tr("Export for finance…"))
        deeds = {
            "new": self.new,
            "markup": self.markup,
            "end": self.end,
            "remove": self.remove,
            "export": self.export,
        }
        theme.dress(self.remove, kind="danger")
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for deed, button in deeds.items():
            button.clicked.connect(lambda _=False, deed=deed: self._want(deed))
            if button is self.export:
                foot.addStretch(1)
            foot.addWidget(button)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.past)
        layout.addWidget(self._said)
        layout.addLayout(foot)
        gate.changed.connect(self._allow)
        self.tell(tr("Reading the rates…"))
        self._allow()

    def show_rates(self, rates: Sequence[Rate]) -> None:
        """All there are."""
        self._rates = {rate.id: rate for rate in rates}
        self.tell(
            tr("A new rate ends the one before it: what was reckoned by that stays as it was.")
        )
        self._fill()

    def tell(self, sentence: str) -> None:
        """What was done, or why not."""
        self._said.setText(sentence)

    @property
    def factor(self) -> Decimal:
        """How many times their cost parts are charged at today."""
        return markup(self._rates.values(), self._today)

    def _fill(self) -> None:
        shown = [
            rate
            for rate in self._rates.values()
            if self.past.isChecked() or rate.until is None or rate.until >= self._today
        ]
        self.table.show_rows([_row(rate) for rate in shown])
        self._allow()

    def _allow(self) -> None:
        chosen = self._rates.get(self.table.chosen)
        allow(self.new, True, self._gate)
        allow(self.markup, True, self._gate)
        allow(self.end, chosen is not None and chosen.until is None, self._gate)
        allow(self.remove, chosen is not None, self._gate)

    def _want(self, deed: str) -> None:
        self.wanted.emit(deed, self._rates.get(self.table.chosen))


def _row(rate: Rate) -> Row:
    if rate.kind is RateKind.PARTS:
        cost, price = Cell(""), Cell(f"× {words.plain(rate.price)}", rate.price)
    else:
        cost = Cell(words.money(rate.cost, rate.currency), rate.cost)
        price = Cell(words.money(rate.price, rate.currency), rate.price)
    return Row(
        rate.id,
        (
            Cell(words.rate_name(rate.kind)),
            Cell(words.for_whom(rate)),
            cost,
            price,
            Cell(words.plain(rate.overtime), rate.overtime),
            Cell(rate.since.isoformat()),
            Cell("" if rate.until is None else rate.until.isoformat()),
        ),
    )
