"""Whose a row of a file is: its customer and the site there, found or newly made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.services.importing.drafts import Draft
from dispatch_console.services.importing.storing import Stored
from dispatch_console.storage.unit_of_work import Unit

_Said = tuple[str, str, str]
"""Name, id and phone of a customer, as a row has them."""


class Owners:
    """The customers that rows name, of one file.

    A customer that a dry run only would make has a number below 0.
    """

    def __init__(self) -> None:
        self._customers: dict[CustomerId, Customer] = {}
        self._by_id: dict[str, CustomerId] = {}
        self._by_name: dict[str, list[CustomerId]] = {}
        self._sites: dict[CustomerId, tuple[Site, ...]] = {}

    def all_of(
        self,
        unit: Unit,
        drafts: Sequence[Draft],
        now: Mapping[int, CustomerId],
        stored: Stored,
        *,
        dry: bool,
    ) -> Mapping[int, CustomerId]:
        """The customer of each row; `now` is the one it has, which a row that names none keeps.

        Several that answer to what a row says are told apart by `now`. Rows that are left out are
        refused, with the reason in `stored`.
        """
        self._read(unit, drafts)
        found: dict[int, CustomerId] = {}
        for draft in drafts:
            owner = self._customer(unit, draft, now.get(draft.row), stored, dry=dry)
            if owner is not None:
                found[draft.row] = owner
        return found

    def _read(self, unit: Unit, drafts: Sequence[Draft]) -> None:
        """Look up what these rows name and was not looked up before."""
        names = {_said(draft)[0] for draft in drafts} - {""} - self._by_name.keys()
        keys = {_said(draft)[1] for draft in drafts} - {""} - self._by_id.keys()
        by_name = unit.customers.named(names)
        by_key = unit.customers.find(keys)
        gone = {row.merged_into for row in (*by_name.values(), *by_key.values()) if row.merged_into}
        stays = unit.customers.get(gone)
        for name in names:
            self._by_name[name] = []
        for row in by_name.values():
            self._know(stays.get(row.merged_into, row) if row.merged_into else row, row.name)
        for key, row in by_key.items():
            stay = stays.get(row.merged_into, row) if row.merged_into else row
            self._know(stay, None)
            self._by_id[key] = stay.id

    def _customer(
        self, unit: Unit, draft: Draft, now: CustomerId | None, stored: Stored, *, dry: bool
    ) -> CustomerId | None:
        name, key, phone = said = _said(draft)
        if not (name or key):
            if now is None:
                stored.refuse(draft, "import.error.no_customer", "customer")
            return now
        if key and key in self._by_id:
            return self._by_id[key]
        called = [] if key else self._by_name.get(name, [])
        found = [one for one in called if not phone or self._customers[one].phone == phone]
        if now in found:
            return now
        if len(found) > 1:
            stored.refuse(
                draft, "import.error.customer_ambiguous", "customer", name, count=len(found)
            )
            return None
        if found:
            return found[0]
        stored.note(draft, "import.warning.new_customer", customer=name or key)
        return self._make(unit, said, dry=dry)

    def site(
        self, unit: Unit, draft: Draft, customer: CustomerId, now: SiteId | None, stored: Stored
    ) -> SiteId | None:
        """The site the row names among those of its customer; a row that names none keeps `now`.

        A name nobody has there is left out, with a warning.
        """
        theirs = self._sites_of(unit, customer)
        word = draft.said.get("site")
        if word is None:
            return now if any(site.id == now for site in theirs) else None
        for called in (_by_key, _by_name, _by_address):
            found = [site.id for site in theirs if called(site) == word]
            if found:
                return now if now in found else found[0]
        stored.note(draft, "import.warning.no_such_site", site=word)
        return now if any(site.id == now for site in theirs) else None

    def _sites_of(self, unit: Unit, customer: CustomerId) -> tuple[Site, ...]:
        if customer not in self._sites:
            self._sites[customer] = tuple(unit.sites.of([customer]).values())
        return self._sites[customer]

    def _make(self, unit: Unit, said: _Said, *, dry: bool) -> CustomerId:
        name, key, phone = said
        row = Customer(id=CustomerId(0), name=name or key, phone=phone, external_id=key or None)
        if dry:
            row = replace(row, id=CustomerId(-1 - len(self._customers)))
        else:
            row = unit.customers.add([row])[0]
        self._know(row, name or None)
        if key:
            self._by_id[key] = row.id
        return row.id

    def _know(self, row: Customer, name: str | None) -> None:
        self._customers[row.id] = row
        if name is not None and row.id not in self._by_name.setdefault(name, []):
            self._by_name[name].append(row.id)


def owners_of(customers: Iterable[CustomerId]) -> frozenset[CustomerId]:
    """Those that are there, not only imagined by a dry run."""
    return frozenset(one for one in customers if one > 0)


def _said(draft: Draft) -> _Said:
    name, key, phone = (
        str(draft.said.get(field, "")) for field in ("customer", "customer_id", "customer_phone")
    )
    return name, key, phone


def _by_key(site: Site) -> str | None:
    return site.external_id


def _by_name(site: Site) -> str:
    return site.name


def _by_address(site: Site) -> str:
    return site.address
