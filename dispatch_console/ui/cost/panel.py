"""What a ticket costs: its lines, what is covered, and what is left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from dispatch_console.domain.cost import CostKind, Line, Sum
from dispatch_console.domain.roles import Right
from dispatch_console.services.costing.reckoning import TicketCost
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.cost import words
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.writing import allow

_NUMERIC = (2, 3, 4, 5, 6)


class CostPanel(QWidget):
    """`add_wanted()`, `correct_wanted(Line)` and `take_back_wanted(Line)` ask for a deed."""

    add_wanted = Signal()
    correct_wanted = Signal(object)
    take_back_wanted = Signal(object)

    def __init__(self, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents = intents
        self._lines: dict[str, Line] = {}
        self._shown: TicketCost | None = None
        heads = [tr("Kind"), tr("What"), tr("Quantity"), tr("Cost"), tr("Sales price")]
        heads += [tr("Covered"), tr("Charged"), tr("Remark")]
        self.table = Table(tr("Costs of the ticket"), heads, 7, _NUMERIC)
        self.table.itemSelectionChanged.connect(self._allow)
        self._wait = EmptyState("coin")
        self._stack = QStackedWidget()
        for page in (self._wait, self.table):
            self._stack.addWidget(page)
        self._said = ElidedLabel("")
        self.add = QPushButton(tr("Add outside service…"))
        self.add.clicked.connect(lambda: self.add_wanted.emit())
        self.correct = QPushButton(tr("Correct…"))
        self.correct.clicked.connect(lambda: self._emit(self.correct_wanted))
        self.take_back = QPushButton(tr("Take back…"))
        self.take_back.clicked.connect(lambda: self._emit(self.take_back_wanted))
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._said, 1)
        for button in (self.add, self.correct, self.take_back):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot)
        intents.gate.changed.connect(self._allow)
        intents.rights_known.connect(self._bar)
        self._allow()

    def show_reading(self) -> None:
        """Another ticket's are being read."""
        self._say(tr("Reckoning the costs…"), busy=True)

    def show_failure(self, sentence: str) -> None:
        """They could not be read."""
        self._say(tr("The costs could not be read"), sentence)

    def show_costs(self, costs: TicketCost) -> None:
        """The costs of the ticket."""
        if self._bar():
            return
        self._shown = costs
        self._lines = {line.key: line for line in costs.lines}
        self.table.show_rows([_row(line) for line in costs.lines])
        self._stack.setCurrentWidget(self.table)
        said = [_sum(code, one) for code, one in costs.totals.items()]
        if not said:
            said.append(tr("Nothing was spent on this ticket yet."))
        said.append(words.cover_sentence(costs.cover))
        if costs.missing:
            names = tr("list.comma").join(map(words.rate_name, costs.missing))
            said.append(tr("No rate holds for: {kinds}.", kinds=names))
        self._said.say(" ".join(said), "\n".join(said))
        self._foot.show()
        self._allow()

    def _say(self, heading: str, sentence: str = "", *, busy: bool = False) -> None:
        self._shown, self._lines = None, {}
        self._foot.hide()
        if not self._bar():
            self._wait.say(heading, sentence, busy=busy)
            self._stack.setCurrentWidget(self._wait)
        self._allow()

    def _bar(self) -> bool:
        """Say so where costs are not this user's to see."""
        why = barred_sentence(self._intents.rights, Right.COSTS)
        if why:
            self._foot.hide()
            self._wait.say(tr("Costs are not shown to you"), why)
            self._stack.setCurrentWidget(self._wait)
        return bool(why)

    def _allow(self) -> None:
        gate, line = self._intents.gate, self._lines.get(self.table.chosen or "")
        allow(self.add, self._shown is not None, gate)
        allow(self.correct, line is not None, gate)
        entered = line is not None and (line.kind is CostKind.OUTSIDE or bool(line.reason))
        allow(self.take_back, entered, gate)

    def _emit(self, signal: object) -> None:
        line = self._lines.get(self.table.chosen or "")
        if line is not None:
            signal.emit(line)  # pyright: ignore[reportAttributeAccessIssue]


def _row(line: Line) -> Row:
    remark = " · ".join(part for part in (line.reason, line.document, line.by) if part)
    return Row(
        line.key,
        (
            Cell(words.kind_name(line.kind)),
            Cell(line.what),
            Cell(words.amount(line.quantity, line.unit), line.quantity),
            Cell(words.money(line.cost, line.currency), line.cost),
            Cell(words.money(line.price, line.currency), line.price),
            Cell(words.money(line.covered), line.covered),
            Cell(words.money(line.charged, line.currency), line.charged),
            Cell(remark, colour=theme.current().warning if line.reason else ""),
        ),
    )


def _sum(code: str, total: Sum) -> str:
    rate = total.margin_rate
    return tr(
        "{currency}: cost {cost}, charged {charged}, margin {margin}.",
        currency=code,
        cost=words.money(total.cost),
        charged=words.money(total.charged),
        margin=words.money(total.margin) + ("" if rate is None else f" ({rate:.0%})"),
    )
