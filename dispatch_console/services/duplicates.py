"""Two tickets that are one: the first is ended and the other goes on in its stead.

What was said and asked about the first stays there, under the names and at the times it was said;
whoever reads the other reads it along, see `ended_in`. So it is told once, and goes with an undo.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import NOTHING, Given
from dispatch_console.services.context import Context
from dispatch_console.services.stepping import take
from dispatch_console.storage.unit_of_work import Repositories, Unit

Carrier = Callable[[Unit, Ticket, Ticket], None]
"""Takes from the first ticket to the second what a feature keeps about it."""


def merge_into(
    ctx: Context, command_id: UUID, ticket: TicketId, other: TicketId, given: Given = NOTHING
) -> ChangeSet:
    """End the ticket as a duplicate of the other, which gets its notes, its watchers and its open
    children.

    Raises `ticket.gone`, `merge.itself`, `merge.ended` for one that is not open, `merge.child`
    where the other was split from it or from one below it, and as `stepping.take`.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = unit.tickets.get([ticket, other])
        if len(found.keys() & {ticket, other}) < len({ticket, other}):
            raise DomainError("ticket.gone", number=ticket)
        first, second = found[ticket].whole, found[other].whole
        if first == second:
            raise DomainError("merge.itself", number=found[ticket].whole_number)
        held = unit.tickets.lock([first, second, *(c.id for c in unit.tickets.children(first))])
        _require_open(held[second])
        if first in _above(unit, held[second]):
            raise DomainError("merge.child", number=held[second].number)
        take(unit, [first], Status.MERGED, given, now=ctx.clock(), into=second)
        changed = [_with_notes(held[second], held[first])]
        changed += [
            replace(child, parent_id=second) for child in held.values() if child.parent_id == first
        ]
        unit.tickets.update(changed)
        for carry in _carriers():
            carry(unit, held[first], held[second])

    return ctx.database.run(
        work, user=ctx.user, command=command_id, what="ticket.merge", why=given.reason.strip()
    )[1]


def ended_in(rows: Repositories, ticket: TicketId) -> tuple[Ticket, ...]:
    """The tickets that go on in this one, those that were merged into them included."""
    found: dict[TicketId, Ticket] = {}
    open_ends = [ticket]
    while open_ends:
        for one in rows.tickets.merged_in(open_ends.pop()):
            if one.id not in found:
                found[one.id] = one
                open_ends.append(one.id)
    return tuple(found.values())


def _carriers() -> tuple[Carrier, ...]:
    """One for each feature that hangs something on a ticket that goes along."""
    return (_carry_watchers,)


def _carry_watchers(unit: Unit, ended: Ticket, kept: Ticket) -> None:
    for login in unit.conversation.watchers(ended.id):
        unit.conversation.watch(kept.id, login, on=True)


def _above(unit: Unit, ticket: Ticket) -> set[TicketId]:
    """The tickets it was split from, directly or not."""
    found: set[TicketId] = set()
    parent = ticket.parent_id
    while parent is not None and parent not in found:
        found.add(parent)
        parent = unit.tickets.get([parent])[parent].parent_id
    return found


def _require_open(ticket: Ticket) -> None:
    if ticket.status not in OPEN:
        raise DomainError("merge.ended", number=ticket.number, status=ticket.status)


def _with_notes(kept: Ticket, ended: Ticket) -> Ticket:
    notes = "\n".join(
        part for part in (f"[{ended.number}] {ended.title}", ended.description) if part
    )
    return replace(kept, description=f"{kept.description}\n\n{notes}".strip())
