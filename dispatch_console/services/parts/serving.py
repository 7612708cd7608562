"""From an approved requisition to the part's use: reserved or waited for, picked, out, used."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId, RequisitionId, SerialId, TicketId
from dispatch_console.domain.part import require_quantity
from dispatch_console.domain.requisition import OUT, Action, Requisition, State, require
from dispatch_console.domain.stock import WITH_ENGINEERS, MoveKind, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import holding
from dispatch_console.services.parts.asking import locked
from dispatch_console.services.parts.booking import lines, part_of, pieces, place_of, post, run
from dispatch_console.services.parts.ending import in_vain
from dispatch_console.storage.unit_of_work import Unit


def reserve(ctx: Context, command: UUID, key: RequisitionId, place: PlaceId) -> ChangeSet:
    """Keep the part for it at a place; a ticket that waited for no other part goes on.

    Raises `requisition.step`, `stock.promised` where not so much is free there.
    """

    def work(unit: Unit, row: Requisition) -> None:
        unit.stocks.lock([(row.part_id, place)])
        reserve_in(ctx, unit, row, place)

    return _step(ctx, command, key, Action.RESERVE, work)


def reserve_in(ctx: Context, unit: Unit, row: Requisition, place: PlaceId) -> None:
    """The same, inside a unit, of a locked requisition."""
    unit.requisitions.write(replace(row, state=State.RESERVED, place_id=place, expected_at=None))
    if row.state is State.WAITING:
        holding.go_on(ctx, unit, row, came=True)


def serve_waiting(ctx: Context, unit: Unit, parts: Iterable[PartId], place: PlaceId) -> None:
    """What has come in goes to those who wait for it, the first to ask first, while it lasts.

    Whose ticket has ended waits in vain.
    """
    waiting = unit.requisitions.waiting(sorted(set(parts)))
    shelves = unit.stocks.lock((row.part_id, place) for row in waiting.values())
    free = {key: stock.free for key, stock in shelves.items()}
    ended = in_vain(unit, (row.ticket_id for row in waiting.values()))
    for row in sorted(waiting.values(), key=lambda one: (one.requested_at, one.id)):
        shelf = (row.part_id, place)
        if row.ticket_id not in ended and free.get(shelf, Decimal(0)) >= row.quantity:
            free[shelf] -= row.quantity
            reserve_in(ctx, unit, row, place)


def wait(
    ctx: Context,
    command: UUID,
    key: RequisitionId,
    expected_at: datetime | None,
    *,
    hold: bool = True,
) -> ChangeSet:
    """There is none: it waits for the part until `expected_at`, as far as that is known.

    Nothing of the ticket is planned before then (`Ticket.not_before`). With `hold` a ticket that
    was given to somebody goes on hold at once. Again, it is expected at another time. Raises
    `requisition.step`, `requisition.expected` for a moment that is over.
    """
    if expected_at is not None and expected_at <= ctx.clock():
        raise DomainError("requisition.expected")

    def work(unit: Unit, row: Requisition) -> None:
        unit.requisitions.write(replace(row, state=State.WAITING, expected_at=expected_at))
        entering = hold and row.state is not State.WAITING
        holding.wait(ctx, unit, row, entering=entering)

    return _step(ctx, command, key, Action.WAIT, work)


def release(ctx: Context, command: UUID, key: RequisitionId) -> ChangeSet:
    """Keep it no longer: it is approved, as before. Raises `requisition.step`."""

    def work(unit: Unit, row: Requisition) -> None:
        released(unit, row)

    return _step(ctx, command, key, Action.RELEASE, work)


def released(unit: Unit, row: Requisition) -> None:
    """The same, inside a unit."""
    unit.requisitions.write(replace(row, state=State.APPROVED, place_id=None, serials=()))


def pick(ctx: Context, command: UUID, key: RequisitionId, numbers: Sequence[str] = ()) -> ChangeSet:
    """It is taken off the shelf: of a serialised part, the pieces of these numbers.

    Raises `requisition.step`, `stock.serial_count`, `stock.serial_elsewhere`.
    """

    def work(unit: Unit, row: Requisition) -> None:
        assert row.place_id is not None
        part = part_of(unit, row.part_id)
        taken = pieces(unit, part, row.quantity, numbers, at=row.place_id)
        if taken:
            unit.serials.lock(taken)
            free = {one.id for one in unit.serials.at(part.id, row.place_id)}
            for number, serial in zip(numbers, taken, strict=False):
                if serial not in free:
                    raise DomainError("stock.serial_elsewhere", what=number)
        unit.requisitions.write(replace(row, state=State.PICKED, serials=taken))

    return _step(ctx, command, key, Action.PICK, work)


def hand_out(ctx: Context, command: UUID, key: RequisitionId, van: PlaceId) -> ChangeSet:
    """An engineer takes it into a van. Raises `requisition.step`, `stock.no_van`."""

    def work(unit: Unit, row: Requisition) -> None:
        if place_of(unit, van).kind is not PlaceKind.VAN:
            raise DomainError("stock.no_van")
        _out(ctx, unit, row, State.HANDED_OUT, MoveKind.HAND_OUT, van)

    return _step(ctx, command, key, Action.HAND_OUT, work)


def ship(ctx: Context, command: UUID, key: RequisitionId, how: str = "") -> ChangeSet:
    """It is sent off; `how` is the carrier and its number. Raises `requisition.step`."""

    def work(unit: Unit, row: Requisition) -> None:
        transit = unit.places.of_kind(PlaceKind.TRANSIT).id
        _out(ctx, unit, row, State.SHIPPED, MoveKind.SHIP, transit, how)

    return _step(ctx, command, key, Action.SHIP, work)


def use(
    ctx: Context,
    command: UUID,
    key: RequisitionId,
    quantity: Decimal,
    numbers: Sequence[str] = (),
) -> ChangeSet:
    """So much of what is out was used; what is left can be used later or returned.

    Raises `requisition.step`, `requisition.too_much`, `part.quantity`, `stock.serial_count`,
    `stock.serial_elsewhere`.
    """

    def work(unit: Unit, row: Requisition) -> None:
        if row.target_id is None or quantity > row.left:
            raise DomainError("requisition.too_much", number=row.number, left=row.left)
        part = part_of(unit, row.part_id)
        taken = _of_this(row, pieces(unit, part, quantity, numbers, at=row.target_id), numbers)
        used = unit.places.of_kind(PlaceKind.USED).id
        _put(unit, row, used=quantity)
        moved = lines(part, quantity, taken, row.target_id, used)
        post(ctx, unit, MoveKind.USE, moved, requisition=row)

    return _step(ctx, command, key, Action.USE, work)


def give_back(
    ctx: Context, command: UUID, key: RequisitionId, place: PlaceId, reason: str = ""
) -> ChangeSet:
    """What is left of it comes back to a warehouse, and the requisition ends.

    Raises `requisition.step`, `stock.no_place`.
    """

    def work(unit: Unit, row: Requisition) -> None:
        if row.target_id is None or place_of(unit, place).kind is not PlaceKind.WAREHOUSE:
            raise DomainError("stock.no_place", number=place)
        part = part_of(unit, row.part_id)
        there = unit.serials.get(row.serials).values()
        left = [one.id for one in there if one.place_id == row.target_id]
        state = State.USED if row.used else State.RETURNED
        unit.requisitions.write(replace(row, state=state))
        moved = lines(part, row.left, left, row.target_id, place)
        post(ctx, unit, MoveKind.RETURN, moved, reason=reason, requisition=row)

    return _step(ctx, command, key, Action.RETURN, work)


def use_stock(
    ctx: Context,
    command: UUID,
    ticket: TicketId,
    part: PartId,
    quantity: Decimal,
    van: PlaceId,
    numbers: Sequence[str] = (),
) -> ChangeSet:
    """An engineer used what lay in the van, without a requisition.

    Raises `ticket.gone`, `stock.no_van`, `stock.short`, `part.gone` and as `use`.
    """

    def work(unit: Unit) -> None:
        row = unit.tickets.get([ticket]).get(ticket)
        if row is None:
            raise DomainError("ticket.gone", number=ticket)
        if place_of(unit, van).kind not in WITH_ENGINEERS:
            raise DomainError("stock.no_van")
        wanted = part_of(unit, part)
        require_quantity(quantity, serialised=wanted.serialised)
        taken = pieces(unit, wanted, quantity, numbers, at=van)
        used = unit.places.of_kind(PlaceKind.USED).id
        moved = lines(wanted, quantity, taken, van, used)
        post(ctx, unit, MoveKind.USE, moved, ticket=row.whole)

    return run(ctx, command, "parts.use_stock", work)


def _out(
    ctx: Context,
    unit: Unit,
    row: Requisition,
    state: State,
    kind: MoveKind,
    target: PlaceId,
    reason: str = "",
) -> None:
    """The promise ends and the part leaves, in that order: else the place would be short of it."""
    assert row.place_id is not None
    part = part_of(unit, row.part_id)
    moved = lines(part, row.quantity, row.serials, row.place_id, target)
    unit.stocks.lock((line.part_id, line.place_id) for line in moved)
    unit.requisitions.write(replace(row, state=state, target_id=target))
    post(ctx, unit, kind, moved, reason=reason, requisition=row)


def _put(unit: Unit, row: Requisition, *, used: Decimal) -> None:
    total = row.used + used
    state = State.USED if total == row.quantity else row.state
    unit.requisitions.write(replace(row, used=total, state=state))


def _of_this(
    row: Requisition, taken: tuple[SerialId, ...], numbers: Sequence[str]
) -> tuple[SerialId, ...]:
    for number, serial in zip(numbers, taken, strict=False):
        if row.state in OUT and serial not in row.serials:
            raise DomainError("stock.serial_elsewhere", what=number)
    return taken


def _step(
    ctx: Context,
    command: UUID,
    key: RequisitionId,
    action: Action,
    work: Callable[[Unit, Requisition], None],
) -> ChangeSet:
    def whole(unit: Unit) -> None:
        row = locked(unit, key)
        require(action, row)
        work(unit, row)

    return run(ctx, command, f"parts.{action.value}", whole)
