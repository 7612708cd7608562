"""Contacts into the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dispatch_console.domain.customer import Contact
from dispatch_console.domain.ids import ContactId, CustomerId
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.owners import Owners, owners_of
from dispatch_console.services.importing.storing import Stored, keep
from dispatch_console.storage.unit_of_work import Unit

_OWN = ("name", "position", "phone", "email", "wechat", "language", "main", "active")


class ContactStore:
    """Stores drafts of contacts."""

    def __init__(self, _: Reading) -> None:
        self._owners = Owners()
        self._taken: set[ContactId] = set()

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        unit.contacts.one_at_a_time()
        keyed = unit.contacts.find(d.external_id for d in drafts if d.external_id)
        now_of = {d.row: keyed[d.external_id].customer_id for d in drafts if d.external_id in keyed}
        owners = self._owners.all_of(unit, drafts, now_of, stored, dry=dry)
        theirs: dict[CustomerId, list[Contact]] = {}
        for one in unit.contacts.of(owners_of(owners.values())).values():
            theirs.setdefault(one.customer_id, []).append(one)
        kept: list[Draft] = []
        pairs: list[tuple[Contact | None, Contact]] = []
        for draft in drafts:
            if draft.row not in owners:
                continue
            owner = owners[draft.row]
            now = keyed.get(draft.external_id) or _known(draft, theirs.get(owner, ()))
            if now is not None and now.id in self._taken:
                stored.refuse(draft, "import.error.same_row", "name", now.name)
                continue
            if now is not None:
                self._taken.add(now.id)
            kept.append(draft)
            pairs.append((now, self._row(unit, draft, now, owner, stored)))
        _, outcomes = keep(unit.contacts, pairs, dry=dry)
        stored.outcomes |= {d.row: found for d, found in zip(kept, outcomes, strict=True)}
        return stored

    def _row(
        self, unit: Unit, draft: Draft, now: Contact | None, owner: CustomerId, stored: Stored
    ) -> Contact:
        said: dict[str, Any] = {name: draft.said[name] for name in _OWN if name in draft.said}
        said["customer_id"] = owner
        said["site_id"] = self._owners.site(
            unit, draft, owner, now.site_id if now else None, stored
        )
        if draft.external_id:
            said["external_id"] = draft.external_id
        return Contact(id=ContactId(0), **said) if now is None else replace(now, **said)


def _known(draft: Draft, theirs: Sequence[Contact]) -> Contact | None:
    """The person of that name, by phone where there are several; one without a phone gets it."""
    called = [
        one
        for one in theirs
        if one.name == draft.said["name"] and not (draft.external_id and one.external_id)
    ]
    phone = draft.said.get("phone")
    if phone is None:
        blank = [one for one in called if not one.phone]
        return next(iter(blank or called), None)
    same = [one for one in called if one.phone == phone]
    return next(iter(same or [one for one in called if not one.phone]), None)
