"""Splitting a ticket into children, and linking tickets that have to do with each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.ticket import HoldReason, Lock, Status, Ticket, title_of
from dispatch_console.domain.ticket_link import LinkKind, TicketLink
from dispatch_console.services.context import Context
from dispatch_console.services.sla import definitions
from dispatch_console.services.sla.settling import due_by_policy, settle
from dispatch_console.storage.unit_of_work import Unit

MOST_CHILDREN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """What a child is about; `duration_s` None is as long as the whole ticket."""

    title: str
    duration_s: int | None = None


def split(ctx: Context, command_id: UUID, ticket: TicketId, parts: Sequence[Part]) -> ChangeSet:
    """Make new tickets of its type, customer and place that belong to the ticket, with deadlines of
    their own from now on.

    Raises `ticket.gone`, `split.ended` for one that is not open, `split.parts` without any or with
    more than `MOST_CHILDREN`, `ticket.duration`, and as `title_of`.
    """
    if not 1 <= len(parts) <= MOST_CHILDREN:
        raise DomainError("split.parts", most=MOST_CHILDREN)
    for part in parts:
        title_of(part.title)
    if any(part.duration_s is not None and part.duration_s <= 0 for part in parts):
        raise DomainError("ticket.duration")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        whole = _whole(unit, ticket)
        if whole.status not in OPEN:
            raise DomainError("split.ended", number=whole.number, status=whole.status)
        levels = definitions.load(unit)
        children = [due_by_policy(unit, levels, _child(whole, part, ctx)) for part in parts]
        settle(unit, [child.id for child in unit.tickets.add(children)])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.split")[1]


def link(
    ctx: Context, command_id: UUID, ticket: TicketId, other: TicketId, kind: LinkKind
) -> ChangeSet:
    """Say what the ticket is to the other; once is enough. Raises `ticket.gone`, `link.itself`."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        first, second = _whole(unit, ticket), _whole(unit, other)
        if first.id == second.id:
            raise DomainError("link.itself", number=first.number)
        wanted = TicketLink(first.id, second.id, kind)
        there = [replace(one, id=0) for one in unit.ticket_links.of(first.id)]
        mirrored = TicketLink(second.id, first.id, kind)
        if wanted not in there and not (kind is LinkKind.RELATED and mirrored in there):
            unit.ticket_links.add(wanted)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.link")[1]


def unlink(ctx: Context, command_id: UUID, link_id: int) -> ChangeSet:
    """Take the link away; one that is gone already is no matter."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.ticket_links.remove([link_id])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.unlink")[1]


def _whole(unit: Unit, ticket: TicketId) -> Ticket:
    asked = unit.tickets.get([ticket]).values()
    found = next(iter(unit.tickets.lock([one.whole for one in asked]).values()), None)
    if found is None:
        raise DomainError("ticket.gone", number=ticket)
    return found


def _child(whole: Ticket, part: Part, ctx: Context) -> Ticket:
    return replace(
        whole,
        id=TicketId(0),
        number="",
        external_id=None,
        title=part.title.strip(),
        description="",
        status=Status.NEW,
        duration_s=part.duration_s or whole.duration_s,
        created_at=ctx.clock(),
        lock=Lock.NONE,
        hold_reason=HoldReason.NONE,
        crew_size=1,
        after=(),
        same_engineer=False,
        workflow_id=None,
        parent_id=whole.id,
        merged_into=None,
        sla_policy_id=None,
        visit=None,
    )
