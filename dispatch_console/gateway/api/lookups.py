"""Finding what a request names: by number, by key, or by the key another system has for it."""

from typing import Any, Self, TypeVar, cast

from pydantic import Field, model_validator

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Ticket
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.fields import Key, Line, Sent
from dispatch_console.services import lifecycle
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories

Row = TypeVar("Row", Customer, Site, Asset)


class Ref(Sent):
    """By its `id`, or by what your system calls it: one of them."""

    id: Key | None = None
    external_id: Line | None = Field(None, description="What your system calls it")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for value in self.__dict__.values()) != 1:
            raise ValueError("one of them")
        return self


class AssetRef(Ref):
    """By its `id`, by what your system calls it, or by its label: one of them."""

    code: Line | None = Field(None, description="What its label says")


def ticket_of(ctx: Context, number: str) -> Ticket:
    """The ticket of that number; of a mate the whole. Raises `MissingError`."""
    try:
        found = lifecycle.find(ctx, number)
        return found if found.crew_of is None else lifecycle.read(ctx, found.id).ticket
    except DomainError as error:
        if error.code in ("ticket.unknown", "ticket.gone"):
            raise MissingError("ticket.unknown", number=number) from error
        raise


def engineer_of(rows: Repositories, number: str) -> Engineer:
    """The engineer of that number. Raises `api.engineer`."""
    found = rows.engineers.find([number], "number").get(number)
    if found is None:
        raise DomainError("api.engineer", number=number)
    return found


def customer_of(rows: Repositories, ref: Ref) -> Customer:
    """The customer; of one that was merged into another, that one. Raises `api.customer`."""
    return cast("Customer", _row(rows.customers, ref, "api.customer"))


def site_of(rows: Repositories, ref: Ref) -> Site:
    """The site likewise. Raises `api.site`."""
    return cast("Site", _row(rows.sites, ref, "api.site"))


def asset_of(rows: Repositories, ref: AssetRef) -> Asset:
    """The device likewise. Raises `api.asset`."""
    return cast("Asset", _row(rows.assets, ref, "api.asset"))


def _row(table: Any, ref: Ref, code: str) -> Customer | Site | Asset:
    if ref.id is not None:
        found = table.get([ref.id])
    elif ref.external_id is not None:
        found = table.find([ref.external_id])
    else:
        found = table.find([getattr(ref, "code", "")], "code")
    row = next(iter(found.values()), None)
    if row is not None and row.merged_into is not None:
        row = table.get([row.merged_into]).get(row.merged_into)
    if row is None:
        said = ref.id or ref.external_id or getattr(ref, "code", "")
        raise DomainError(code, said=said)
    return row
