"""What people say and ask about a ticket, and the one line of time it is all shown on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch_console.domain.attachment import Attachment
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.signature import Signature

LONGEST = 10_000
"""Letters of a comment, a question or an answer."""


AHEAD = timedelta(minutes=30)
"""So long before an answer is due one is reminded of it."""


class HandOverState(StrEnum):
    """`OPEN` until somebody of the new queue takes or returns the ticket."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class HelpState(StrEnum):
    """`OPEN` until somebody answers, or whoever asked needs no answer any more."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """`public`: the customer may read it. What was said stays."""

    id: int
    ticket_id: TicketId
    who: str
    at: datetime
    body: str
    public: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A ticket that went from one queue and owner to another, and what became of that."""

    id: int
    ticket_id: TicketId
    to_queue: QueueId
    who: str
    at: datetime
    reason: str
    from_queue: QueueId | None = None
    from_owner: str = ""
    to_owner: str = ""
    state: HandOverState = HandOverState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequest:
    """A question to a queue or a person; the ticket stays whose it is."""

    id: int
    ticket_id: TicketId
    who: str
    at: datetime
    question: str
    queue_id: QueueId | None = None
    login: str = ""
    due_at: datetime | None = None
    state: HelpState = HelpState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def remind_at(self) -> datetime | None:
        """When whoever is asked hears that the answer is due soon: `AHEAD` before, or half-way
        where there was less time than twice that."""
        if self.due_at is None:
            return None
        return self.due_at - min(AHEAD, (self.due_at - self.at) / 2)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been answered by now."""
        return self.state is HelpState.OPEN and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing on a ticket's line of time.

    `code` is the sentence that heads it (``timeline.…``), filled with `values`: words, numbers,
    moments, `Names`, statuses. `body` is what people wrote, shown as it stands. `attachments`, and
    `ref`, the id of the row it tells of, are for those who show more. `number` is that of the
    ticket it was said at, where that was merged into this one; `signature` is whose it was for a
    step. Only what is `public` may reach a customer.
    """

    at: datetime
    who: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    body: str = ""
    public: bool = False
    attachments: tuple[Attachment, ...] = ()
    ref: int = 0
    number: str = ""
    signature: Signature | None = None


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first thing first; what happened at one moment stays as it was given."""
    return tuple(sorted(entries, key=lambda entry: entry.at))


def public_view(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What the customer may read of them: nothing that is internal."""
    return tuple(entry for entry in entries if entry.public)


def require_words(words: str) -> str:
    """The words without blanks around them. Raises `conversation.empty`, `conversation.long`."""
    stripped = words.strip()
    if not stripped:
        raise DomainError("conversation.empty")
    if len(stripped) > LONGEST:
        raise DomainError("conversation.long", most=LONGEST)
    return stripped
