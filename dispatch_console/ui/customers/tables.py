"""The lists of the customers' window: people, contracts, tickets, maintenance, meters, history."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from dispatch_console.services.customers.reading import Card, Deed, Directory
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers import history
from dispatch_console.ui.widgets.empty_hint import EmptyHint
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.customers import (
    SEPARATOR,
    amount,
    outcome,
    reading_words,
    rhythm,
    share_words,
)
from dispatch_console.words.people import person_name

ROW = Qt.ItemDataRole.UserRole


def table(name: str, heads: Sequence[str], wide: int, empty: str = "") -> QTreeWidget:
    """An empty list of one row a line; the column `wide` takes what room there is; `empty` is what
    it says once it was filled with no row."""
    made = QTreeWidget()
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAlternatingRowColors(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setAccessibleName(name)
    made.setHeaderLabels(list(heads))
    made.header().setStretchLastSection(False)
    for column in range(len(heads)):
        mode = QHeaderView.ResizeMode.ResizeToContents
        made.header().setSectionResizeMode(column, mode)
    made.header().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    if empty:
        EmptyHint(made, empty)
    return made


def fill(made: QTreeWidget, rows: Sequence[tuple[Any, Sequence[str]]]) -> None:
    """Show these rows: what each stands for, and its cells."""
    made.clear()
    for what, cells in rows:
        item = QTreeWidgetItem(list(cells))
        item.setData(0, ROW, what)
        for column, cell in enumerate(cells):
            item.setToolTip(column, plain_tip(cell))
        made.addTopLevelItem(item)


def chosen(made: QTreeWidget) -> Any:
    """What the selected row stands for; None for no row."""
    items = made.selectedItems()
    return items[0].data(0, ROW) if items else None


def contacts() -> QTreeWidget:
    """People."""
    heads = (tr("Name"), tr("Position"), tr("Phone"), tr("E-mail"), tr("WeChat id"), tr("Site"))
    return table(tr("Contacts"), heads, 0, tr("No contacts yet. “New” enters one."))


def show_contacts(made: QTreeWidget, card: Card, known: Directory) -> None:
    """Those who are asked first come first, those who left last."""
    order = sorted(card.contacts.values(), key=lambda c: (not c.active, not c.main, c.name))
    rows = []
    for one in order:
        site = known.sites.get(one.site_id) if one.site_id is not None else None
        name = one.name if one.active else tr("{name} (left)", name=one.name)
        place = site.name if site is not None else ""
        rows.append((one, (name, one.position, one.phone, one.email, one.wechat, place)))
    fill(made, rows)


def contracts() -> QTreeWidget:
    """Contracts."""
    heads = (
        *(tr("contract.its_number"), tr("Name"), tr("First day"), tr("Last day"), tr("Covers")),
        *(tr("Service level"), tr("Devices"), tr("contract.its_price")),
    )
    return table(tr("Contracts"), heads, 1, tr("No contracts yet. “New” enters one."))


def show_contracts(made: QTreeWidget, card: Card) -> None:
    """Those in force first, the newest of each lot first."""
    order = sorted(card.contracts.values(), key=lambda c: c.starts_on, reverse=True)
    order.sort(key=lambda contract: not contract.holds(card.on))
    fill(
        made,
        [
            (
                one,
                (
                    one.number,
                    one.name,
                    str(one.starts_on),
                    str(one.ends_on or "–"),
                    share_words(one.covers),
                    one.sla or "–",
                    str(len(one.assets)) if one.assets else tr("all"),
                    "" if one.price is None else f"{amount(one.price)} {one.currency}",
                ),
            )
            for one in order
        ],
    )


def tickets() -> QTreeWidget:
    """Tickets."""
    heads = (tr("Ticket number"), tr("Title"), tr("Status"), tr("Created"), tr("Device"))
    return table(tr("Tickets"), heads, 1, tr("No tickets so far."))


def show_tickets(made: QTreeWidget, card: Card, known: Directory, zone: ZoneInfo) -> None:
    """The newest first."""
    rows = []
    for one in card.tickets:
        asset = known.assets.get(one.asset_id) if one.asset_id is not None else None
        made_at = text.day_and_time(one.created_at, zone)
        name = asset.name if asset is not None else ""
        rows.append((one, (one.number, one.title, text.status_name(one.status), made_at, name)))
    fill(made, rows)


def plans() -> QTreeWidget:
    """Maintenance plans."""
    heads = (tr("Name"), tr("Device"), tr("How often"), tr("Next due"), tr("Last time"))
    empty = tr("No maintenance plans yet. “New” enters one.")
    return table(tr("Maintenance plans"), heads, 0, empty)


def show_plans(made: QTreeWidget, card: Card, known: Directory) -> None:
    """Those in force first."""
    rows = []
    for one in sorted(card.plans.values(), key=lambda p: (not p.plan.active, p.plan.name)):
        plan = one.plan
        asset = known.assets.get(plan.asset_id) if plan.asset_id is not None else None
        site = known.sites.get(plan.site_id) if plan.site_id is not None else None
        where = asset.name if asset is not None else site.name if site is not None else ""
        due = "–" if one.next is None else str(one.next.due_on)
        last = f"{one.past[0].due_on}{SEPARATOR}{outcome(one.past[0])}" if one.past else "–"
        cells = (plan.name, where, rhythm(plan, card.meters), due, last)
        rows.append((plan, cells))
    fill(made, rows)


def meters() -> QTreeWidget:
    """Meters."""
    heads = (tr("Device"), tr("Meter"), tr("Last reading"))
    return table(tr("Meters"), heads, 0, tr("No meters yet. “New” enters one for a device."))


def show_meters(made: QTreeWidget, card: Card, known: Directory, asset: int | None) -> None:
    """Those of the device, or of all."""
    rows = []
    for meter in card.meters.values():
        owner = known.assets.get(meter.asset_id)
        if asset in (None, meter.asset_id):
            name = owner.name if owner is not None else ""
            rows.append((meter, (name, meter.name, reading_words(meter, card.readings))))
    fill(made, rows)


def deeds() -> QTreeWidget:
    """What was done."""
    heads = (tr("When"), tr("Who"), tr("What"), tr("Details"))
    return table(tr("History"), heads, 3, tr("Nothing was changed so far."))


def show_deeds(made: QTreeWidget, told: Sequence[Deed], known: Directory, zone: ZoneInfo) -> None:
    """The last thing first."""
    rows = [
        (
            one,
            (
                text.day_and_time(one.at, zone),
                person_name(one.who),
                history.deed(one),
                history.details(one, known),
            ),
        )
        for one in told
    ]
    fill(made, rows)
