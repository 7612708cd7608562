"""Who pays for what: warranties and contracts, and what they cover on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.currency import is_currency
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId

NOTHING, ALL = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Which part of each cost is covered, 0 to 1. Raises `contract.share` outside of that."""

    labour: Decimal = NOTHING
    parts: Decimal = NOTHING
    travel: Decimal = NOTHING

    def __post_init__(self) -> None:
        if not all(NOTHING <= share <= ALL for share in (self.labour, self.parts, self.travel)):
            raise DomainError("contract.share")

    def __bool__(self) -> bool:
        return bool(self.labour or self.parts or self.travel)

    def __or__(self, other: "Shares") -> "Shares":
        """The better of the two for each cost: two covers do not add up."""
        return Shares(
            labour=max(self.labour, other.labour),
            parts=max(self.parts, other.parts),
            travel=max(self.travel, other.travel),
        )


WARRANTY = Shares(labour=ALL, parts=ALL, travel=ALL)
"""A warranty is for the maker's account whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a customer has paid for ahead, from its first to its last day, both included.

    `assets` are the devices it holds for; none named: all of the customer's, and whatever has no
    device. `sla` is the name of a service level, which SLA policies may go by.
    """

    id: ContractId
    number: str
    customer_id: CustomerId
    name: str = ""
    assets: tuple[AssetId, ...] = ()
    starts_on: date
    ends_on: date | None = None
    covers: Shares = Shares()
    sla: str = ""
    price: Decimal | None = None
    currency: str = "CNY"
    note: str = ""
    version: int = 1

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def is_about(self, customer: CustomerId | None, assets: Iterable[AssetId]) -> bool:
        """Whether it is for one of these devices (one and what it is part of) of the customer."""
        if customer != self.customer_id:
            return False
        return not self.assets or not frozenset(self.assets).isdisjoint(assets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What holds on a day: the warranty, the contracts, and what they come to together.

    `lapsed` is the last day of the cover that ended last, where none holds any more.
    """

    on: date
    warranty_until: date | None = None
    contracts: tuple[Contract, ...] = ()
    shares: Shares = Shares()
    lapsed: date | None = None

    @property
    def sla(self) -> str:
        """The level of the first contract that names one."""
        return next((contract.sla for contract in self.contracts if contract.sla), "")


def cover_of(
    customer: CustomerId | None,
    line: Iterable[Asset],
    contracts: Iterable[Contract],
    on: date,
) -> Cover:
    """What holds for a customer's device on that day.

    `line` is the device and those it is part of, itself first; empty where none is known. A
    contract that names devices comes before one for all of the customer's. A part is under the
    warranty of the whole unless it has one of its own.
    """
    devices = tuple(line)
    warranty = next((d.warranty_until for d in devices if d.warranty_until is not None), None)
    ids = frozenset(device.id for device in devices)
    about = [contract for contract in contracts if contract.is_about(customer, ids)]
    held = sorted(
        (contract for contract in about if contract.holds(on)),
        key=lambda contract: (not contract.assets, contract.starts_on, contract.id),
    )
    shares = WARRANTY if warranty is not None and on <= warranty else Shares()
    for contract in held:
        shares |= contract.covers
    ended = [c.ends_on for c in about if c.ends_on is not None and c.ends_on < on]
    if warranty is not None and warranty < on:
        ended.append(warranty)
    covered = bool(held) or (warranty is not None and on <= warranty)
    return Cover(
        on=on,
        warranty_until=warranty,
        contracts=tuple(held),
        shares=shares,
        lapsed=None if covered else max(ended, default=None),
    )


def require_sound(contract: Contract) -> None:
    """Raises `contract.number`, `contract.dates`, `contract.price`, `contract.currency`."""
    if not contract.number.strip():
        raise DomainError("contract.number")
    if contract.ends_on is not None and contract.ends_on < contract.starts_on:
        raise DomainError("contract.dates", start=contract.starts_on, end=contract.ends_on)
    if contract.price is not None and contract.price < 0:
        raise DomainError("contract.price")
    code = contract.currency
    if not is_currency(code):
        raise DomainError("contract.currency", value=code)
