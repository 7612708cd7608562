"""A ticket waits for its parts, or goes on; and who hears of it."""

from collections.abc import Iterable

from dispatch_console.domain.notice import Kind
from dispatch_console.domain.requisition import Requisition, State
from dispatch_console.domain.roles import RIGHTS, Right, Role
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import part_of
from dispatch_console.services.reaching import DISPATCHERS, address_of
from dispatch_console.services.sla.settling import settle
from dispatch_console.services.telling import of_whole, queue_address, tell
from dispatch_console.storage.unit_of_work import Repositories, Unit

STOREKEEPERS = f"role:{Role.WAREHOUSE}"
QUEUE = "warehouse"
"""The code of the department that hears of parts; where it has no members, the role does."""


def wait(ctx: Context, unit: Unit, was: Requisition, *, entering: bool) -> None:
    """Nothing of the ticket is planned before the part comes; `entering` puts it on hold.

    `was` is the requisition as it was before. The ticket's owner hears that it waits (without one,
    the dispatchers), but not that the part is expected on another day.
    """
    _hold(ctx, unit, was, entering=entering)
    ticket = of_whole(unit, was.ticket_id)
    if ticket is not None and was.state is not State.WAITING:
        _tell(ctx, unit, was, ticket, "notice.part_awaited", [address_of(unit, ticket, "owner")])


def go_on(ctx: Context, unit: Unit, was: Requisition, *, came: bool) -> None:
    """It waits for this part no more: that `came`, or nobody wants it any longer.

    `was` is the requisition as it waited. The warehouse hears of what came, to pick it; once the
    ticket waits for no part, its owner and the dispatchers hear that it can go on.
    """
    _hold(ctx, unit, was, entering=False)
    ticket = of_whole(unit, was.ticket_id)
    if ticket is None:
        return
    if came:
        _tell(ctx, unit, was, ticket, "notice.part_came", [_warehouse(unit)])
    left = unit.requisitions.of_ticket(ticket.id).values()
    if not any(one.state is State.WAITING for one in left):
        people = [address_of(unit, ticket, "owner"), DISPATCHERS]
        _tell(ctx, unit, was, ticket, "notice.parts_complete", people)


def _hold(ctx: Context, unit: Unit, was: Requisition, *, entering: bool) -> None:
    """Its deadlines follow at once where the login may write tickets: a storekeeper may not, and
    leaves them to the duty."""
    unit.requisitions.hold_ticket(was.ticket_id, ctx.clock(), entering=entering)
    role = unit.workflows.my_role()
    if role is None or Right.TICKETS in RIGHTS[role]:
        settle(unit, [was.ticket_id])


def _warehouse(rows: Repositories) -> str:
    found = (key for key, one in rows.queues.all().items() if one.code == QUEUE and one.members)
    key = next(found, None)
    return STOREKEEPERS if key is None else queue_address(key)


def _tell(
    ctx: Context,
    unit: Unit,
    was: Requisition,
    ticket: Ticket,
    code: str,
    addresses: Iterable[str],
) -> None:
    """Once for each time that the requisition comes to wait: its version then is in the key."""
    part = part_of(unit, was.part_id)
    names = {"en": part.name_en or part.name_zh, "zh": part.name_zh or part.name_en}
    values = {"part": names, "number": part.number, "requisition": was.number}
    ref = f"{code}:{was.id}:{was.version}"
    tell(unit, Kind.REMINDER, ref, addresses, ticket, ctx.user, code=code, more=values)
