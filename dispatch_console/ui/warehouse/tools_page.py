"""Tools: where they belong, who has them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.part import Tool
from dispatch_console.domain.roles import Right
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table, matches, search_line
from dispatch_console.ui.writing import allow
from dispatch_console.words import parts as words


class ToolsPage(QWidget):
    """`lend_wanted(Tool)`, `return_wanted(Tool)`, `new_wanted()`."""

    lend_wanted = Signal(object)
    return_wanted = Signal(object)
    new_wanted = Signal()

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self._intents = intents
        self._stores: Stores | None = None
        self.search = search_line(tr("Search tools"), tr("Tool or engineer"), self._fill)
        heads = [tr("Tool"), tr("Name"), tr("Its place"), tr("Lent to")]
        self.table = Table(
            tr("Tools"), heads, 1, empty=tr("No tools here. “New tool…” enters one.")
        )
        self.table.itemSelectionChanged.connect(self._choose)
        self.lend = QPushButton(tr("Lend…"))
        theme.dress(self.lend, kind="primary")
        self.give_back = QPushButton(tr("It is back"))
        self.new = QPushButton(tr("New tool…"))
        self.lend.clicked.connect(lambda: self.lend_wanted.emit(self.chosen))
        self.give_back.clicked.connect(lambda: self.return_wanted.emit(self.chosen))
        self.new.clicked.connect(self.new_wanted)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for button in (self.lend, self.give_back, self.new):
            foot.addWidget(button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        intents.gate.changed.connect(self._choose)
        self._choose()

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        self._stores = stores
        self._fill()

    @property
    def chosen(self) -> Tool | None:
        """The chosen tool."""
        key = self.table.chosen
        return self._stores.tools.get(key) if self._stores and key is not None else None

    def _fill(self) -> None:
        stores = self._stores
        if stores is None:
            return
        rows: list[Row] = []
        for tool in stores.tools.values():
            engineer = stores.engineers.get(tool.engineer_id) if tool.engineer_id else None
            holder = engineer.name if engineer else tr("gone") if tool.engineer_id else ""
            if not matches(self.search.text(), tool.number, tool.name_en, tool.name_zh, holder):
                continue
            place = words.place_words(stores.places[tool.place_id])
            cells = (Cell(tool.number), Cell(words.named(tool)), Cell(place))
            rows.append(Row(tool.id, (*cells, Cell(holder, colour=theme.current().violet))))
        self.table.show_rows(rows)
        self._choose()

    def _choose(self) -> None:
        tool, gate = self.chosen, self._intents.gate
        allow(self.lend, tool is not None and tool.engineer_id is None, gate)
        allow(self.give_back, tool is not None and tool.engineer_id is not None, gate)
        allow(self.new, True, gate)
        for button in (self.lend, self.give_back, self.new):
            permit(button, self._intents.rights, Right.STOCK)
