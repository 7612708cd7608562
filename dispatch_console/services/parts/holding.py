"""A ticket waits for its parts, or goes on."""

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import RIGHTS, Right
from dispatch_console.services.context import Context
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.unit_of_work import Unit


def hold(ctx: Context, unit: Unit, ticket: TicketId, *, entering: bool) -> None:
    """Put it on hold while it waits (only if `entering`), have it go on once it waits no more.

    Its deadlines follow at once where the login may write tickets: a storekeeper may not, and
    leaves them to the duty.
    """
    unit.requisitions.hold_ticket(ticket, ctx.clock(), entering=entering)
    role = unit.workflows.my_role()
    if role is None or Right.TICKETS in RIGHTS[role]:
        settle(unit, [ticket])
