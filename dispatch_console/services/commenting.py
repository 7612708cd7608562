"""What people say about a ticket, inside the house or to the customer, and who follows it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from dispatch_console.domain.attachment import LARGEST, MOST, File, admit
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import Comment, require_words
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.mention import addresses
from dispatch_console.domain.notice import Kind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.telling import known_engineers, known_logins, of_whole, tell
from dispatch_console.storage.unit_of_work import Unit


def say(
    ctx: Context,
    command_id: UUID,
    ticket: TicketId,
    body: str,
    *,
    public: bool = False,
    files: Sequence[File] = (),
) -> ChangeSet:
    """Put a comment to the ticket; with files it may be without words.

    Whoever it calls on hears of it, and so do its owner and watchers. Raises `ticket.gone`,
    `conversation.empty`, `conversation.long`, `attachment.many`.
    """
    words = body.strip() if files and not body.strip() else require_words(body)
    if len(files) > MOST:
        raise DomainError("attachment.many", most=MOST)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = of_whole(unit, ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        comment = Comment(
            id=0, ticket_id=found.id, who=ctx.user, at=unit.now(), body=words, public=public
        )
        key = unit.conversation.say(comment, files)
        _tell(unit, found, key, words, ctx.user)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="comment.say")[1]


def watch(ctx: Context, command_id: UUID, ticket: TicketId, login: str, *, on: bool) -> ChangeSet:
    """Have the login hear of all that is said about the ticket, or no longer.

    Raises `ticket.gone`.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = of_whole(unit, ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        unit.conversation.watch(found.id, login, on=on)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="comment.watch")[1]


def read_files(paths: Iterable[Path]) -> tuple[File, ...]:
    """The files that are to be sent along. Raises as `admit`, and `attachment.unreadable`."""
    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            reason = error.strerror or str(error)
            raise DomainError("attachment.unreadable", name=path.name, reason=reason) from error
        found.append(admit(path.name, data))
    return tuple(found)


def read_file(ctx: Context, attachment: int) -> bytes:
    """What an attached file holds. Raises `attachment.gone`."""
    with ctx.database.snapshot() as snap:
        data = snap.conversation.bytes_of(attachment)
    if data is None:
        raise DomainError("attachment.gone")
    return data


def tell_followers(
    unit: Unit, ticket: Ticket, comment: int, words: str, who: str, *, but: Iterable[str] = ()
) -> None:
    """Have the ticket's owner and watchers hear of a comment, but for those who do already."""
    following = {ticket.owner, *unit.conversation.watchers(ticket.id)} - {*but, ""}
    tell(
        unit,
        Kind.COMMENT,
        str(comment),
        sorted(following),
        ticket,
        who,
        code="notice.comment",
        body=words,
    )


def _tell(unit: Unit, ticket: Ticket, comment: int, words: str, who: str) -> None:
    queues = {queue.code: queue.id for queue in unit.queues.all().values()}
    called = addresses(words, known_logins(unit, who), queues, known_engineers(unit))
    tell(
        unit,
        Kind.MENTION,
        str(comment),
        called,
        ticket,
        who,
        code="notice.mention",
        body=words,
    )
    tell_followers(unit, ticket, comment, words, who, but=called)
