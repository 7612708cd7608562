"""Asking for a part: the requisition up to its approval."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, RequisitionId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.part import require_quantity
from dispatch_console.domain.requisition import Action, Requisition, State, require
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import part_of, run
from dispatch_console.services.parts.holding import go_on
from dispatch_console.storage.unit_of_work import Unit


def request(
    ctx: Context,
    command: UUID,
    ticket: TicketId,
    part: PartId,
    quantity: Decimal,
    note: str = "",
) -> ChangeSet:
    """Ask for so much of a part for a ticket (of a crew, for the crew).

    Raises `part.quantity`, `part.whole`, `part.gone`, `part.inactive`, `ticket.gone`,
    `requisition.ticket_ended`.
    """

    def work(unit: Unit) -> None:
        wanted = part_of(unit, part)
        require_quantity(quantity, serialised=wanted.serialised)
        if not wanted.active:
            raise DomainError("part.inactive", number=wanted.number)
        row = unit.tickets.get([ticket]).get(ticket)
        if row is None:
            raise DomainError("ticket.gone", number=ticket)
        if row.status not in OPEN:
            raise DomainError("requisition.ticket_ended", number=row.number)
        asked = Requisition(
            id=RequisitionId(0),
            number="",
            ticket_id=row.whole,
            part_id=part,
            quantity=quantity,
            note=note.strip(),
            requested_by=ctx.user,
            requested_at=unit.now(),
        )
        unit.requisitions.add([asked])

    return run(ctx, command, "parts.request", work)


def approve(ctx: Context, command: UUID, key: RequisitionId) -> ChangeSet:
    """Grant it. Raises `requisition.step`, and `requisition.limit` where all that the ticket was
    granted and this is more than the role of whoever asks may approve."""
    return _step(
        ctx,
        command,
        key,
        Action.APPROVE,
        lambda unit, row: replace(row, state=State.APPROVED, decided_by=ctx.user, reason=""),
    )


def refuse(ctx: Context, command: UUID, key: RequisitionId, reason: str) -> ChangeSet:
    """Refuse it. Raises `requisition.step`, `requisition.reason` without words."""
    if not reason.strip():
        raise DomainError("requisition.reason")
    return _step(
        ctx,
        command,
        key,
        Action.REFUSE,
        lambda unit, row: replace(
            row, state=State.REFUSED, decided_by=ctx.user, reason=reason.strip()
        ),
    )


def cancel(ctx: Context, command: UUID, key: RequisitionId) -> ChangeSet:
    """It is not needed any more; what was kept for it is free again. Raises `requisition.step`."""
    return _step(
        ctx,
        command,
        key,
        Action.CANCEL,
        lambda unit, row: replace(row, state=State.CANCELLED, serials=(), expected_at=None),
    )


def _step(
    ctx: Context,
    command: UUID,
    key: RequisitionId,
    action: Action,
    change: Callable[[Unit, Requisition], Requisition],
) -> ChangeSet:
    def work(unit: Unit) -> None:
        row = locked(unit, key)
        require(action, row)
        unit.requisitions.write(change(unit, row))
        if row.state is State.WAITING:
            go_on(ctx, unit, row, came=False)

    return run(ctx, command, f"parts.{action.value}", work)


def locked(unit: Unit, key: RequisitionId) -> Requisition:
    """The requisition, locked. Raises `requisition.gone`."""
    found = unit.requisitions.lock([key]).get(key)
    if found is None:
        raise DomainError("requisition.gone", number=key)
    return found
