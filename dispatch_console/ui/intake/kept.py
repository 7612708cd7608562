"""A call's draft as plain values for the shelf, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch_console.domain.ids import AssetId, CustomerId, EngineerId, SiteId
from dispatch_console.domain.ticket import Channel, Priority
from dispatch_console.services.intake import Booking
from dispatch_console.ui.intake.draft import Draft


def plain(draft: Draft) -> dict[str, Any]:
    """The draft as JSON takes it; its id is kept beside it."""
    said = {field.name: getattr(draft, field.name) for field in fields(draft) if field.compare}
    window = [moment.isoformat() for moment in draft.window] if draft.window else None
    return said | {"window": window, "settled": sorted(draft.settled)}


def recalled(said: Mapping[str, Any], key: UUID) -> Draft:
    """The draft that was kept so under this id. Raises KeyError, TypeError, ValueError for a form
    of another version of the program.
    """
    start_end = said["window"]
    customer, site, asset = said["customer_id"], said["site_id"], said.get("asset_id")
    return Draft(
        **{
            **said,
            "customer_id": None if customer is None else CustomerId(customer),
            "site_id": None if site is None else SiteId(site),
            "asset_id": None if asset is None else AssetId(asset),
            "priority": Priority(said["priority"]),
            "channel": Channel(said["channel"]),
            "window": _span(start_end) if start_end else None,
            "custom": tuple((code, value) for code, value in said["custom"]),
            "settled": frozenset(said["settled"]),
        },
        id=key,
    )


def plain_booking(booking: Booking | None) -> dict[str, Any] | None:
    """The visit wanted, as JSON takes it."""
    if booking is None:
        return None
    return {
        "engineer": booking.engineer,
        "mates": list(booking.mates),
        "start": booking.start.isoformat(),
    }


def recalled_booking(said: Mapping[str, Any] | None) -> Booking | None:
    """The visit that was wanted."""
    if said is None:
        return None
    start = datetime.fromisoformat(said["start"])
    mates = tuple(EngineerId(mate) for mate in said.get("mates", ()))
    return Booking(EngineerId(said["engineer"]), start, mates)


def _span(said: list[str]) -> tuple[datetime, datetime]:
    start, end = said
    return datetime.fromisoformat(start), datetime.fromisoformat(end)
