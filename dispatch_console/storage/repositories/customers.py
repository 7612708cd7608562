"""Customers, their people and sites."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import func, select

from dispatch_console.domain.customer import Contact, Customer, Language, Site, Tier
from dispatch_console.domain.ids import ContactId, CustomerId, SiteId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.edited import Edited, Mergeable
from dispatch_console.storage.repositories.keyed import Values, among
from dispatch_console.storage.repositories.values import lat_lon, location, phone_starts


class Customers(Mergeable[CustomerId, Customer]):
    """Customers; `upsert` finds one by external id, else by name and phone."""

    table = schema.customer
    natural = ("name", "phone")

    def calling(self, start: str, limit: int) -> dict[CustomerId, Customer]:
        """Up to `limit` whose number, or that of one of whose people, starts with these digits
        (see `domain.phone.digits`), or does without its area code.

        The number of a customer that was merged is one of the one that stayed.
        """
        own, contact = self.table.c, schema.contact.c
        stays = func.coalesce(own.merged_into, own.id)
        known = select(stays).where(phone_starts(own.phone, start))
        theirs = select(contact.customer_id).where(
            phone_starts(contact.phone, start), contact.active
        )
        return self._by_id(self._select().where(own.id.in_(known.union(theirs))).limit(limit))

    def named(self, names: Iterable[str]) -> dict[CustomerId, Customer]:
        """All that have one of these names, those that were merged too."""
        return self._by_id(self._select().where(among(self.table.c.name, names)))

    def formerly(self, customer: CustomerId) -> tuple[str, ...]:
        """The names of those that were merged into it."""
        gone = self._select().where(self.table.c.merged_into == customer)
        return tuple(row.name for row in self._by_id(gone).values())

    def _values(self, row: Customer) -> Values:
        return {
            "external_id": row.external_id,
            "name": row.name,
            "phone": row.phone,
            "tier": row.tier.value,
            "language": row.language.value,
            "parent_id": row.parent_id,
            "note": row.note,
        }

    def _row(self, found: DbRow[Any]) -> Customer:
        return Customer(
            id=CustomerId(found.id),
            name=found.name,
            phone=found.phone,
            tier=Tier(found.tier),
            language=Language(found.language),
            parent_id=found.parent_id,
            note=found.note,
            merged_into=found.merged_into,
            external_id=found.external_id,
            version=found.version,
        )


class Contacts(Edited[ContactId, Contact]):
    """People; `upsert` finds one by external id, else by name, customer and phone."""

    table = schema.contact
    natural = ("name", "customer_id", "phone")

    def of(self, customers: Iterable[CustomerId]) -> dict[ContactId, Contact]:
        """All people of these customers."""
        return self._by_id(self._select().where(among(self.table.c.customer_id, customers)))

    def _values(self, row: Contact) -> Values:
        return {
            "external_id": row.external_id,
            "customer_id": row.customer_id,
            "site_id": row.site_id,
            "name": row.name,
            "position": row.position,
            "phone": row.phone,
            "email": row.email,
            "wechat": row.wechat,
            "language": row.language.value,
            "main": row.main,
            "active": row.active,
        }

    def _row(self, found: DbRow[Any]) -> Contact:
        return Contact(
            id=ContactId(found.id),
            customer_id=found.customer_id,
            name=found.name,
            position=found.position,
            phone=found.phone,
            email=found.email,
            wechat=found.wechat,
            language=Language(found.language),
            site_id=found.site_id,
            main=found.main,
            active=found.active,
            external_id=found.external_id,
            version=found.version,
        )


class Sites(Mergeable[SiteId, Site]):
    """Sites; `upsert` finds one by external id, else by address, name and customer."""

    table = schema.site
    natural = ("address", "name", "customer_id")

    def of(self, customers: Iterable[CustomerId]) -> dict[SiteId, Site]:
        """All sites of these customers."""
        theirs = among(self.table.c.customer_id, customers)
        return self._by_id(self._select().where(theirs, self.table.c.merged_into.is_(None)))

    def _values(self, row: Site) -> Values:
        return {
            "external_id": row.external_id,
            "customer_id": row.customer_id,
            "name": row.name,
            "address": row.address,
            "region_id": row.region_id,
            "access": row.access,
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
            access=found.access,
            merged_into=found.merged_into,
            external_id=found.external_id,
            version=found.version,
        )
