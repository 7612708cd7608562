"""Sites and their customers into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.region_finder import RegionFinder
from dispatch_console.services.importing.storing import Stored, same_place, write, write_customers
from dispatch_console.storage.unit_of_work import Unit


class SiteStore:
    """Stores drafts of sites."""

    def __init__(self, reading: Reading) -> None:
        self._regions = RegionFinder(reading.regions)

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        known = unit.sites.find(draft.external_id for draft in drafts if draft.external_id)
        customers = self._customers(unit, drafts, dry=dry)
        rows = [
            self._row(draft, known.get(draft.external_id), customers.get(draft.row))
            for draft in drafts
        ]
        _, outcomes = write(unit.sites, rows, dry=dry)
        return Stored({d.row: outcome for d, outcome in zip(drafts, outcomes, strict=True)})

    def _row(self, draft: Draft, now: Site | None, customer: CustomerId | None) -> Site:
        said: dict[str, Any] = {
            name: value
            for name, value in draft.said.items()
            if name in ("name", "address", "location")
        }
        if customer is not None:
            said["customer_id"] = customer
        if now is not None and same_place(said.get("location"), now.location):
            said.pop("location", None)
        if "location" in said:
            said["region_id"] = self._regions.region_of(said["location"])
        if now is not None:
            return replace(now, **said)
        return Site(id=SiteId(0), external_id=draft.external_id or None, **said)

    def _customers(
        self, unit: Unit, drafts: Sequence[Draft], *, dry: bool
    ) -> Mapping[int, CustomerId]:
        """Customer ids by row: those with an id of their own by that, the others by name."""
        named = [d for d in drafts if "customer" in d.said and "customer_id" not in d.said]
        by_name = write_customers(unit, (_name_and_phone(draft) for draft in named), dry=dry)
        found = {d.row: by_name[_name_and_phone(d)] for d in named if _name_and_phone(d) in by_name}
        with_id = [draft for draft in drafts if "customer_id" in draft.said]
        keys = {str(draft.said["customer_id"]): draft for draft in with_id}
        if not dry and keys:
            unit.customers.upsert([_customer(key, draft) for key, draft in keys.items()])
        known = unit.customers.find(keys)
        for draft in with_id:
            customer = known.get(str(draft.said["customer_id"]))
            if customer is not None:
                found[draft.row] = customer.id
        return found


def _customer(key: str, draft: Draft) -> Customer:
    name, phone = _name_and_phone(draft)
    return Customer(id=CustomerId(0), name=name or key, phone=phone, external_id=key)


def _name_and_phone(draft: Draft) -> tuple[str, str]:
    return str(draft.said.get("customer", "")), str(draft.said.get("phone", ""))
