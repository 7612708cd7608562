"""Parts of an engineer's work: what lies in the van, what was asked for, what was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, PartId, RequisitionId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import OUT, Action, Requisition, legal
from dispatch_console.services.context import Context
from dispatch_console.services.fieldwork.own import own_row
from dispatch_console.services.parts import asking, serving


@dataclass(frozen=True, slots=True)
class Aboard:
    """So much of a part that nobody else is promised; `serials` of pieces that have numbers."""

    part: Part
    quantity: Decimal
    serials: tuple[str, ...] = ()


def aboard(ctx: Context, engineer: EngineerId) -> tuple[Aboard, ...]:
    """What lies in the engineer's van, by the parts' numbers; nothing without a van."""
    with ctx.database.snapshot() as snap:
        van = snap.places.van_of(engineer)
        if van is None:
            return ()
        free = {
            part: stock.free
            for (part, place), stock in snap.stocks.every().items()
            if place == van.id and stock.free > 0
        }
        parts = snap.parts.get(free)
        pieces = {key: snap.serials.at(key, van.id) for key, one in parts.items() if one.serialised}
    found = (
        Aboard(one, free[key], tuple(piece.number for piece in pieces.get(key, ())))
        for key, one in parts.items()
    )
    return tuple(sorted(found, key=lambda one: one.part.number))


def possible(ctx: Context, row: Requisition) -> tuple[Action, ...]:
    """What the engineer may do with a requisition: say that it was used, where it is out, and
    withdraw what they asked for themselves."""
    steps = legal(row.state)
    found = [Action.USE] if Action.USE in steps and row.state in OUT else []
    if Action.CANCEL in steps and row.requested_by == ctx.user:
        found.append(Action.CANCEL)
    return tuple(found)


def use(
    ctx: Context,
    command: UUID,
    engineer: EngineerId,
    ticket: TicketId,
    key: RequisitionId,
    quantity: Decimal,
    numbers: Sequence[str] = (),
) -> None:
    """So much of a requisition of the engineer's ticket was used. Raises `visit.gone`,
    `requisition.gone` for one of another ticket, and as `serving.use`."""
    _require_own(ctx, engineer, ticket, key)
    serving.use(ctx, command, key, quantity, numbers)


def cancel(
    ctx: Context, command: UUID, engineer: EngineerId, ticket: TicketId, key: RequisitionId
) -> None:
    """It is not needed any more. Raises as `use`, and `requisition.gone` for one that somebody
    else asked for."""
    row = _require_own(ctx, engineer, ticket, key)
    if row.requested_by != ctx.user:
        raise DomainError("requisition.gone", number=row.number)
    asking.cancel(ctx, command, key)


def use_aboard(
    ctx: Context,
    command: UUID,
    engineer: EngineerId,
    ticket: TicketId,
    part: PartId,
    quantity: Decimal,
    numbers: Sequence[str] = (),
) -> None:
    """So much of what lay in the engineer's own van was used for their ticket. Raises `visit.gone`,
    `stock.no_van` for who has none, and as `serving.use_stock`."""
    with ctx.database.snapshot() as snap:
        row, _ = own_row(snap, engineer, ticket)
        van = snap.places.van_of(engineer)
    if van is None:
        raise DomainError("stock.no_van")
    serving.use_stock(ctx, command, row.whole, part, quantity, van.id, numbers)


def _require_own(
    ctx: Context, engineer: EngineerId, ticket: TicketId, key: RequisitionId
) -> Requisition:
    with ctx.database.snapshot() as snap:
        row, _ = own_row(snap, engineer, ticket)
        found = snap.requisitions.get([key]).get(key)
    if found is None or found.ticket_id != row.whole:
        raise DomainError("requisition.gone", number=key)
    return found
