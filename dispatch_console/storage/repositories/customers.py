"""Customers and sites."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as DbRow

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among
from dispatch_console.storage.repositories.values import lat_lon, location, phone_digits


class Customers(Keyed[CustomerId, Customer]):
    """Customers; `upsert` finds one by external id, else by name and phone."""

    table = schema.customer
    natural = ("name", "phone")

    def calling(self, start: str, limit: int) -> dict[CustomerId, Customer]:
        """Up to `limit` whose number starts with these digits (see `domain.phone.digits`)."""
        number = phone_digits(self.table.c.phone)
        return self._by_id(self._select().where(number.startswith(start)).limit(limit))

    def _values(self, row: Customer) -> Values:
        return {"external_id": row.external_id, "name": row.name, "phone": row.phone}

    def _row(self, found: DbRow[Any]) -> Customer:
        return Customer(
            id=CustomerId(found.id),
            name=found.name,
            phone=found.phone,
            external_id=found.external_id,
            version=found.version,
        )


class Sites(Keyed[SiteId, Site]):
    """Sites; `upsert` finds one by external id, else by address, name and customer."""

    table = schema.site
    natural = ("address", "name", "customer_id")

    def of(self, customers: Iterable[CustomerId]) -> dict[SiteId, Site]:
        """All sites of these customers."""
        return self._by_id(self._select().where(among(self.table.c.customer_id, customers)))

    def _values(self, row: Site) -> Values:
        return {
            "external_id": row.external_id,
            "customer_id": row.customer_id,
            "name": row.name,
            "address": row.address,
            "region_id": row.region_id,
            **lat_lon(row.location),
        }

    def _row(self, found: DbRow[Any]) -> Site:
        return Site(
            id=SiteId(found.id),
            name=found.name,
            address=found.address,
            customer_id=found.customer_id,
            location=location(found.lat, found.lon),
            region_id=found.region_id,
            external_id=found.external_id,
            version=found.version,
        )
