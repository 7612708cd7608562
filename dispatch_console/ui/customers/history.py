"""What happened to a customer, site or device, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from dispatch_console.domain.asset import Asset, AssetStatus
from dispatch_console.domain.customer import Customer, Language, Site, Tier
from dispatch_console.services.customers.reading import Deed, Directory
from dispatch_console.support.i18n import tr
from dispatch_console.words import text
from dispatch_console.words.customers import (
    language_names,
    row_name,
    status_names,
    tier_names,
)

NOTHING = "–"

_REFERENCES = {"customer_id": "customer", "site_id": "site"}
"""Columns that name a row of another kind."""


def deed(told: Deed) -> str:
    """What kind of thing was done."""
    kind, _, undone = told.what.partition(" ")
    if kind == "undo":
        return tr("Undone: {what}", what=_named(undone, told))
    return _named(kind, told)


def details(told: Deed, known: Directory) -> str:
    """What changed."""
    parts = []
    for name, (before, after) in told.fields.items():
        caption = _captions().get(name)
        if caption is not None:
            was, now = (_shown(told.kind, name, value, known) for value in (before, after))
            parts.append(tr("{field}: {before} → {after}", field=caption, before=was, after=now))
    return "; ".join(parts)


def _named(kind: str, told: Deed) -> str:
    if kind.endswith(".merge"):
        return tr("Merged")
    if kind == "import":
        return tr("Imported")
    return tr("deed.created") if told.created else tr("Changed")


def _captions() -> dict[str, str]:
    return {
        "name": tr("Name"),
        "phone": tr("Phone"),
        "tier": tr("Tier"),
        "language": tr("Language"),
        "parent_id": tr("Belongs to"),
        "note": tr("Note"),
        "address": tr("Address"),
        "access": tr("How to get in"),
        "customer_id": tr("Customer"),
        "site_id": tr("Site"),
        "category": tr("Category"),
        "maker": tr("Maker"),
        "model": tr("Model"),
        "serial": tr("Serial number"),
        "status": tr("State"),
        "installed_on": tr("Installed on"),
        "warranty_until": tr("Warranty until"),
        "merged_into": tr("Merged into"),
        "external_id": tr("External id"),
    }


def _shown(kind: str, name: str, value: Any, known: Directory) -> str:
    if value in (None, ""):
        return NOTHING
    if name in _REFERENCES or name in ("parent_id", "merged_into"):
        rows: Mapping[Any, Customer | Site | Asset] = {
            "customer": known.customers,
            "site": known.sites,
            "asset": known.assets,
        }[_REFERENCES.get(name, kind)]
        return row_name(rows[value]) if value in rows else str(value)
    named: dict[str, Callable[[], str]] = {
        "tier": lambda: tier_names()[Tier(value)],
        "language": lambda: language_names()[Language(value)],
        "status": lambda: status_names()[AssetStatus(value)],
        "category": lambda: text.device_category_name(value),
    }
    return named.get(name, lambda: str(value))()
