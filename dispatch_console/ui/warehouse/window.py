"""The warehouse: requisitions, stock, movements, tools, places."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from dispatch_console.services.importing.field import Kind
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.moves_page import MovesPage
from dispatch_console.ui.warehouse.places_page import PlacesPage
from dispatch_console.ui.warehouse.requisitions_page import RequisitionsPage
from dispatch_console.ui.warehouse.stock_page import StockPage
from dispatch_console.ui.warehouse.tools_page import ToolsPage
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.files_button import FilesButton
from dispatch_console.ui.widgets.label import label


class WarehouseWindow(Dialog):
    """Shows what it is given; whoever made it reads, and takes what the pages ask for."""

    def __init__(self, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Warehouse"))
        self.resize(1180, 660)
        self.requisitions = RequisitionsPage(intents, zone)
        self.stock = StockPage(intents)
        self.moves = MovesPage(zone)
        self.tools = ToolsPage(intents)
        self.places = PlacesPage(intents)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.requisitions, tr("Requisitions"))
        self.tabs.addTab(self.stock, tr("Stock"))
        self.tabs.addTab(self.moves, tr("Movements"))
        self.tabs.addTab(self.tools, tr("Tools"))
        self.tabs.addTab(self.places, tr("Places of stock"))
        self.files = FilesButton((Kind.PARTS,))
        corner = QWidget()
        beside = QVBoxLayout(corner)
        beside.setContentsMargins(0, 0, 0, SPACE)
        beside.addWidget(self.files)
        self.tabs.setCornerWidget(corner)
        self._wait = EmptyState("database")
        self._wait.say(tr("Reading the warehouse…"), "", busy=True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self.tabs)
        self._said = label("caption", wraps=True)
        self._said.setContentsMargins(0, 0, 0, 2 * SPACE)
        self._said.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._said)

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        for page in (self.requisitions, self.stock, self.moves, self.tools, self.places):
            page.show_stores(stores)
        waiting, low = len(stores.requisitions), len(stores.suggestions)
        self.tabs.setTabText(0, tr("Requisitions ({count})", count=waiting))
        name = tr("Stock ({count} to order)", count=low) if low else tr("Stock")
        self.tabs.setTabText(1, name)
        self._pages.setCurrentWidget(self.tabs)

    def show_failure(self, sentence: str) -> None:
        """It could not be read; what was shown before stays."""
        if self._pages.currentWidget() is self._wait:
            self._wait.say(tr("The warehouse could not be read"), sentence)
        else:
            self.tell(sentence, failed=True)

    def tell(self, sentence: str, *, failed: bool = False) -> None:
        """What was done, or why not."""
        theme.dress(self._said, role="error" if failed else "caption")
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
