"""Assets: the devices that are looked after, and what their meters say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId, SiteId


class AssetStatus(StrEnum):
    """Whether a device is in use."""

    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    RETIRED = "retired"
    """Gone for good; kept for its history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A device of a customer. `parent_id` is the device it is a part of.

    `code` is what its label says: it means nothing, and is given by the database. Days are those of
    the place; the warranty holds on its last day too.
    """

    id: AssetId
    customer_id: CustomerId
    name: str
    code: str = ""
    category: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    site_id: SiteId | None = None
    parent_id: AssetId | None = None
    status: AssetStatus = AssetStatus.IN_SERVICE
    installed_on: date | None = None
    warranty_until: date | None = None
    note: str = ""
    merged_into: AssetId | None = None
    external_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Something a device counts: hours, cycles, prints."""

    id: MeterId
    asset_id: AssetId
    name: str
    unit: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a meter said at a moment."""

    meter_id: MeterId
    at: datetime
    value: Decimal


def require_tree(row: int, parent: int | None, parents: Mapping[int, int | None]) -> None:
    """Raises `customers.circle` where the row would come to lie below itself.

    `parents`: each row's parent, as it is now.
    """
    seen = {row}
    while parent is not None:
        if parent in seen:
            raise DomainError("customers.circle")
        seen.add(parent)
        parent = parents.get(parent)


def latest(readings: Iterable[Reading]) -> Reading | None:
    """The last one in time."""
    return max(readings, key=lambda reading: reading.at, default=None)
