"""Handing a ticket over to another department, and whose it is."""

from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import HandOver, require_words
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.notice import Kind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.telling import of_whole, queue_address, tell
from dispatch_console.storage.unit_of_work import Unit


def hand_over(
    ctx: Context,
    command_id: UUID,
    ticket: TicketId,
    queue: QueueId,
    reason: str,
    *,
    owner: str = "",
) -> ChangeSet:
    """Move the ticket to the queue; it gets the `owner` named, else the queue's own.

    The queue hears of it and takes it over or returns it. Raises `ticket.gone`,
    `queue.unknown`, `queue.inactive`, `queue.same`, `queue.not_member` for an owner who is none,
    `conversation.empty`, `conversation.long`.
    """
    words = require_words(reason)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = _locked(unit, ticket)
        place = unit.queues.all().get(queue)
        if place is None:
            raise DomainError("queue.unknown")
        if not place.active:
            raise DomainError("queue.inactive", queue=place.code)
        if found.queue_id == queue:
            raise DomainError("queue.same", number=found.number, queue=place.code)
        if owner and owner not in place.members:
            raise DomainError("queue.not_member", login=owner, queue=place.code)
        it = HandOver(
            id=0,
            ticket_id=found.id,
            from_queue=found.queue_id,
            to_queue=queue,
            from_owner=found.owner,
            to_owner=owner or place.owner,
            who=ctx.user,
            at=unit.now(),
            reason=words,
        )
        ref = str(unit.conversation.begin_hand_over(it))
        to = queue_address(queue)
        tell(
            unit,
            Kind.HAND_OVER,
            ref,
            [to],
            found,
            ctx.user,
            code="notice.handed_over",
            body=words,
            queue=place,
        )
        if it.to_owner not in place.members:
            told = (found.owner,)
        else:
            told = (it.to_owner, found.owner)
        tell(
            unit,
            Kind.ASSIGNED,
            f"hand_over-{ref}",
            told,
            found,
            ctx.user,
            code="notice.owner_changed",
            queue=place,
        )

    return ctx.database.run(
        work, user=ctx.user, command=command_id, what="hand_over.begin", why=words
    )[1]


def settle(ctx: Context, command_id: UUID, key: int, *, taken: bool, words: str = "") -> ChangeSet:
    """Take the ticket over that was handed to one's queue, or give it back, with the reason.

    Raises `hand_over.settled` if somebody was quicker, `hand_over.gone`, `conversation.empty` for
    a return without a reason, `database.rights`.
    """
    reason = words.strip() if taken else require_words(words)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        it = unit.conversation.hand_over(key)
        found = None if it is None else of_whole(unit, it.ticket_id)
        if it is None or found is None:
            raise DomainError("hand_over.gone")
        if not unit.conversation.settle_hand_over(key, reason, taken=taken):
            raise DomainError("hand_over.settled", number=found.number)
        tell(
            unit,
            Kind.HAND_OVER,
            f"{key}-settled",
            [it.who],
            found,
            ctx.user,
            code="notice.hand_over_accepted" if taken else "notice.hand_over_returned",
            body=reason,
            queue=unit.queues.all().get(it.to_queue),
        )

    what = "hand_over.accept" if taken else "hand_over.return"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what, why=reason)[1]


def set_owner(ctx: Context, command_id: UUID, ticket: TicketId, owner: str) -> ChangeSet:
    """Say who answers for the ticket; empty for nobody. Raises `ticket.gone`."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = _locked(unit, ticket)
        if found.owner == owner:
            return
        unit.tickets.update([replace(found, owner=owner)])
        tell(
            unit,
            Kind.ASSIGNED,
            f"owner-{found.id}-{command_id}",
            [owner, found.owner],
            found,
            ctx.user,
            code="notice.owner_changed",
        )

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.owner")[1]


def _locked(unit: Unit, ticket: TicketId) -> Ticket:
    whole = of_whole(unit, ticket)
    found = None if whole is None else unit.tickets.lock([whole.id]).get(whole.id)
    if found is None:
        raise DomainError("ticket.gone", number=ticket)
    return found
