"""The tabs about one ticket that hold for it on the board and after it has left it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui.conversation.panel import ConversationPanel
from dispatch_console.ui.cost.panel import CostPanel
from dispatch_console.ui.inspector.asset_panel import AssetPanel
from dispatch_console.ui.inspector.history_panel import HistoryPanel
from dispatch_console.ui.inspector.life_panel import LifePanel
from dispatch_console.ui.inspector.parts_panel import PartsPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.satisfaction.panel import SatisfactionPanel
from dispatch_console.ui.sla.explainer_panel import ExplainerPanel


class TicketTabs(QTabWidget):
    """`wanted(tab, ticket id)`: this tab is looked at and is to be filled, or filled anew.

    Whoever has the tabs adds others of its own among them; those are wanted in the same way.
    """

    wanted = Signal(object, object)

    def __init__(
        self, intents: Intents, zone: ZoneInfo, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self._ticket: TicketId | None = None
        self.conversation = ConversationPanel(intents, zone)
        self.life, self.history = LifePanel(zone), HistoryPanel(zone)
        self.parts = PartsPanel(zone, intents)
        self.asset = AssetPanel(intents, zone)
        self.sla = ExplainerPanel(zone)
        self.costs = CostPanel(intents)
        self.satisfaction = SatisfactionPanel(zone, clock, intents)
        self.addTab(self.conversation, tr("Conversation"))
        self.addTab(self.life, tr("Lifecycle"))
        self.addTab(self.history, tr("History"))
        self.addTab(self.parts, tr("Parts"))
        self.addTab(self.asset, tr("Device"))
        self.addTab(self.sla, tr("SLA"))
        self.addTab(self.costs, tr("Costs"))
        self.addTab(self.satisfaction, tr("Satisfaction"))
        self.life.ticket_wanted.connect(intents.open_ticket)
        self.currentChanged.connect(self._want)

    def turn_to(self, ticket: TicketId | None) -> None:
        """Tell of this ticket; of the same one again, as it is now."""
        self._ticket = ticket
        self._want()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._want()

    def _want(self) -> None:
        # What nobody sees is read once it is seen.
        if self._ticket is not None and self.isVisible():
            self.wanted.emit(self.currentWidget(), self._ticket)
