"""Who may be calling: customers by number, each with sites and open tickets."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.intake import Caller
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.customers import cover_words, device

MOST_DEVICES = 8
"""Of more, the one is chosen in the form."""

_WHAT = Qt.ItemDataRole.UserRole


class CallerList(QTreeWidget):
    """`picked(Caller, Site or None, Asset or None)`: a customer, or one of their sites or devices.
    `opened(ticket id)`."""

    picked = Signal(object, object, object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Who is calling"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(16)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._take)
        self.itemClicked.connect(self._take)

    def show_callers(self, callers: Sequence[Caller]) -> None:
        """Show these in place of any before; the first one can be taken with Return."""
        self.clear()
        for caller in callers:
            head = self._add(None, "user", _named(caller), (caller, None, None))
            sites = {site.id: site for site in caller.sites}
            for site in caller.sites:
                self._add(head, "home", _placed(site.name, site.address), (caller, site, None))
            for asset in caller.assets if len(caller.assets) <= MOST_DEVICES else ():
                place = sites.get(asset.site_id) if asset.site_id is not None else None
                self._add(head, "settings", _covered(caller, asset), (caller, place, asset))
            for ticket in caller.open:
                said = f"{ticket.number}  {ticket.title}  ({text.status_name(ticket.status)})"
                self._add(head, "ticket", said, ticket.id)
        self.expandAll()
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def _add(
        self, under: QTreeWidgetItem | None, icon: str, words: str, what: object
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setIcon(0, theme.icon(icon, theme.current().muted))
        item.setToolTip(0, plain_tip(words))
        item.setData(0, _WHAT, what)
        if under is None:
            self.addTopLevelItem(item)
        else:
            under.addChild(item)
        return item

    def _take(self, item: QTreeWidgetItem) -> None:
        what = item.data(0, _WHAT)
        if not isinstance(what, tuple):
            self.opened.emit(TicketId(what))
            return
        caller, site, asset = what
        if site is None and len(caller.sites) == 1:
            site = caller.sites[0]
        self.picked.emit(caller, site, asset)


def _named(caller: Caller) -> str:
    person = caller.contact.name if caller.contact is not None else ""
    return "  ".join(part for part in (caller.name, person, caller.phone) if part)


def _covered(caller: Caller, asset: Asset) -> str:
    cover = caller.covers.get(asset.id)
    return device(asset) if cover is None else f"{device(asset)}  ({cover_words(cover)})"


def _placed(name: str, address: str) -> str:
    return tr("list.comma").join(dict.fromkeys(part for part in (name, address) if part))
