"""Asking another department or a person for help with a ticket, which stays whose it is."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import HelpRequest, HelpState, require_words
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.notice import Kind
from dispatch_console.services.context import Context
from dispatch_console.services.telling import known_logins, of_whole, queue_address, tell
from dispatch_console.storage.unit_of_work import Unit


def ask(
    ctx: Context,
    command_id: UUID,
    ticket: TicketId,
    question: str,
    *,
    queue: QueueId | None = None,
    login: str = "",
    due_at: datetime | None = None,
) -> ChangeSet:
    """Put a question to the queue, or to the person of that login.

    Raises `ticket.gone`, `help.whom` unless one of them is given, `help.due` for a time that is
    past by the server's clock, `queue.unknown`, `queue.inactive`, `user.unknown`,
    `conversation.empty`, `conversation.long`.
    """
    words = require_words(question)
    if (queue is None) == (not login):
        raise DomainError("help.whom")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.now()
        if due_at is not None and due_at <= now:
            raise DomainError("help.due")
        found = of_whole(unit, ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        place = None if queue is None else unit.queues.all().get(queue)
        if queue is not None and place is None:
            raise DomainError("queue.unknown")
        if place is not None and not place.active:
            raise DomainError("queue.inactive", queue=place.code)
        if login and login not in known_logins(unit, ctx.user):
            raise DomainError("user.unknown", login=login)
        key = unit.conversation.ask(
            HelpRequest(
                id=0,
                ticket_id=found.id,
                who=ctx.user,
                at=now,
                question=words,
                queue_id=queue,
                login=login,
                due_at=due_at,
            )
        )
        tell(
            unit,
            Kind.HELP_ASKED,
            str(key),
            [login if queue is None else queue_address(queue)],
            found,
            ctx.user,
            code="notice.help_asked",
            body=words,
            queue=place,
        )

    return ctx.database.run(work, user=ctx.user, command=command_id, what="help.ask")[1]


def answer(ctx: Context, command_id: UUID, key: int, words: str) -> ChangeSet:
    """Answer a question that is still open; whoever asked hears of it.

    Raises `help.gone`, `help.settled`, `conversation.empty`, `conversation.long`.
    """
    return _settle(ctx, command_id, key, HelpState.ANSWERED, require_words(words))


def withdraw(ctx: Context, command_id: UUID, key: int) -> ChangeSet:
    """Say that no answer is needed any more. Raises `help.gone`, `help.settled`."""
    return _settle(ctx, command_id, key, HelpState.WITHDRAWN, "")


def _settle(ctx: Context, command_id: UUID, key: int, state: HelpState, words: str) -> ChangeSet:
    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        it = unit.conversation.lock_help(key)
        found = None if it is None else of_whole(unit, it.ticket_id)
        if it is None or found is None:
            raise DomainError("help.gone")
        if it.state is not HelpState.OPEN:
            raise DomainError("help.settled", number=found.number)
        unit.conversation.settle_help(
            replace(it, state=state, answer=words, answered_by=ctx.user, answered_at=unit.now())
        )
        if state is HelpState.ANSWERED:
            tell(
                unit,
                Kind.HELP_ANSWERED,
                str(key),
                [it.who],
                found,
                ctx.user,
                code="notice.help_answered",
                body=words,
            )

    what = f"help.{state}"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[1]
