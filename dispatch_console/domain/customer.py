"""Customers, the people one talks to there, and their sites: for whom and where the work is done.

Of two rows that turn out to be one thing, one stays and the other's `merged_into` names it.
"""

from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.ids import ContactId, CustomerId, RegionId, SiteId
from dispatch_console.domain.place import Location


class Tier(StrEnum):
    """How much a customer matters; SLA policies may go by it."""

    STANDARD = "standard"
    SILVER = "silver"
    GOLD = "gold"
    VIP = "vip"


class Language(StrEnum):
    """What a customer is written to in; unknown: as the console's user reads."""

    UNKNOWN = ""
    ENGLISH = "en"
    CHINESE = "zh_CN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who asks for the work; `parent_id` is the company or group it belongs to."""

    id: CustomerId
    name: str
    phone: str = ""
    tier: Tier = Tier.STANDARD
    language: Language = Language.UNKNOWN
    parent_id: CustomerId | None = None
    note: str = ""
    merged_into: CustomerId | None = None
    external_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at a customer, of one of its sites where `site_id` says so.

    `wechat` is the id by which WeChat finds them. The first to be asked is the `main` one.
    """

    id: ContactId
    customer_id: CustomerId
    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    wechat: str = ""
    language: Language = Language.UNKNOWN
    site_id: SiteId | None = None
    main: bool = False
    active: bool = True
    external_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of a customer; `location` is None until it is known.

    `access` says how one gets in: gate, badge, whom to call.
    """

    id: SiteId
    name: str
    address: str = ""
    customer_id: CustomerId | None = None
    location: Location | None = None
    region_id: RegionId | None = None
    access: str = ""
    merged_into: SiteId | None = None
    external_id: str | None = None
    version: int = 1
