"""Customers with their sites and devices as a tree that is searched by typing."""

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.asset import Asset, AssetStatus
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId
from dispatch_console.domain.phone import digits
from dispatch_console.services.customers.reading import Directory, Subject
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words.customers import device, row_name

MOST = 300
"""So many customers are listed; of more, typing finds the right ones."""

FEWEST_DIGITS = 4
"""Fewer are no phone number."""

_WHAT = Qt.ItemDataRole.UserRole


class CustomerTree(QWidget):
    """`chosen(Subject or None)`: another row is selected."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known, self._hay = Directory(), dict[CustomerId, str]()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name, phone, address, serial number or label code"))
        self.search.setAccessibleName(tr("Search customers"))
        self.search.setClearButtonEnabled(True)
        self.rows = QTreeWidget()
        self.rows.setHeaderHidden(True)
        self.rows.setUniformRowHeights(True)
        self.rows.setAccessibleName(tr("Customers, sites and devices"))
        self._more = label("caption", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self._more)
        self.search.textChanged.connect(self._list)
        self.rows.itemSelectionChanged.connect(lambda: self.chosen.emit(self.subject))

    @property
    def subject(self) -> Subject | None:
        """What is selected."""
        items = self.rows.selectedItems()
        return items[0].data(0, _WHAT) if items else None

    def show_directory(self, known: Directory) -> None:
        """Show these; what was selected stays so where it is still there."""
        self._known = known
        self._hay = _haystacks(known)
        self._list()

    def select(self, subject: Subject) -> None:
        """Select it, whatever is searched for."""
        if not self._find(subject):
            self.search.clear()
            self._find(subject)

    def _find(self, subject: Subject) -> bool:
        walk = QTreeWidgetItemIterator(self.rows)
        while (item := walk.value()) is not None:
            if item.data(0, _WHAT) == subject:
                self.rows.setCurrentItem(item)
                return True
            walk += 1
        return False

    def _list(self) -> None:
        was = self.subject
        words = self.search.text().casefold().split()
        known = self._known
        found = [
            customer
            for customer in sorted(known.customers.values(), key=lambda one: one.name.casefold())
            if _mentioned(self.search.text(), self._hay[customer.id])
        ]
        sites, assets = _by_customer(known)
        self.rows.blockSignals(True)
        self.rows.clear()
        for customer in found[:MOST]:
            item = self._branch(customer, sites[customer.id], assets[customer.id])
            self.rows.addTopLevelItem(item)
        if words and len(found) <= MOST // 10:
            self.rows.expandAll()
        self.rows.blockSignals(False)
        rest = len(found) - MOST
        self._more.setText(
            tr("{count} more: type to find them.", count=rest)
            if rest > 0
            else ""
            if found
            else tr("Nobody is known by that.")
        )
        self._more.setVisible(bool(self._more.text()))
        if was is None or not self._find(was):
            first = self.rows.topLevelItem(0)
            if first is not None:
                self.rows.setCurrentItem(first)
            self.chosen.emit(self.subject)

    def _branch(
        self, customer: Customer, sites: Iterable[SiteId], assets: list[Asset]
    ) -> QTreeWidgetItem:
        head = _item("user", customer.name, Subject(customer=customer.id))
        nodes: dict[SiteId | None, QTreeWidgetItem] = {None: head}
        for key in sites:
            nodes[key] = _item(
                "home", row_name(self._known.sites[key]), Subject(customer=customer.id, site=key)
            )
            head.addChild(nodes[key])
        items: dict[AssetId, QTreeWidgetItem] = {}
        for asset in assets:
            words = device(asset)
            if asset.status is AssetStatus.RETIRED:
                words = tr("{name} (retired)", name=words)
            subject = Subject(customer=customer.id, site=asset.site_id, asset=asset.id)
            items[asset.id] = _item("settings", words, subject)
        for asset in assets:
            above = items.get(asset.parent_id) if asset.parent_id is not None else None
            (above or nodes.get(asset.site_id) or head).addChild(items[asset.id])
        return head


def _item(icon: str, words: str, what: Subject) -> QTreeWidgetItem:
    item = QTreeWidgetItem([words])
    item.setIcon(0, theme.icon(icon, theme.current().muted))
    item.setToolTip(0, plain_tip(words))
    item.setData(0, _WHAT, what)
    return item


def _by_customer(
    known: Directory,
) -> tuple[dict[CustomerId, list[SiteId]], dict[CustomerId, list[Asset]]]:
    sites: dict[CustomerId, list[SiteId]] = defaultdict(list)
    assets: dict[CustomerId, list[Asset]] = defaultdict(list)
    for site in known.sites.values():
        if site.customer_id is not None:
            sites[site.customer_id].append(site.id)
    for asset in sorted(known.assets.values(), key=lambda one: one.name):
        assets[asset.customer_id].append(asset)
    return sites, assets


def _haystacks(known: Directory) -> dict[CustomerId, str]:
    """All that each customer is found by."""
    parts: dict[CustomerId, list[str]] = {
        key: [one.name, one.phone, digits(one.phone), one.external_id or ""]
        for key, one in known.customers.items()
    }
    for site in known.sites.values():
        if site.customer_id is not None and site.customer_id in parts:
            parts[site.customer_id] += [site.name, site.address, site.external_id or ""]
    for asset in known.assets.values():
        if asset.customer_id in parts:
            told = (asset.name, asset.maker, asset.model, asset.serial, asset.code)
            parts[asset.customer_id] += [*told, asset.external_id or ""]
    return {key: "\n".join(told).casefold() for key, told in parts.items()}


def _mentioned(typed: str, hay: str) -> bool:
    """Whether every word is there, or what was typed is a phone number that is, however written."""
    if all(word in hay for word in typed.casefold().split()):
        return True
    number = "" if any(letter.isalpha() for letter in typed) else digits(typed)
    return len(number) >= FEWEST_DIGITS and number in hay
