"""Devices and their meters into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from dispatch_console.domain.asset import (
    Asset,
    Meter,
    latest,
)
from dispatch_console.domain.asset import (
    Reading as MeterReading,
)
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId
from dispatch_console.services.importing.drafts import Draft, MeterDraft, Reading
from dispatch_console.services.importing.owners import Owners, owners_of
from dispatch_console.services.importing.results import Outcome
from dispatch_console.services.importing.storing import Stored, keep
from dispatch_console.storage.unit_of_work import Unit

_OWN = (
    "name", "category", "maker", "model", "serial", "status", "installed_on", "warranty_until",
    "note",
)  # fmt: skip


class DeviceStore:
    """Stores drafts of devices. One that only a dry run would make has a number below 0."""

    def __init__(self, reading: Reading) -> None:
        self._now = reading.now
        self._owners = Owners()
        self._placed: dict[AssetId, Draft] = {}
        self._imagined: dict[AssetId, Asset] = {}
        self._changed: set[AssetId] = set()

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        unit.assets.one_at_a_time()
        keyed = _keyed(unit, drafts)
        now_of = {row: one.customer_id for row, one in keyed.items()}
        owners = self._owners.all_of(unit, drafts, now_of, stored, dry=dry)
        theirs = _by_owner(unit, owners.values())
        kept: list[Draft] = []
        pairs: list[tuple[Asset | None, Asset]] = []
        for draft in drafts:
            owner = owners.get(draft.row)
            if owner is None:
                continue
            now = keyed.get(draft.row)
            if now is None:
                now = self._found(unit, draft, owner, theirs.get(owner, ()), stored)
            if self._is_new(draft, now, stored):
                kept.append(draft)
                pairs.append((now, self._row(unit, draft, now, owner, stored)))
        rows, outcomes = keep(unit.assets, pairs, dry=dry)
        for draft, row, outcome in zip(kept, rows, outcomes, strict=True):
            stored.outcomes[draft.row] = outcome
            key = row.id or AssetId(-draft.row)
            self._placed[key] = draft
            if dry:
                self._imagined[key] = replace(row, id=key)
            if outcome is not Outcome.UNCHANGED:
                self._changed.add(key)
        return stored

    def tie(self, unit: Unit, *, dry: bool) -> Stored:
        """Put devices below others, which may stand further down; then their meters."""
        stored = Stored()
        moved = self._put_below(unit, stored, dry=dry) | self._meters(unit, stored, dry=dry)
        for key in moved - self._changed:
            stored.outcomes[self._placed[key].row] = Outcome.UPDATED
        return stored

    def _row(
        self, unit: Unit, draft: Draft, now: Asset | None, owner: CustomerId, stored: Stored
    ) -> Asset:
        said: dict[str, Any] = {name: draft.said[name] for name in _OWN if name in draft.said}
        said["customer_id"] = owner
        said["site_id"] = self._owners.site(
            unit, draft, owner, now.site_id if now else None, stored
        )
        if draft.external_id:
            said["external_id"] = draft.external_id
        if now is None:
            return Asset(id=AssetId(0), **said)
        if now.customer_id != owner:
            said["parent_id"] = None
        return replace(now, **said)

    def _found(
        self,
        unit: Unit,
        draft: Draft,
        owner: CustomerId,
        theirs: Sequence[Asset],
        stored: Stored,
    ) -> Asset | None:
        """The one device that answers to a row without a key of its own."""
        found = self._called(unit, draft, owner, theirs)
        if len(found) > 1:
            count, name = len(found), found[0].name
            stored.refuse(draft, "import.error.device_ambiguous", "name", name, count=count)
            return None
        if not found and "code" in draft.said:
            stored.note(draft, "import.warning.unknown_code", label=draft.said["code"])
        return found[0] if found else None

    def _is_new(self, draft: Draft, now: Asset | None, stored: Stored) -> bool:
        """Whether the row has something to say of its device that no other row said."""
        if draft.row in stored.outcomes or now is None:
            return draft.row not in stored.outcomes
        if now.id in self._placed:
            stored.refuse(draft, "import.error.same_row", "name", now.name)
        elif now.merged_into is not None:
            # Nothing of what was chosen at the merge is written over.
            stored.outcomes[draft.row] = Outcome.UNCHANGED
        else:
            self._placed[now.id] = draft
            return True
        return False

    def _called(
        self, unit: Unit, draft: Draft, owner: CustomerId, theirs: Sequence[Asset]
    ) -> Sequence[Asset]:
        """The customer's devices that answer to a row without a key of its own."""
        serial = draft.said.get("serial", "")
        said = {name: draft.said[name] for name in ("model", "name") if name in draft.said}
        free = [
            one
            for one in theirs
            if one.serial == serial and not (draft.external_id and one.external_id)
        ]
        found = [one for one in free if all(getattr(one, name) == said[name] for name in said)]
        if serial and not found:
            return free
        if len(found) > 1:
            place = self._owners.site(unit, draft, owner, None, Stored())
            found = [one for one in found if one.site_id == place] or found
        return found

    def _put_below(self, unit: Unit, stored: Stored, *, dry: bool) -> set[AssetId]:
        saying = {key: d for key, d in self._placed.items() if "parent" in d.said}
        if not saying:
            return set()
        own = self._imagined if dry else unit.assets.get(saying)
        there = unit.assets.of(owners_of(own[key].customer_id for key in saying))
        if dry:
            there |= self._imagined
        names = _names(there)
        parents: dict[int, int | None] = {key: row.parent_id for key, row in there.items()}
        wanted: dict[AssetId, AssetId] = {}
        for key, draft in saying.items():
            found = names.get((there[key].customer_id, str(draft.said["parent"])))
            if found is None:
                stored.note(draft, "import.warning.unknown_parent", parent=draft.said["parent"])
            elif found != there[key].parent_id:
                wanted[key] = found
        after = parents | cast("dict[int, int | None]", wanted)
        for key in [one for one in wanted if _below_itself(one, after)]:
            stored.note(
                saying[key], "import.warning.parent_circle", parent=saying[key].said["parent"]
            )
            del wanted[key]
        if wanted and not dry:
            unit.assets.save(
                [replace(there[key], parent_id=parent) for key, parent in wanted.items()]
            )
        return set(wanted)

    def _meters(self, unit: Unit, stored: Stored, *, dry: bool) -> set[AssetId]:
        """Meters that are named, and what they say; the devices of which this changes anything."""
        saying = {key: _meters_of(d) for key, d in self._placed.items() if "meters" in d.said}
        known: dict[tuple[AssetId, str], Meter] = {
            (row.asset_id, row.name): row
            for row in unit.meters.of(k for k in saying if k > 0).values()
        }
        told: dict[MeterId, list[MeterReading]] = {}
        for one in unit.meters.readings(row.id for row in known.values()):
            told.setdefault(one.meter_id, []).append(one)
        changed: set[AssetId] = set()
        readings: list[MeterReading] = []
        for key, meters in saying.items():
            for said in meters:
                now = known.get((key, said.name))
                row = _meter(key, said, now)
                heard = told.get(now.id, []) if now else []
                value = _reading(said, heard, self._now)
                if row != now or value is not None:
                    changed.add(key)
                if dry:
                    continue
                if row != now:
                    row = unit.meters.save([row])[0]
                if value is not None:
                    readings.append(replace(value, meter_id=row.id))
        unit.meters.tell(readings)
        return changed


def _keyed(unit: Unit, drafts: Sequence[Draft]) -> Mapping[int, Asset]:
    """Devices by row: those whose row has an id or the code of a label that is known here."""
    by_id = unit.assets.find(d.external_id for d in drafts if d.external_id)
    by_code = unit.assets.find((str(d.said["code"]) for d in drafts if "code" in d.said), "code")
    found: dict[int, Asset] = {}
    for draft in drafts:
        row = by_id.get(draft.external_id) or by_code.get(str(draft.said.get("code", "")))
        if row is not None:
            found[draft.row] = row
    return found


def _by_owner(unit: Unit, owners: Any) -> Mapping[CustomerId, list[Asset]]:
    theirs: dict[CustomerId, list[Asset]] = {}
    for one in unit.assets.of(owners_of(owners)).values():
        theirs.setdefault(one.customer_id, []).append(one)
    return theirs


def _below_itself(key: AssetId, parents: Mapping[int, int | None]) -> bool:
    """Whether the way up from a device leads back to it."""
    seen: set[int] = set()
    above = parents.get(key)
    while above is not None and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _names(there: Mapping[AssetId, Asset]) -> Mapping[tuple[CustomerId, str], AssetId]:
    """Devices by all that a row may call them; a serial number or name only if it is one's own."""
    names: dict[tuple[CustomerId, str], AssetId] = {}
    for weakest in ("name", "serial"):
        several: dict[tuple[CustomerId, str], list[AssetId]] = {}
        for key, row in there.items():
            several.setdefault((row.customer_id, getattr(row, weakest)), []).append(key)
        names |= {name: keys[0] for name, keys in several.items() if len(keys) == 1 and name[1]}
    for strong in ("code", "external_id"):
        names |= {
            (row.customer_id, word): key
            for key, row in there.items()
            if (word := getattr(row, strong))
        }
    return names


def _meters_of(draft: Draft) -> tuple[MeterDraft, ...]:
    return cast("tuple[MeterDraft, ...]", draft.said["meters"])


def _meter(asset: AssetId, said: MeterDraft, now: Meter | None) -> Meter:
    if now is None:
        return Meter(id=MeterId(0), asset_id=asset, name=said.name, unit=said.unit or "")
    return now if said.unit is None else replace(now, unit=said.unit)


def _reading(said: MeterDraft, heard: Sequence[MeterReading], now: datetime) -> MeterReading | None:
    """What is to be told; without a moment, the value of now where it is another than the last."""
    if said.value is None:
        return None
    if said.at is None:
        last = latest(heard)
        if last is not None and last.value == said.value:
            return None
        return MeterReading(MeterId(0), now, said.value)
    same = any(one.at == said.at and one.value == said.value for one in heard)
    return None if same else MeterReading(MeterId(0), said.at, said.value)
