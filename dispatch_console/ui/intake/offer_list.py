"""Arrival windows to read out, the best first; full ones greyed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.offers import SlotOffer
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intake.words import offer_reason, offer_words, others_words
from dispatch_console.ui.widgets.tips import plain_tip

FULL_SHOWN = 4
"""So many full windows are shown below the others: the next ones, which callers ask for."""

_OFFER = Qt.ItemDataRole.UserRole


class OfferList(QTreeWidget):
    """`taken(SlotOffer)`: Return or a double click on one that is not full."""

    taken = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.setAccessibleName(tr("Arrival windows to offer"))
        self.setHeaderLabels([tr("To read out"), tr("Why so")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.itemActivated.connect(self._take)

    @property
    def open_offers(self) -> tuple[SlotOffer, ...]:
        """Those shown that are not full."""
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        offers = [item.data(0, _OFFER) for item in items if item is not None]
        return tuple(offer for offer in offers if not offer.full)

    def show_offers(
        self, offers: Sequence[SlotOffer], staff: Mapping[EngineerId, Engineer], now: datetime
    ) -> None:
        """Show these in place of any before."""
        self.clear()
        full = sorted((o for o in offers if o.full), key=lambda offer: offer.start)[:FULL_SHOWN]
        for offer in (*(o for o in offers if not o.full), *full):
            why = offer_reason(offer)
            if not offer.full and self.topLevelItemCount() == 0:
                why = tr("best: {why}", why=why)
            item = QTreeWidgetItem([offer_words(offer, staff, now, self._zone), why])
            item.setData(0, _OFFER, offer)
            whole = f"{item.text(0)}\n{others_words(offer, staff)}".strip()
            item.setToolTip(0, plain_tip(whole))
            item.setToolTip(1, plain_tip(why))
            if offer.full:
                item.setFlags(Qt.ItemFlag.ItemNeverHasChildren)
                for column in range(2):
                    item.setForeground(column, QColor(theme.current().muted))
            self.addTopLevelItem(item)

    def _take(self, item: QTreeWidgetItem) -> None:
        offer = item.data(0, _OFFER)
        if not offer.full:
            self.taken.emit(offer)
