"""The window of customers: who there is on the left, all that is known of them on the right."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.asset import Asset, Meter
from dispatch_console.domain.cover import Contract
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    ContractId,
    CustomerId,
    MeterId,
    SiteId,
    UpkeepId,
)
from dispatch_console.domain.roles import Right
from dispatch_console.domain.upkeep import Template, Upkeep
from dispatch_console.services.customers.reading import Card, Directory, Subject
from dispatch_console.services.importing.field import Kind
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.customers import tables
from dispatch_console.ui.customers.facts import FactSheet
from dispatch_console.ui.customers.tree import CustomerTree
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.files_button import FilesButton
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.writing import allow

SIZE = (1240, 680)


class CustomersWindow(Dialog):
    """`card_wanted(Subject)`: another row was selected. `edit_wanted(row)`: a row of the domain is
    to be edited, a new one has the id 0. `meter_wanted(meter)`: it is to be read. `merge_wanted`,
    `labels_wanted`. `ticket_opened(ticket id)`."""

    card_wanted = Signal(object)
    edit_wanted = Signal(object)
    meter_wanted = Signal(object)
    merge_wanted = Signal()
    labels_wanted = Signal()
    ticket_opened = Signal(object)

    def __init__(self, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents, self._zone = intents, zone
        self.known, self.card = Directory(), None
        self.setWindowTitle(tr("Customers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.messages, self.tree, self.facts = MessageBar(), CustomerTree(), FactSheet()
        self._empty = EmptyState("user")
        self._empty.say(tr("Reading customers…"), "", busy=True)
        self.contacts, self.contracts = tables.contacts(), tables.contracts()
        self.tickets, self.plans = tables.tickets(), tables.plans()
        self.meters, self.deeds = tables.meters(), tables.deeds()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._buttons()
        self._build()
        self._connect()
        self._show_possible()

    # What is shown

    def show_directory(self, known: Directory) -> None:
        """Everybody there is."""
        self.known = known
        self._stack.setCurrentWidget(self._pages)
        self.tree.show_directory(known)
        if not known.customers:
            self._empty.say(
                tr("No customers yet"),
                tr("Enter the first one, or import a file of sites; calls add them too."),
            )
            self._stack.setCurrentWidget(self._empty)

    def show_card(self, card: Card) -> None:
        """What is known of the selected row; an answer that comes too late is left aside."""
        if card.subject != self.tree.subject:
            return
        self.card = card
        self.facts.show_card(card, self.known)
        tables.show_contacts(self.contacts, card, self.known)
        tables.show_contracts(self.contracts, card)
        tables.show_tickets(self.tickets, card, self.known, self._zone)
        tables.show_plans(self.plans, card, self.known)
        tables.show_meters(self.meters, card, self.known, card.subject.asset)
        tables.show_deeds(self.deeds, card.deeds, self.known, self._zone)
        for at, (name, count) in enumerate(self._counts(card)):
            self.tabs.setTabText(at, f"{name} ({count})" if count else name)
        self._show_possible()

    def show_failure(self, sentence: str) -> None:
        """It could not be read."""
        self._empty.say(tr("The customers cannot be read"), sentence)
        self._stack.setCurrentWidget(self._empty)

    # Building

    def _buttons(self) -> None:
        self.new = QPushButton(theme.icon("plus"), tr("New"))
        self.edit, self.merge = QPushButton(tr("Edit…")), QPushButton(tr("Merge…"))
        self.labels, self.read = QPushButton(tr("Labels…")), QPushButton(tr("Read meter…"))
        self.files = FilesButton((Kind.SITES, Kind.CONTACTS, Kind.DEVICES, Kind.CONTRACTS))
        menu = QMenu(self.new)
        self.kinds = {
            kind: menu.addAction(name)
            for kind, name in (
                (Customer, tr("Customer")),
                (Site, tr("Site")),
                (Asset, tr("Device")),
                (Contact, tr("Contact")),
                (Meter, tr("Meter")),
                (Contract, tr("Contract")),
                (Upkeep, tr("Maintenance plan")),
            )
        }
        for kind, action in self.kinds.items():
            action.triggered.connect(lambda _=False, kind=kind: self._add(kind))
        self.new.setMenu(menu)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for button in (self.new, self.edit, self.read):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.files, self.labels, self.merge):
            row.addWidget(button)
        for page, name in (
            (self.facts, tr("Facts")),
            (self.contacts, tr("Contacts")),
            (self.contracts, tr("Contracts")),
            (self.tickets, tr("Tickets")),
            (self.plans, tr("Maintenance")),
            (self.meters, tr("Meters")),
            (self.deeds, tr("History")),
        ):
            self.tabs.addTab(page, name)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.tree)
        both.addWidget(self.tabs)
        both.setSizes([360, SIZE[0] - 360])
        both.setStretchFactor(1, 1)
        self._pages = both
        self._stack = QStackedWidget()
        for page in (self._empty, both):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.messages)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tree.chosen.connect(self._choose)
        self.edit.clicked.connect(self._edit)
        self.merge.clicked.connect(self.merge_wanted)
        self.labels.clicked.connect(self.labels_wanted)
        self.read.clicked.connect(lambda: self.meter_wanted.emit(tables.chosen(self.meters)))
        self.tree.rows.itemDoubleClicked.connect(lambda *_: self._edit())
        for listed in (self.contacts, self.contracts, self.plans, self.meters):
            listed.itemDoubleClicked.connect(lambda *_: self._edit())
            listed.itemSelectionChanged.connect(self._show_possible)
        self.tickets.itemActivated.connect(self._open_ticket)
        self.tabs.currentChanged.connect(self._show_possible)
        self._intents.gate.changed.connect(self._show_possible)

    # Following

    def _choose(self, subject: Subject | None) -> None:
        self.card = None
        self._show_possible()
        if subject is not None:
            self.card_wanted.emit(subject)

    def _counts(self, card: Card) -> list[tuple[str, int]]:
        return [
            (tr("Facts"), 0),
            (tr("Contacts"), len(card.contacts)),
            (tr("Contracts"), len(card.contracts)),
            (tr("Tickets"), len(card.tickets)),
            (tr("Maintenance"), len(card.plans)),
            (tr("Meters"), self.meters.topLevelItemCount()),
            (tr("History"), 0),
        ]

    def _lists(self) -> dict[QWidget, Right]:
        customers, contracts = Right.CUSTOMERS, Right.CONTRACTS
        return {
            self.contacts: customers,
            self.contracts: contracts,
            self.plans: contracts,
            self.meters: customers,
        }

    def _show_possible(self) -> None:
        gate, rights = self._intents.gate, self._intents.rights
        page, lists = self.tabs.currentWidget(), self._lists()
        allow(self.new, True, gate)
        allow(self.edit, self._selected() is not None, gate)
        allow(self.merge, bool(self.known.customers), gate)
        allow(self.read, page is self.meters and bool(tables.chosen(self.meters)), gate)
        self.labels.setEnabled(bool(self.known.assets))
        for button in (self.new, self.merge, self.read):
            permit(button, rights, Right.CUSTOMERS)
        permit(self.edit, rights, lists.get(page, Right.CUSTOMERS))
        subject = self.tree.subject
        for kind, action in self.kinds.items():
            action.setEnabled(subject is not None or kind is Customer)
            right = Right.CONTRACTS if kind in (Contract, Upkeep) else Right.CUSTOMERS
            permit(action, rights, right)
        self.kinds[Meter].setEnabled(subject is not None and subject.asset is not None)

    def _selected(self) -> Any:
        """The row that would be edited: that of the list shown, else the one in the tree."""
        page = self.tabs.currentWidget()
        if isinstance(page, QTreeWidget) and page in self._lists():
            return tables.chosen(page)
        subject = self.tree.subject
        if subject is None:
            return None
        rows: dict[str, Any] = {
            "customer": self.known.customers,
            "site": self.known.sites,
            "asset": self.known.assets,
        }
        return rows[subject.kind].get(subject.row)

    # Deeds

    def _edit(self) -> None:
        row = self._selected()
        if row is not None and self.edit.isEnabled():
            self.edit_wanted.emit(row)

    def _open_ticket(self) -> None:
        ticket = tables.chosen(self.tickets)
        if ticket is not None:
            self.ticket_opened.emit(ticket.id)

    def _add(self, kind: type[Any]) -> None:
        subject = self.tree.subject
        if kind is Customer:
            self.edit_wanted.emit(Customer(id=CustomerId(0), name=""))
        elif subject is not None:
            self.edit_wanted.emit(self._fresh(kind, subject))

    def _fresh(self, kind: type[Any], subject: Subject) -> Any:
        """A new row of that kind, where the selected one is."""
        customer = subject.customer
        today = self.card.on if self.card is not None else None
        makers: dict[type[Any], Callable[[], Any]] = {
            Site: lambda: Site(id=SiteId(0), name="", customer_id=customer),
            Asset: lambda: Asset(
                id=AssetId(0),
                customer_id=customer,
                name="",
                site_id=subject.site,
                parent_id=subject.asset,
            ),
            Contact: lambda: Contact(
                id=ContactId(0), customer_id=customer, name="", site_id=subject.site
            ),
            Meter: lambda: Meter(id=MeterId(0), asset_id=subject.asset or AssetId(0), name=""),
            Contract: lambda: Contract(
                id=ContractId(0),
                number="",
                customer_id=customer,
                assets=() if subject.asset is None else (subject.asset,),
                starts_on=today,  # pyright: ignore[reportArgumentType]
            ),
            Upkeep: lambda: Upkeep(
                id=UpkeepId(0),
                name="",
                customer_id=customer,
                site_id=subject.site,
                asset_id=subject.asset,
                starts_on=today,  # pyright: ignore[reportArgumentType]
                zone=self._zone.key,
                template=Template(title=""),
            ),
        }
        return makers[kind]()
