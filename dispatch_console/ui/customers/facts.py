"""What a customer, site or device is, as captions and values."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.services.customers.reading import Card, Directory
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text
from dispatch_console.words.customers import (
    cover_words,
    language_names,
    row_name,
    status_names,
    tier_names,
)

Facts = list[tuple[str, str]]


class FactSheet(QScrollArea):
    """Facts in a column; those that nobody knows are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Facts"))

    def show_card(self, card: Card, known: Directory) -> None:
        """The facts of the card's subject."""
        self.show_facts(facts(card, known))

    def show_facts(self, told: Iterable[tuple[str, str]]) -> None:
        """These in place of any before."""
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        grid.setHorizontalSpacing(5 * SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        shown = [(caption, value) for caption, value in told if value]
        for line, (caption, value) in enumerate(shown):
            name, words = label("caption", caption), label("", value, wraps=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAccessibleName(f"{caption}: {value}")
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, line, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(shown), 1)
        self.setWidget(sheet)


def facts(card: Card, known: Directory) -> Facts:
    """Captions and values of the card's subject; empty values for what is not known."""
    subject = card.subject
    customer = known.customers.get(subject.customer)
    site = known.sites.get(subject.site) if subject.site is not None else None
    asset = known.assets.get(subject.asset) if subject.asset is not None else None
    if asset is not None:
        return _asset(asset, customer, site, card, known)
    if site is not None:
        return _site(site, customer, card)
    return [] if customer is None else _customer(customer, card, known)


def _customer(row: Customer, card: Card, known: Directory) -> Facts:
    above = known.customers.get(row.parent_id) if row.parent_id is not None else None
    below = sorted(one.name for one in known.customers.values() if one.parent_id == row.id)
    return [
        (tr("Name"), row.name),
        (tr("Phone"), row.phone),
        (tr("Tier"), tier_names()[row.tier]),
        (tr("Language"), language_names()[row.language]),
        (tr("Belongs to"), above.name if above is not None else ""),
        (tr("Belonging to it"), tr("list.comma").join(below)),
        (tr("Cover"), cover_words(card.cover)),
        (tr("Also known as"), tr("list.comma").join(card.formerly)),
        (tr("External id"), row.external_id or ""),
        (tr("Note"), row.note),
    ]


def _site(row: Site, customer: Customer | None, card: Card) -> Facts:
    here = row.location
    return [
        (tr("Name"), row.name),
        (tr("Customer"), customer.name if customer is not None else ""),
        (tr("Address"), row.address),
        (tr("Coordinates"), f"{here.lat:.5f}, {here.lon:.5f}" if here is not None else ""),
        (tr("How to get in"), row.access),
        (tr("Cover"), cover_words(card.cover)),
        (tr("External id"), row.external_id or ""),
    ]


def _asset(
    row: Asset, customer: Customer | None, site: Site | None, card: Card, known: Directory
) -> Facts:
    whole = known.assets.get(row.parent_id) if row.parent_id is not None else None
    return [
        (tr("Name"), row.name),
        (tr("Customer"), customer.name if customer is not None else ""),
        (tr("Site"), row_name(site) if site is not None else ""),
        (tr("Part of"), whole.name if whole is not None else ""),
        (tr("Category"), text.device_category_name(row.category)),
        (tr("Maker"), row.maker),
        (tr("Model"), row.model),
        (tr("Serial number"), row.serial),
        (tr("State"), status_names()[row.status]),
        (tr("Installed on"), str(row.installed_on or "")),
        (tr("Warranty until"), str(row.warranty_until or "")),
        (tr("Cover"), cover_words(card.cover)),
        (tr("Label code"), row.code),
        (tr("External id"), row.external_id or ""),
        (tr("Note"), row.note),
    ]
