"""Customers and their sites: for whom and where the work is done."""

from dataclasses import dataclass

from dispatch_console.domain.ids import CustomerId, RegionId, SiteId
from dispatch_console.domain.place import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who asks for the work."""

    id: CustomerId
    name: str
    phone: str = ""
    external_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of a customer; `location` is None until it is known."""

    id: SiteId
    name: str
    address: str = ""
    customer_id: CustomerId | None = None
    location: Location | None = None
    region_id: RegionId | None = None
    external_id: str | None = None
    version: int = 1
