"""The parts of a ticket: what was asked for, where it stands, its cost, and asking for more.

Shows what it is given; whoever owns it reads and writes.
"""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import PartId
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.domain.roles import Right
from dispatch_console.services.parts.reading import TicketParts
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.colours import state_colour
from dispatch_console.ui.warehouse.step_buttons import StepButtons
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import allow
from dispatch_console.words import parts as words
from dispatch_console.words import text

PAUSE_MS = 200
"""So long after the last key parts are looked for."""


class PartsPanel(QWidget):
    """`search_wanted(words)` → `show_found`; `request_wanted(part id, quantity)`;
    `use_wanted(part id)`: it was taken from a van; `step_wanted(Action, Requisition)`."""

    search_wanted = Signal(str)
    request_wanted = Signal(object, object)
    use_wanted = Signal(object)
    step_wanted = Signal(object, object)

    def __init__(self, zone: ZoneInfo, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._intents = zone, intents
        self._shown: TicketParts | None = None
        self._part: Part | None = None
        heads = [tr("Requisition"), tr("Part"), tr("Quantity"), tr("State"), tr("Stock place")]
        self.table = Table(tr("Parts of the ticket"), [*heads, tr("Serial numbers")], 1, (2,))
        self.table.itemSelectionChanged.connect(self._choose)
        self.steps = StepButtons(intents, hints=False)
        self.steps.wanted.connect(self._step)
        self.search = fields.line(tr("Add a part"), tr("Add a part: number or name"))
        self.quantity = fields.line(tr("Quantity"))
        self.quantity.setText("1")
        self.quantity.setFixedWidth(72)
        self.ask = QPushButton(tr("Ask for it"))
        self.ask.clicked.connect(self._request)
        self.use = QPushButton(tr("Used from a van…"))
        self.use.clicked.connect(self._use)
        self._found = QStandardItemModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._take)
        self.search.setCompleter(completer)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(lambda: self.search_wanted.emit(self.search.text()))
        self.search.textEdited.connect(self._typed)
        self._sum = ElidedLabel("caption")
        # The inspector is low: words without a picture.
        self._wait = label("caption", wraps=True)
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for page in (self._wait, self.table):
            self._stack.addWidget(page)
        self.search.setMinimumWidth(200)
        # One row for all that is done: the inspector is low.
        deeds = QHBoxLayout()
        deeds.setSpacing(2 * SPACE)
        deeds.addWidget(self.steps)
        deeds.addWidget(self._sum, 1)
        deeds.addWidget(self.search)
        deeds.addWidget(self.quantity)
        deeds.addWidget(self.ask)
        deeds.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(deeds)
        layout.addWidget(self._stack, 1)
        intents.gate.changed.connect(self._allow)
        intents.rights_known.connect(self._allow)
        self._allow()

    @property
    def shown(self) -> TicketParts | None:
        """What is shown."""
        return self._shown

    def show_reading(self) -> None:
        """Another ticket is being read."""
        self._shown = None
        self._wait.setText(tr("Reading the parts…"))
        self._stack.setCurrentWidget(self._wait)
        self._choose()

    def show_failure(self, sentence: str) -> None:
        """It could not be read."""
        self._wait.setText(tr("The parts could not be read: {why}", why=sentence))
        self._stack.setCurrentWidget(self._wait)

    def show_parts(self, parts: TicketParts) -> None:
        """What was read."""
        self._shown = parts
        self.table.show_rows([self._row(row, parts) for row in parts.requisitions])
        if parts.requisitions:
            self._stack.setCurrentWidget(self.table)
        else:
            self._wait.setText(
                tr("No parts were asked for.")
                if parts.ended
                else tr("No parts were asked for yet. Type a part's number or name above.")
            )
            self._stack.setCurrentWidget(self._wait)
        self._tell_sum(parts)
        self._choose()

    def show_found(self, found: Sequence[tuple[Part, Decimal]]) -> None:
        """The parts that the words typed so far stand for, with how much of each is free."""
        self._found.clear()
        for part, free in found:
            count = words.quantity(free, part.unit)
            shown = tr("{part} ({count} free)", part=words.part_words(part), count=count)
            item = QStandardItem(shown)
            item.setData(part, Qt.ItemDataRole.UserRole)
            self._found.appendRow(item)
        if self.search.hasFocus() and found and self._part is None:
            self.search.completer().complete()

    def requested(self) -> None:
        """It was asked for: the line is free for the next part."""
        self._part = None
        self.search.clear()
        self.quantity.setText("1")
        self._allow()

    def tell(self, sentence: str) -> None:
        """What was done or why not."""
        self._sum.say(sentence)

    def _tell_sum(self, parts: TicketParts) -> None:
        said: list[str] = []
        if parts.cost:
            said.append(tr("Used so far: {amount}", amount=words.money(parts.cost)))
        if parts.not_before is not None:
            when = text.day_and_time(parts.not_before, self._zone)
            said.append(tr("Not to be planned before {when}", when=when))
        self._sum.say(" · ".join(said))

    def _row(self, row: Requisition, parts: TicketParts) -> Row:
        part, at = parts.parts[row.part_id], row.target_id or row.place_id
        numbers = [one.number for one in parts.serials if one.id in row.serials]
        state = words.state_name(row.state)
        if row.expected_at is not None:
            state = tr(
                "{state}, {when}",
                state=state,
                when=text.day_and_time(row.expected_at, self._zone),
            )
        return Row(
            row.id,
            (
                Cell(row.number),
                Cell(words.part_words(part)),
                Cell(words.quantity(row.quantity, part.unit), row.quantity),
                Cell(state, colour=state_colour(theme.current(), row.state)),
                Cell(words.place_words(parts.places[at]) if at is not None else ""),
                Cell(tr("list.comma").join(numbers)),
            ),
            more=row.reason or row.note,
        )

    def _choose(self) -> None:
        self.steps.offer(self._chosen())

    def _chosen(self) -> Requisition | None:
        rows = self._shown.requisitions if self._shown else ()
        return next((row for row in rows if row.id == self.table.chosen), None)

    def _step(self, action: Action) -> None:
        row = self._chosen()
        if row is not None:
            self.step_wanted.emit(action, row)

    def _typed(self) -> None:
        self._part = None
        self._allow()
        self._pause.start()

    def _take(self, shown: str) -> None:
        for item in self._found.findItems(shown):
            self._part = item.data(Qt.ItemDataRole.UserRole)
        self._allow()

    def _request(self) -> None:
        if self._part is None:
            return
        try:
            quantity = decimal_of(self.quantity.text())
        except ValueError:
            quantity = Decimal(0)
        self.request_wanted.emit(PartId(self._part.id), quantity)

    def _use(self) -> None:
        if self._part is not None:
            self.use_wanted.emit(self._part.id)

    def _allow(self) -> None:
        shown, gate = self._shown, self._intents.gate
        for button in (self.ask, self.use):
            allow(button, self._part is not None and shown is not None, gate)
            permit(button, self._intents.rights, Right.REQUEST_PARTS)
        if shown is not None and shown.ended:
            self.ask.setEnabled(False)
            self.ask.setToolTip(tr("For a ticket that has ended no part is asked for any more."))
