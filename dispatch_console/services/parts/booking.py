"""Entering moves: priced by the catalogue, locked in one order, whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId, SerialId, TicketId
from dispatch_console.domain.part import Part, Serial, require_quantity
from dispatch_console.domain.requisition import Requisition
from dispatch_console.domain.stock import Line, MoveKind, Place, require_balance, shifted
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit


def run(ctx: Context, command: UUID, what: str, work: Callable[[Unit], None]) -> ChangeSet:
    """Apply the command, once."""

    def once(unit: Unit) -> None:
        if not unit.already_done:
            work(unit)

    return ctx.database.run(once, user=ctx.user, command=command, what=what)[1]


def part_of(unit: Unit, key: PartId) -> Part:
    """The part. Raises `part.gone`."""
    found = unit.parts.get([key]).get(key)
    if found is None:
        raise DomainError("part.gone", number=key)
    return found


def place_of(unit: Unit, key: PlaceId) -> Place:
    """The place. Raises `place.gone`."""
    found = unit.places.get([key]).get(key)
    if found is None:
        raise DomainError("stock.no_place", number=key)
    return found


def pieces(
    unit: Unit, part: Part, quantity: Decimal, numbers: Sequence[str], *, at: PlaceId
) -> tuple[SerialId, ...]:
    """The pieces with these serial numbers, which lie at a place; none of a part without.

    Raises `stock.serial_count` unless there are just as many as the quantity says,
    `stock.serial_elsewhere` with the first that is not there.
    """
    given = named(part, quantity, numbers)
    known = unit.serials.numbered(part.id, given)
    for number in given:
        if number not in known or known[number].place_id != at:
            raise DomainError("stock.serial_elsewhere", what=number)
    return tuple(known[number].id for number in given)


def named(part: Part, quantity: Decimal, numbers: Sequence[str]) -> tuple[str, ...]:
    """Serial numbers as they are kept: none twice, just as many as pieces."""
    require_quantity(quantity, serialised=part.serialised)
    given = tuple(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    wanted = int(quantity) if part.serialised else 0
    if len(given) != wanted:
        raise DomainError("stock.serial_count", number=part.number, wanted=wanted, given=len(given))
    return given


def known_or_new(unit: Unit, part: Part, numbers: Sequence[str], place: Place) -> list[SerialId]:
    """The pieces of these numbers, new ones where they are not known, at a place outside."""
    known = unit.serials.numbered(part.id, numbers)
    fresh = [
        Serial(id=SerialId(0), part_id=part.id, number=number, place_id=place.id)
        for number in numbers
        if number not in known
    ]
    for row in unit.serials.add(fresh):
        known[row.number] = row
    return [known[number].id for number in numbers]


def lines(
    part: Part,
    quantity: Decimal,
    serials: Iterable[SerialId],
    source: PlaceId,
    target: PlaceId,
    unit_cost: Decimal | None = None,
) -> list[Line]:
    """The lines that take so much from one place to another, at the price of the catalogue."""
    cost = part.cost if unit_cost is None else unit_cost
    of_pieces = [
        Line(part.id, target, Decimal(1), cost, part.currency, serial) for serial in serials
    ]
    whole = of_pieces or [Line(part.id, target, quantity, cost, part.currency)]
    return [line for one in whole for line in shifted(one, source, target)]


def post(
    ctx: Context,
    unit: Unit,
    kind: MoveKind,
    moved: Iterable[Line],
    *,
    reason: str = "",
    ticket: TicketId | None = None,
    requisition: Requisition | None = None,
) -> None:
    """Enter the move; the stock it touches is locked first."""
    ordered = require_balance(moved)
    unit.stocks.lock((line.part_id, line.place_id) for line in ordered)
    unit.stocks.post(
        kind,
        ordered,
        reason=reason.strip(),
        who=ctx.user,
        ticket=requisition.ticket_id if requisition else ticket,
        requisition=requisition.id if requisition else None,
    )
