"""Who is off: recorded with the plan that makes up for it, and taken back.

The roster itself stays as it is; a shift knows from when on its engineer is off.
"""

from collections.abc import Iterable
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.plan import Absence
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit


def excused(ticket: Ticket, absence: Absence | None) -> bool:
    """Whether the ticket's visit cannot have begun, though it should have been left for."""
    visit = ticket.visit
    return (
        absence is not None
        and visit is not None
        and visit.engineer_id == absence.engineer_id
        and visit.start >= absence.start
    )


def freed(
    tickets: Iterable[Ticket], absence: Absence, shifts: frozenset[ShiftId]
) -> tuple[Ticket, ...]:
    """The tickets that the engineer will not get to: in these `shifts`, and not under way."""
    return tuple(
        ticket
        for ticket in tickets
        if excused(ticket, absence)
        and ticket.status in PLANNABLE
        and ticket.visit is not None
        and ticket.visit.shift_id in shifts
    )


def record(unit: Unit, absence: Absence) -> None:
    """Mark the engineer's shifts; whatever the plan left in them that has not begun is unassigned.

    The engineer and the tickets they hold must be locked.
    """
    shifts = unit.shifts.mark_off(absence.engineer_id, absence.start, absence.until)
    held = unit.tickets.get(unit.tickets.held_by([absence.engineer_id]))
    left: list[TicketId] = [ticket.id for ticket in freed(held.values(), absence, shifts)]
    unit.visits.replace([], unassign=left)


def end(ctx: Context, command_id: UUID, engineer: EngineerId) -> ChangeSet:
    """The engineer is back: their shifts that are not over count again, as on the roster."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.shifts.mark_back(engineer, ctx.clock())

    _, changes = ctx.database.run(work, user=ctx.user, command=command_id, what="absence.end")
    return changes
