"""The queue of requisitions, with what this user may do to the chosen one."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.domain.requisition import ENDED, Action, Requisition, State
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.colours import state_colour
from dispatch_console.ui.warehouse.desk import offered
from dispatch_console.ui.warehouse.step_buttons import StepButtons
from dispatch_console.ui.warehouse.table import Cell, Row, Table, matches, search_line
from dispatch_console.words import parts as words
from dispatch_console.words import text
from dispatch_console.words.people import person_name

MINE = "mine"
"""The filter that shows what waits for this user."""


class RequisitionsPage(QWidget):
    """`step_wanted(Action, Requisition)`; `ticket_wanted(ticket id)` on a double click."""

    step_wanted = Signal(object, object)
    ticket_wanted = Signal(object)

    def __init__(self, intents: Intents, zone: ZoneInfo) -> None:
        super().__init__()
        self._intents, self._zone = intents, zone
        self._stores: Stores | None = None
        self.search = search_line(tr("Search requisitions"), tr("Number, ticket, part"), self._fill)
        states = [s for s in State if s not in ENDED]
        options = {"": tr("All under way"), MINE: tr("Waiting for me")}
        self.filter = fields.choice(
            tr("Which requisitions"), options | {s.value: words.state_name(s) for s in states}
        )
        heads = [tr("Requisition"), tr("Ticket"), tr("Part"), tr("Quantity"), tr("Amount")]
        heads += [tr("State"), tr("Stock place"), tr("Expected arrival"), tr("Asked by")]
        empty = tr("No requisitions here. Parts are asked for on the “Parts” tab of a ticket.")
        self.table = Table(tr("Requisitions"), heads, 2, (3, 4), empty)
        self.steps = StepButtons(intents)
        self.steps.wanted.connect(self._step)
        self.filter.currentIndexChanged.connect(self._fill)
        self.table.itemSelectionChanged.connect(self._choose)
        self.table.itemDoubleClicked.connect(self._open)
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        top.addWidget(self.search, 1)
        top.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.steps)

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        self._stores = stores
        self._fill()

    def _fill(self) -> None:
        stores = self._stores
        if stores is None:
            return
        shown = [row for row in stores.requisitions.values() if self._wanted(row, stores)]
        self.table.show_rows([self._row(row, stores) for row in shown])
        self._choose()

    def _wanted(self, row: Requisition, stores: Stores) -> bool:
        which, part = self.filter.currentData(), stores.parts[row.part_id]
        if which == MINE and not set(offered(row, self._intents.rights)) - {Action.CANCEL}:
            return False
        if which not in ("", MINE, row.state.value):
            return False
        number = stores.numbers.get(row.ticket_id, "")
        names = (row.number, number, part.number, part.name_en, part.name_zh)
        return matches(self.search.text(), *names)

    def _row(self, row: Requisition, stores: Stores) -> Row:
        part = stores.parts[row.part_id]
        at = row.target_id or row.place_id
        place = stores.places.get(at) if at is not None else None
        colour = state_colour(theme.current(), row.state)
        value = row.quantity * part.cost
        return Row(
            row.id,
            (
                Cell(row.number),
                Cell(stores.numbers.get(row.ticket_id, "")),
                Cell(words.part_words(part)),
                Cell(words.quantity(row.quantity, part.unit), row.quantity),
                Cell(words.money({part.currency: value}), value),
                Cell(words.state_name(row.state), colour=colour),
                Cell(words.place_words(place) if place else ""),
                self._expected(row, stores),
                Cell(person_name(row.requested_by)),
            ),
            more=row.note,
        )

    def _expected(self, row: Requisition, stores: Stores) -> Cell:
        """When the part should come; one that should have come by now stands out."""
        if row.expected_at is None:
            return Cell("")
        when = text.day_and_time(row.expected_at, self._zone)
        if row.expected_at > stores.read_at:
            return Cell(when)
        return Cell(tr("{when}, overdue", when=when), colour=theme.current().danger)

    @property
    def chosen(self) -> Requisition | None:
        """The chosen requisition."""
        key = self.table.chosen
        return self._stores.requisitions.get(key) if self._stores and key is not None else None

    def _choose(self) -> None:
        self.steps.offer(self.chosen)

    def _step(self, action: Action) -> None:
        row = self.chosen
        if row is not None:
            self.step_wanted.emit(action, row)

    def _open(self) -> None:
        row = self.chosen
        if row is not None:
            self.ticket_wanted.emit(row.ticket_id)
