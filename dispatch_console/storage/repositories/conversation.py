"""What was said, asked and handed over about tickets, and who watches them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch_console.domain.attachment import Attachment, File
from dispatch_console.domain.conversation import (
    Comment,
    HandOver,
    HandOverState,
    HelpRequest,
    HelpState,
)
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

_C, _A, _H, _O = (
    schema.comment.c,
    schema.attachment.c,
    schema.help_request.c,
    schema.hand_over.c,
)
_W = schema.watcher.c

_SETTLE = text("SELECT settle_hand_over(:id, :taken, :words)")

_MOVE = text("UPDATE ticket SET queue_id = :queue, owner = :owner WHERE id = :ticket")


class Conversation:
    """All of it is seen with its ticket; the database signs what is written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def comments(self, ticket: TicketId) -> tuple[Comment, ...]:
        """What was said, the first thing first."""
        chosen = select(schema.comment).where(_C.ticket_id == ticket).order_by(_C.at, _C.id)
        rows = self._connection.execute(chosen).all()
        files = self._files(row.id for row in rows)
        return tuple(_comment(row, files.get(row.id, ())) for row in rows)

    def say(self, comment: Comment, files: Sequence[File] = ()) -> int:
        """Put a comment with its files there; returns its id."""
        values = {
            "ticket_id": comment.ticket_id,
            "who": comment.who,
            "at": comment.at,
            "body": comment.body,
            "public": comment.public,
        }
        statement = insert(schema.comment).values(**values).returning(_C.id)
        key: int = self._connection.execute(statement).scalar_one()
        for file in files:
            kept = {"sha256": file.sha256, "data": file.data}
            self._connection.execute(upsert(schema.blob).values(**kept).on_conflict_do_nothing())
            row = {
                "ticket_id": comment.ticket_id,
                "comment_id": key,
                "name": file.name,
                "kind": file.kind,
                "size": len(file.data),
                "sha256": file.sha256,
            }
            self._connection.execute(insert(schema.attachment).values(**row))
        return key

    def bytes_of(self, attachment: int) -> bytes | None:
        """What the file holds; None if it is not to be seen."""
        statement = (
            select(schema.blob.c.data)
            .join(schema.attachment, _A.sha256 == schema.blob.c.sha256)
            .where(_A.id == attachment)
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def hand_overs(self, ticket: TicketId) -> tuple[HandOver, ...]:
        """All there were, the first one first."""
        chosen = select(schema.hand_over).where(_O.ticket_id == ticket).order_by(_O.at, _O.id)
        return tuple(map(_hand_over, self._connection.execute(chosen)))

    def hand_over(self, key: int) -> HandOver | None:
        """The one of this id."""
        row = self._connection.execute(select(schema.hand_over).where(_O.id == key)).first()
        return None if row is None else _hand_over(row)

    def begin_hand_over(self, it: HandOver) -> int:
        """Move the ticket, which the caller has locked; one before it is thereby accepted."""
        values = {
            "ticket_id": it.ticket_id,
            "from_queue": it.from_queue,
            "to_queue": it.to_queue,
            "from_owner": it.from_owner,
            "to_owner": it.to_owner,
            "who": it.who,
            "at": it.at,
            "why": it.reason,
        }
        statement = insert(schema.hand_over).values(**values).returning(_O.id)
        key: int = self._connection.execute(statement).scalar_one()
        self.place(it.ticket_id, it.to_queue, it.to_owner)
        return key

    def settle_hand_over(self, key: int, words: str, *, taken: bool) -> bool:
        """Take the ticket over or give it back; False where somebody was quicker."""
        given = {"id": key, "taken": taken, "words": words}
        return bool(self._connection.execute(_SETTLE, given).scalar_one())

    def place(self, ticket: TicketId, queue: QueueId | None, owner: str) -> None:
        """Say in which queue the ticket lies, and who answers for it."""
        self._connection.execute(_MOVE, {"ticket": ticket, "queue": queue, "owner": owner})

    def help(self, ticket: TicketId) -> tuple[HelpRequest, ...]:
        """All questions, the first one first."""
        chosen = select(schema.help_request).where(_H.ticket_id == ticket).order_by(_H.at, _H.id)
        return tuple(map(_help, self._connection.execute(chosen)))

    def due_help(self, since: datetime, until: datetime) -> tuple[HelpRequest, ...]:
        """Open questions to which an answer is needed within that time."""
        chosen = select(schema.help_request).where(
            _H.state == HelpState.OPEN.value, _H.due_at.between(since, until)
        )
        return tuple(map(_help, self._connection.execute(chosen.order_by(_H.due_at, _H.id))))

    def open_help(self, login: str, queues: Iterable[QueueId]) -> tuple[HelpRequest, ...]:
        """Open questions to the login or to one of these queues, what is due soonest first."""
        chosen = select(schema.help_request).where(
            _H.state == HelpState.OPEN.value,
            (_H.login == login) | among(_H.queue_id, queues),
        )
        ordered = chosen.order_by(_H.due_at.nulls_last(), _H.id)
        return tuple(map(_help, self._connection.execute(ordered)))

    def lock_help(self, key: int) -> HelpRequest | None:
        """The question of this id, kept from others until the end of the transaction."""
        chosen = select(schema.help_request).where(_H.id == key).with_for_update()
        row = self._connection.execute(chosen).first()
        return None if row is None else _help(row)

    def ask(self, it: HelpRequest) -> int:
        """Put a question; returns its id."""
        values = {
            "ticket_id": it.ticket_id,
            "queue_id": it.queue_id,
            "login": it.login,
            "who": it.who,
            "at": it.at,
            "question": it.question,
            "due_at": it.due_at,
        }
        statement = insert(schema.help_request).values(**values).returning(_H.id)
        return self._connection.execute(statement).scalar_one()

    def settle_help(self, it: HelpRequest) -> None:
        """Write its state and answer."""
        values = {
            "state": it.state.value,
            "answer": it.answer,
            "answered_by": it.answered_by,
            "answered_at": it.answered_at,
        }
        statement = update(schema.help_request).where(_H.id == it.id).values(**values)
        self._connection.execute(statement)

    def watchers(self, ticket: TicketId) -> tuple[str, ...]:
        """The logins that hear of everything that is said there."""
        chosen = select(_W.login).where(_W.ticket_id == ticket).order_by(_W.login)
        return tuple(self._connection.scalars(chosen))

    def watch(self, ticket: TicketId, login: str, *, on: bool) -> None:
        """Have the login hear of it from now on, or no longer."""
        if on:
            new = upsert(schema.watcher).values(ticket_id=ticket, login=login)
            self._connection.execute(new.on_conflict_do_nothing())
        else:
            gone = (_W.ticket_id == ticket) & (_W.login == login)
            self._connection.execute(delete(schema.watcher).where(gone))

    def _files(self, comments: Iterable[int]) -> dict[int, tuple[Attachment, ...]]:
        chosen = (
            select(schema.attachment)
            .where(among(_A.comment_id, comments))
            .order_by(_A.comment_id, _A.id)
        )
        rows = self._connection.execute(chosen)
        return {
            key: tuple(map(_attachment, found))
            for key, found in groupby(rows, key=lambda row: row.comment_id)
        }


def _comment(row: Row[Any], files: tuple[Attachment, ...]) -> Comment:
    return Comment(
        id=row.id,
        ticket_id=TicketId(row.ticket_id),
        who=row.who,
        at=row.at,
        body=row.body,
        public=row.public,
        attachments=files,
    )


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(id=row.id, name=row.name, kind=row.kind, size=row.size, sha256=row.sha256)


def _hand_over(row: Row[Any]) -> HandOver:
    return HandOver(
        id=row.id,
        ticket_id=TicketId(row.ticket_id),
        from_queue=row.from_queue,
        to_queue=QueueId(row.to_queue),
        from_owner=row.from_owner,
        to_owner=row.to_owner,
        who=row.who,
        at=row.at,
        reason=row.why,
        state=HandOverState(row.state),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def _help(row: Row[Any]) -> HelpRequest:
    return HelpRequest(
        id=row.id,
        ticket_id=TicketId(row.ticket_id),
        queue_id=row.queue_id,
        login=row.login,
        who=row.who,
        at=row.at,
        question=row.question,
        due_at=row.due_at,
        state=HelpState(row.state),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
