"""The ticket's device: what it is, who pays, its meters, and what was done to it before."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.roles import Right
from dispatch_console.services.customers.reading import AssetCard
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers.facts import Facts, FactSheet
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import allow
from dispatch_console.words import text
from dispatch_console.words.customers import (
    SEPARATOR,
    cover_words,
    device,
    device_names,
    reading_words,
    row_name,
    status_names,
)


class AssetPanel(QWidget):
    """Shows what it is given; whoever owns it asks for that. `asset_wanted(asset id or None)`: the
    ticket is about this device."""

    asset_wanted = Signal(object)

    def __init__(self, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents, self._zone = intents, zone
        self._card: AssetCard | None = None
        self._wait, self.facts = EmptyState("settings"), FactSheet()
        self.choice, self.take = QComboBox(), QPushButton(tr("Save"))
        self.choice.setAccessibleName(tr("Device of the ticket"))
        self.choice.setMinimumContentsLength(24)
        row = QHBoxLayout()
        row.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(label("caption", tr("Device of the ticket")))
        row.addWidget(self.choice, 1)
        row.addWidget(self.take)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.facts, 1)
        column.addLayout(row)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._page = page
        self.choice.currentIndexChanged.connect(self._show_possible)
        self.take.clicked.connect(lambda: self.asset_wanted.emit(self.choice.currentData()))
        intents.gate.changed.connect(self._show_possible)

    def show_reading(self) -> None:
        """It is being looked up."""
        self._wait.say(tr("Reading the device…"), "", busy=True)
        self._pages.setCurrentWidget(self._wait)

    def show_failure(self, sentence: str) -> None:
        """It could not be looked up."""
        self._wait.say(tr("The device cannot be read"), sentence)
        self._pages.setCurrentWidget(self._wait)

    def show_card(self, card: AssetCard) -> None:
        """What there is to say."""
        self._card = card
        self.facts.show_facts(_facts(card, self._zone))
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItem(tr("none in particular"), None)
        for key, name in device_names(dict.fromkeys((*card.line[:1], *card.others))).items():
            self.choice.addItem(name, key)
        self.choice.setCurrentIndex(1 if card.line else 0)
        self.choice.blockSignals(False)
        self._pages.setCurrentWidget(self._page)
        self._show_possible()

    def _show_possible(self) -> None:
        card = self._card
        now = card.line[0].id if card is not None and card.line else None
        self.choice.setEnabled(self.choice.count() > 1)
        allow(self.take, self.choice.currentData() != now, self._intents.gate)
        permit(self.take, self._intents.rights, Right.TICKETS)


def _facts(card: AssetCard, zone: ZoneInfo) -> Facts:
    found: Facts = []
    if card.line:
        asset = card.line[0]
        state = "" if asset.status.value == "in_service" else status_names()[asset.status]
        found += [
            (tr("Device"), SEPARATOR.join(part for part in (device(asset), state) if part)),
            (tr("Part of"), " ‹ ".join(whole.name for whole in card.line[1:])),
            (tr("Installed on"), str(asset.installed_on or "")),
        ]
    found.append((tr("Cover"), cover_words(card.cover)))
    found.append((tr("Service level"), card.cover.sla))
    if card.site is not None:
        found.append((tr("Site"), row_name(card.site)))
        found.append((tr("How to get in"), card.site.access))
    for meter in card.meters.values():
        found.append((meter.name, reading_words(meter, card.readings)))
    lines = [
        SEPARATOR.join(
            (
                ticket.number,
                f"{ticket.created_at.astimezone(zone):%Y-%m-%d}",
                ticket.title,
                text.status_name(ticket.status),
            )
        )
        for ticket in card.tickets
    ]
    if card.line:
        found.append((tr("Tickets before"), "\n".join(lines) or tr("none")))
        found.append((tr("Note"), card.line[0].note))
    return found
