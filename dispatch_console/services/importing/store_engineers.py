"""Engineers and their shifts into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, ShiftId
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.region_finder import RegionFinder
from dispatch_console.services.importing.results import Outcome
from dispatch_console.services.importing.storing import Stored, same_place, write
from dispatch_console.storage.unit_of_work import Unit

CHANGED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
"""The strongest first: a row that creates anything counts as created."""


class EngineerStore:
    """Stores drafts of engineers; several rows of one engineer carry several shifts."""

    def __init__(self, reading: Reading) -> None:
        self._regions = RegionFinder(reading.regions)
        self._owners: dict[str, str] = {}
        self._logins: dict[str, str] = {}

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        known = unit.engineers.find(draft.external_id for draft in drafts)
        numbered = unit.engineers.find((str(d.said["number"]) for d in drafts), "number")
        rows: dict[str, Engineer] = {}
        for draft in drafts:
            number = str(draft.said["number"])
            holder = known.get(draft.external_id) or numbered.get(number)
            other = numbered.get(number)
            owner = self._owners.setdefault(number, draft.external_id)
            taken = other is not None and other.external_id not in (None, draft.external_id)
            login = str(draft.said.get("login", ""))
            if login and self._logged_in(unit, login, draft.external_id, holder):
                stored.refuse(draft, "import.error.login_taken", "login", login)
            elif taken or owner != draft.external_id:
                stored.refuse(draft, "import.error.number_taken", number=number)
            elif draft.external_id not in rows:
                rows[draft.external_id] = self._row(draft, holder)
        written, outcomes = write(unit.engineers, list(rows.values()), dry=dry)
        engineers = dict(zip(rows, written, strict=True))
        results = dict(zip(rows, outcomes, strict=True))
        for draft in drafts:
            if draft.row not in stored.outcomes:
                # A further row of the same engineer changes nothing but shifts.
                stored.outcomes[draft.row] = results.pop(draft.external_id, Outcome.UNCHANGED)
        self._store_shifts(unit, drafts, engineers, stored, dry=dry)
        return stored

    def _logged_in(self, unit: Unit, login: str, key: str, holder: Engineer | None) -> bool:
        """Whether the login is another's, here or further up in the file."""
        there = unit.engineers.find([login], "login").get(login)
        other = there is not None and (holder is None or there.id != holder.id)
        return other or self._logins.setdefault(login, key) != key

    def _row(self, draft: Draft, now: Engineer | None) -> Engineer:
        said: dict[str, Any] = dict(draft.said)
        if now is not None:
            if same_place(said["home"], now.home):
                del said["home"]
            # Found by its number, it keeps being found so: see the repository's keys.
            return replace(now, **said)
        if "regions" not in said:
            home = self._regions.region_of(said["home"])
            said["regions"] = () if home is None else (home,)
        return Engineer(id=EngineerId(0), external_id=draft.external_id, **said)

    def _store_shifts(
        self,
        unit: Unit,
        drafts: Sequence[Draft],
        engineers: Mapping[str, Engineer],
        stored: Stored,
        *,
        dry: bool,
    ) -> None:
        wanted: dict[tuple[str, object], tuple[Draft, Shift]] = {}
        for draft in drafts:
            engineer = engineers.get(draft.external_id)
            if engineer is None or stored.outcomes[draft.row] is Outcome.REFUSED:
                continue
            for shift in draft.shifts:
                row = Shift(
                    id=ShiftId(0),
                    engineer_id=engineer.id,
                    start=shift.start,
                    end=shift.end,
                    overtime_s=shift.overtime_s,
                    breaks=shift.breaks,
                    max_tickets=shift.max_tickets,
                )
                wanted.setdefault((draft.external_id, shift.start), (draft, row))
        # An engineer who would only be created has no shifts yet to compare with.
        there = [pair for pair in wanted.values() if pair[1].engineer_id != 0]
        _, outcomes = write(unit.shifts, [row for _, row in there], dry=dry)
        for (draft, _), outcome in zip(there, outcomes, strict=True):
            both = (stored.outcomes[draft.row], outcome)
            stored.outcomes[draft.row] = min(both, key=CHANGED.index)
