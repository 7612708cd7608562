"""Stocktake: what was counted against what should be there, the difference posted with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import MOST, QUANTITY, Part
from dispatch_console.domain.stock import REAL, Line, MoveKind, Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import (
    known_or_new,
    lines,
    part_of,
    place_of,
    post,
    run,
)
from dispatch_console.services.parts.serving import released
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody counted of a part; of a serialised one, the numbers of the pieces found.

    `expected` is what the sheet said should be there when it was made.
    """

    part_id: PartId
    expected: Decimal
    counted: Decimal
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a count sheet: what should be there."""

    part: Part
    expected: Decimal
    serials: tuple[str, ...] = ()


def sheet(ctx: Context, place: PlaceId) -> tuple[SheetLine, ...]:
    """What should lie at a place, by part number; parts it has none of are left out."""
    with ctx.database.snapshot() as snap:
        there = {
            key[0]: stock.quantity
            for key, stock in snap.stocks.every().items()
            if key[1] == place and stock.quantity
        }
        parts = snap.parts.get(there).values()
        return tuple(
            SheetLine(
                part,
                there[part.id],
                tuple(one.number for one in snap.serials.of([part.id], [place]))
                if part.serialised
                else (),
            )
            for part in sorted(parts, key=lambda one: one.number)
        )


def count(
    ctx: Context, command: UUID, place: PlaceId, counts: Sequence[Count], reason: str
) -> ChangeSet:
    """Post the differences as one move; where nothing differs, there is none.

    What is kept for requisitions and is not there any more is released, the last asked for first.
    Raises `stock.reason` without words, `stock.no_place`, `stock.counted` for a count that cannot
    be, `stock.moved_meanwhile` where stock is not what the sheet says any more.
    """
    if not reason.strip():
        raise DomainError("stock.reason")

    def work(unit: Unit) -> None:
        where = place_of(unit, place)
        if where.kind not in REAL:
            raise DomainError("stock.no_place", number=place)
        given = {one.part_id: one for one in counts}
        kept = {key: unit.requisitions.promised(key, place) for key in sorted(given)}
        shelves = unit.stocks.lock((key, place) for key in given)
        moved: list[Line] = []
        for key, one in sorted(given.items()):
            part = part_of(unit, key)
            stock = shelves.get((key, place))
            _require(one, part, stock.quantity if stock else Decimal(0))
            moved += _difference(unit, part, where, one)
            over = (stock.reserved if stock else Decimal(0)) - one.counted
            for row in sorted(kept[key].values(), key=lambda r: r.requested_at, reverse=True):
                if over <= 0:
                    break
                released(unit, row)
                over -= row.quantity
        if moved:
            post(ctx, unit, MoveKind.COUNT, moved, reason=reason)

    return run(ctx, command, "stock.count", work)


def differences(counts: Sequence[Count]) -> Mapping[PartId, Decimal]:
    """How much more there is than there should be, of those parts where it differs."""
    return {
        one.part_id: one.counted - one.expected for one in counts if one.counted != one.expected
    }


def _require(one: Count, part: Part, now: Decimal) -> None:
    counted = one.counted
    if not (counted.is_finite() and 0 <= counted < MOST) or counted != counted.quantize(QUANTITY):
        raise DomainError("stock.counted", number=part.number)
    if part.serialised and len(set(one.serials)) != counted:
        raise DomainError(
            "stock.serial_count", number=part.number, wanted=counted, given=len(set(one.serials))
        )
    if now != one.expected:
        raise DomainError("stock.moved_meanwhile", number=part.number)


def _difference(unit: Unit, part: Part, place: Place, one: Count) -> list[Line]:
    other = unit.places.of_kind(PlaceKind.ADJUSTMENT)
    if not part.serialised:
        more = one.counted - one.expected
        if more > 0:
            return lines(part, more, (), other.id, place.id)
        return lines(part, -more, (), place.id, other.id) if more < 0 else []
    there = {row.number: row for row in unit.serials.of([part.id], [place.id])}
    gone = [row.id for number, row in there.items() if number not in one.serials]
    found = [number for number in dict.fromkeys(one.serials) if number not in there]
    moved: list[Line] = []
    if gone:
        moved += lines(part, Decimal(len(gone)), gone, place.id, other.id)
    if found:
        known = known_or_new(unit, part, found, other)
        moved += _fetched(unit, part, place, known)
    return moved


def _fetched(unit: Unit, part: Part, place: Place, serials: Sequence[int]) -> list[Line]:
    """Pieces found here come from where they were thought to be."""
    moved: list[Line] = []
    for row in unit.serials.get(serials).values():  # pyright: ignore[reportArgumentType]
        moved += lines(part, Decimal(1), (row.id,), row.place_id, place.id)
    return moved
