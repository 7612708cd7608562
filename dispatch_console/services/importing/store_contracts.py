"""Contracts into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from dispatch_console.domain.cover import Contract, Shares, require_sound
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.owners import Owners, owners_of
from dispatch_console.services.importing.storing import Stored, keep
from dispatch_console.storage.unit_of_work import Unit

_OWN = ("number", "name", "starts_on", "ends_on", "sla", "price", "currency", "note")
FAULTS = {"contract.dates": "import.error.contract_dates"}
"""What only the whole contract shows; the rest was seen when the row was read."""
_SHARES = ("labour", "parts", "travel")


class ContractStore:
    """Stores drafts of contracts."""

    def __init__(self, _: Reading) -> None:
        self._owners = Owners()

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        unit.contracts.one_at_a_time()
        known = unit.contracts.find((draft.external_id for draft in drafts), "number")
        now_of = {d.row: known[d.external_id].customer_id for d in drafts if d.external_id in known}
        owners = self._owners.all_of(unit, drafts, now_of, stored, dry=dry)
        devices = _devices(unit, owners.values())
        kept: list[Draft] = []
        pairs: list[tuple[Contract | None, Contract]] = []
        for draft in drafts:
            if draft.row not in owners:
                continue
            now = known.get(draft.external_id)
            row = _row(draft, now, owners[draft.row], devices, stored)
            if row is not None:
                kept.append(draft)
                pairs.append((now, row))
        _, outcomes = keep(unit.contracts, pairs, dry=dry)
        stored.outcomes |= {d.row: found for d, found in zip(kept, outcomes, strict=True)}
        return stored


def _row(
    draft: Draft,
    now: Contract | None,
    owner: CustomerId,
    devices: Mapping[tuple[CustomerId, str], AssetId],
    stored: Stored,
) -> Contract | None:
    """The contract as the row has it; None: refused."""
    said: dict[str, Any] = {name: draft.said[name] for name in _OWN if name in draft.said}
    if now is None and "starts_on" not in said:
        stored.refuse(draft, "import.error.no_start", "starts_on")
        return None
    shares = {name: draft.said[name] for name in _SHARES if name in draft.said}
    said["covers"] = replace(now.covers if now else Shares(), **cast("dict[str, Any]", shares))
    if now is not None and now.customer_id != owner:
        said["assets"] = ()
    if "devices" in draft.said:
        names = cast("tuple[str, ...]", draft.said["devices"])
        lacking = [name for name in names if (owner, name) not in devices]
        if lacking:
            # Without its devices it would hold for all of the customer's.
            stored.refuse(draft, "import.error.unknown_device", "devices", lacking[0])
            return None
        assets = {devices[owner, name] for name in names}
        if now is None or set(now.assets) != assets:
            said["assets"] = tuple(sorted(assets))
    said["customer_id"] = owner
    row = Contract(id=ContractId(0), **said) if now is None else replace(now, **said)
    try:
        require_sound(row)
    except DomainError as error:
        stored.refuse(draft, FAULTS[error.code], "ends_on", row.ends_on, start=row.starts_on)
        return None
    return row


def _devices(unit: Unit, owners: Any) -> Mapping[tuple[CustomerId, str], AssetId]:
    """Devices of these customers by label code, id, and serial number if it is one's own."""
    there = unit.assets.of(owners_of(owners)).values()
    serials: dict[tuple[CustomerId, str], list[AssetId]] = {}
    for one in there:
        serials.setdefault((one.customer_id, one.serial), []).append(one.id)
    found = {name: keys[0] for name, keys in serials.items() if name[1] and len(keys) == 1}
    found |= {(one.customer_id, one.external_id): one.id for one in there if one.external_id}
    return found | {(one.customer_id, one.code): one.id for one in there}
