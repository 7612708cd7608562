"""Parts into the database, their reorder points, and what lies where as moves in double entry.

Only a shelf (a part at a place) on which nothing ever moved takes its stock from a file, as one
move from the place of adjustments. Any other is what its moves come to: a file that says something
else is told to count it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import Part, ReorderPoint, checked
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.stock import REAL, SHELVES, Line, MoveKind, Place, PlaceKind, Stock
from dispatch_console.services.context import Context
from dispatch_console.services.importing.drafts import Draft, PriceDraft, Reading
from dispatch_console.services.importing.field import normal
from dispatch_console.services.importing.results import Outcome
from dispatch_console.services.importing.storing import Stored, write
from dispatch_console.services.parts.booking import known_or_new, lines, post
from dispatch_console.services.parts.serving import serve_waiting
from dispatch_console.storage.unit_of_work import Unit

OF_PART = ("number", "name_en", "name_zh", "unit", "cost", "currency", "serialised", "active")
SAID_ONCE = (*OF_PART, "sale_prices")
FAULTS = {
    "part.name": "import.error.part_name",
    "part.cost": "import.error.part_cost",
    "part.serialised": "import.error.part_serialised",
}
"""What only the whole part shows; the rest was seen when the row was read."""


class PartStore:
    """Stores drafts of parts; several rows of one part carry several places."""

    def __init__(self, context: Context, reading: Reading) -> None:
        self._context = context
        self._source = reading.source
        self._now = reading.now.astimezone(reading.zone)
        self._first: dict[str, Draft] = {}
        self._made: dict[str, Part] = {}
        self._results: dict[str, Outcome] = {}
        self._shelves: set[tuple[str, PlaceId]] = set()

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        parts = self._parts(unit, drafts, stored, dry=dry)
        good = [d for d in drafts if d.row not in stored.outcomes]
        places = _places(unit)
        found: dict[int, Place] = {}
        for draft in good:
            word = draft.said.get("place")
            place = places.get(normal(str(word))) if word is not None else None
            if word is not None and place is None:
                stored.refuse(draft, "import.error.place", "place", word)
            elif place is not None:
                # A place may be called by its code here and by its name there.
                shelf = (str(draft.said["number"]), place.id)
                if shelf in self._shelves:
                    stored.refuse(draft, "import.error.same_row", "place", f"{shelf[0]}, {word}")
                self._shelves.add(shelf)
                found[draft.row] = place
        good = [d for d in good if d.row not in stored.outcomes]
        for draft in good:
            number = str(draft.said["number"])
            # A further row of a part that was there changes nothing but its shelf.
            fresh = self._results[number] is Outcome.CREATED or self._first[number] is draft
            stored.outcomes[draft.row] = self._results[number] if fresh else Outcome.UNCHANGED
        shelved = [(d, parts[str(d.said["number"])], found[d.row]) for d in good if d.row in found]
        self._reorder(unit, shelved, stored, dry=dry)
        self._open(unit, shelved, stored, dry=dry)
        return stored

    def _parts(
        self, unit: Unit, drafts: Sequence[Draft], stored: Stored, *, dry: bool
    ) -> Mapping[str, Part]:
        """The parts of these rows by number, written; faulty rows are refused."""
        numbers = {str(draft.said["number"]) for draft in drafts}
        known = unit.parts.find(numbers - self._made.keys(), "number")
        moved = {key[0] for key in unit.stocks.every()} if known else set()
        fresh: dict[str, Part] = {}
        for draft in drafts:
            number = str(draft.said["number"])
            first = self._first.setdefault(number, draft)
            if first is not draft:
                if number not in fresh and number not in self._made:
                    stored.refuse(draft, "import.error.part_refused", "number", number)
                elif other := _differing(draft, first):
                    stored.refuse(draft, "import.error.part_differs", other, first=first.row)
                continue
            said: dict[str, Any] = {n: draft.said[n] for n in OF_PART if n in draft.said}
            now = known.get(number)
            part = Part(id=PartId(0), **said) if now is None else replace(now, **said)
            try:
                checked(part)
                if now and now.serialised != part.serialised and now.id in moved:
                    raise DomainError("part.serialised", number=number)
            except DomainError as error:
                stored.refuse(draft, FAULTS[error.code], "number", number)
                continue
            fresh[number] = part
        rows, outcomes = write(unit.parts, list(fresh.values()), dry=dry)
        self._made |= {row.number: row for row in rows}
        self._results |= dict(zip(fresh, outcomes, strict=True))
        self._price(unit, [self._first[number] for number in fresh], dry=dry)
        return self._made

    def _price(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> None:
        """Write what parts are sold at, where it is not that already."""
        today = self._now.date()
        parts = {number: part.id for number, part in self._made.items()}
        known = unit.part_prices.of(parts[str(draft.said["number"])] for draft in drafts)
        fresh: dict[tuple[PartId, str, date], PartPrice] = {}
        for draft in drafts:
            number = str(draft.said["number"])
            there = known.get(parts[number], ())
            for said in cast("tuple[PriceDraft, ...]", draft.said.get("sale_prices", ())):
                row = PartPrice(
                    part_id=parts[number],
                    currency=said.currency or self._made[number].currency,
                    since=said.since or today,
                    price=said.price,
                )
                own = [one for one in there if one.currency == row.currency]
                now = max((one for one in own if one.since <= row.since), key=_began, default=None)
                same = None if now is None else now.price
                if same == row.price and (said.since is None or (now and now.since == row.since)):
                    continue
                fresh[row.part_id, row.currency, row.since] = row
                if self._results[number] is Outcome.UNCHANGED:
                    self._results[number] = Outcome.UPDATED
        if not dry:
            unit.part_prices.upsert(list(fresh.values()))

    def _reorder(
        self,
        unit: Unit,
        shelved: Sequence[tuple[Draft, Part, Place]],
        stored: Stored,
        *,
        dry: bool,
    ) -> None:
        asked = [one for one in shelved if "reorder_point" in one[0].said]
        if not asked:
            return
        known = {(p.part_id, p.place_id): p for p in unit.reorder_points.every().values()}
        changed: list[ReorderPoint] = []
        for draft, part, place in asked:
            now = known.get((part.id, place.id)) if part.id else None
            point = cast("Decimal", draft.said["reorder_point"])
            lot = draft.said.get("reorder_quantity", now.quantity if now else Decimal(1))
            row = ReorderPoint(
                id=0,
                part_id=part.id,
                place_id=place.id,
                point=point,
                quantity=cast("Decimal", lot),
            )
            if now is None or (now.point, now.quantity) != (row.point, row.quantity):
                changed.append(row)
                _touched(draft, stored)
        if not dry:
            unit.reorder_points.upsert(changed)

    def _open(
        self,
        unit: Unit,
        shelved: Sequence[tuple[Draft, Part, Place]],
        stored: Stored,
        *,
        dry: bool,
    ) -> None:
        """Book what lies on shelves that never held anything."""
        asked = [one for one in shelved if {"stock", "serials"} & one[0].said.keys()]
        shelves = unit.stocks.lock((part.id, place.id) for _, part, place in asked if part.id)
        outside = unit.places.of_kind(PlaceKind.ADJUSTMENT)
        moved: list[Line] = []
        came: dict[PlaceId, list[PartId]] = {}
        for draft, part, place in asked:
            serials = cast("tuple[str, ...]", draft.said.get("serials", ()))
            quantity = cast("Decimal", draft.said.get("stock", Decimal(len(serials))))
            there = shelves.get((part.id, place.id)) if part.id else None
            if there is not None:
                _compare(unit, draft, part, place, there, quantity, stored)
                continue
            if fault := _fault(unit, part, quantity, serials):
                column, value = ("serials", fault[1]) if fault[1] else ("stock", quantity)
                stored.refuse(draft, fault[0], column, value, wanted=quantity)
                continue
            if not quantity:
                continue
            _touched(draft, stored)
            if not dry:
                pieces = known_or_new(unit, part, serials, outside)
                moved += lines(part, quantity, pieces, outside.id, place.id)
                came.setdefault(place.id, []).append(part.id)
        if moved:
            post(self._context, unit, MoveKind.COUNT, moved, reason=self._source)
        for place, arrived in came.items():
            serve_waiting(self._context, unit, arrived, place)


def _compare(
    unit: Unit,
    draft: Draft,
    part: Part,
    place: Place,
    there: Stock,
    quantity: Decimal,
    stored: Stored,
) -> None:
    """Say where a shelf that is in use holds something else than the file says."""
    same = there.quantity == quantity
    if same and part.serialised and "serials" in draft.said:
        held = {one.number for one in unit.serials.of([part.id], [place.id])}
        same = held == set(cast("tuple[str, ...]", draft.said["serials"]))
    if not same:
        stored.note(draft, "import.warning.stock_in_use", now=f"{there.quantity.normalize():f}")


def _fault(
    unit: Unit, part: Part, quantity: Decimal, serials: Sequence[str]
) -> tuple[str, str] | None:
    """Why so much cannot be opened with, and the piece it is for; None if it can."""
    if quantity < 0:
        return "import.error.negative", ""
    if len(serials) != (quantity if part.serialised else 0):
        return "import.error.serial_count", ""
    known = unit.serials.numbered(part.id, serials) if part.id and serials else {}
    places = unit.places.get({one.place_id for one in known.values()})
    for number, one in known.items():
        if places[one.place_id].kind in REAL:
            return "import.error.serial_elsewhere", number
    return None


def _began(price: PartPrice) -> date:
    return price.since


def _differing(draft: Draft, first: Draft) -> str:
    """The first attribute of the part of which a further row says something else."""
    said, other = draft.said, first.said
    return next((n for n in SAID_ONCE if n in said and said[n] != other.get(n)), "")


def _places(unit: Unit) -> Mapping[str, Place]:
    """Warehouses and vans in use, by every name they go by; the code is the surest."""
    rows = [p for p in unit.places.every().values() if p.active and p.kind in SHELVES]
    named = {normal(name): row for row in rows for name in (row.name_en, row.name_zh) if name}
    return named | {normal(row.code): row for row in rows}


def _touched(draft: Draft, stored: Stored) -> None:
    """A row that was to change nothing changes something after all."""
    if stored.outcomes[draft.row] is Outcome.UNCHANGED:
        stored.outcomes[draft.row] = Outcome.UPDATED
