"""What a resolved ticket waits for: its requester's word that it is solved, given by a link."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import Comment
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.signature import LONGEST_NAME, Signature, Way
from dispatch_console.domain.survey import (
    MOST_WORDS,
    NOT_SOLVED,
    SOLVED,
    Purpose,
    Requester,
    SurveySettings,
    letters_in,
    read_token,
    wording,
)
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import Given
from dispatch_console.services.commenting import tell_followers
from dispatch_console.services.context import Context
from dispatch_console.services.requesters import CONSOLE, requester_of
from dispatch_console.services.stepping import take
from dispatch_console.storage.repositories.surveys import Letter
from dispatch_console.storage.unit_of_work import Snapshot, Unit

log = logging.getLogger(__name__)

BY_REQUESTER = "requester"
"""Said in a step's data of one that the requester's answer took; and what the names of requesters
begin with."""

_NAMESPACE = UUID("1e3d7c52-8f5a-5b39-9a53-6f1c2d0b7e11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Nobody has said yet whether it is solved, `since` it was resolved (None if no step tells).

    `letter` asked the requester; without one they have to be asked by phone. At `by_itself_at` the
    workflow takes their silence for a yes.
    """

    ticket: Ticket
    since: datetime | None
    letter: Letter | None = None
    by_itself_at: datetime | None = None


def waiting(ctx: Context, ticket: TicketId) -> Waiting | None:
    """What the ticket (of a mate, its whole) waits for; None unless it is resolved."""
    with ctx.database.snapshot() as snap:
        asked = snap.tickets.get([ticket]).values()
        found = next(iter(snap.tickets.get([one.whole for one in asked]).values()), None)
        if found is None or found.status is not Status.RESOLVED:
            return None
        steps = snap.steps.of([found.id]).get(found.id, ())
        since = steps[-1].at if steps else None
        step = snap.workflows.definitions().workflow_of(found).step(found.status, Status.CONFIRMED)
        days = None if step is None else step.after_days
        return Waiting(
            ticket=found,
            since=since,
            letter=snap.surveys.letter_to_confirm(found.id),
            by_itself_at=since + timedelta(days=days) if since and days is not None else None,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page behind a link asks about: `said` is what the house told the customer last,
    `language` the requester's."""

    ticket: Ticket
    said: str
    language: str


def asked(ctx: Context, given: str) -> Asked:
    """What the link of a confirmation is about. Raises as `confirm`."""
    with ctx.database.snapshot() as snap:
        _, ticket = _standing(snap, given)
        ours = (
            one.body
            for one in reversed(snap.conversation.comments(ticket.id))
            if one.public and not one.who.startswith(f"{BY_REQUESTER}:")
        )
        return Asked(ticket, next(ours, ""), requester_of(snap, ticket).language)


def confirm(ctx: Context, given: str, *, solved: bool, words: str = "") -> ChangeSet:
    """The requester says whether it is solved: the ticket is confirmed, or opened again.

    Their words become a comment, which can be erased. What the workflow does not let happen so is
    told to the dispatchers. Raises `survey.token`, `survey.expired`, `survey.long`,
    `survey.decided` where the ticket has gone on since, or they have said so before.
    """
    own = words.strip()
    if len(own) > MOST_WORDS:
        raise DomainError("survey.long", most=MOST_WORDS)
    with ctx.database.snapshot() as snap:
        step, ticket = _standing(snap, given)
        settings, to = snap.surveys.settings(), requester_of(snap, ticket)
    status = Status.CONFIRMED if solved else Status.REOPENED
    said = _given(ticket, to, solved=solved)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        if own:
            _comment(unit, ticket, ctx.user, own)
        try:
            take(unit, [ticket.id], status, said, now=unit.now(), by=BY_REQUESTER)
        except DomainError as error:
            if not error.code.startswith("ticket."):
                raise
            log.info("ticket %s stays as it is: %s", ticket.number, error)
            told = _answered(settings, ticket, step, to.language, own, solved=solved)
            unit.outbox.put([told])

    return ctx.database.run(
        work,
        user=ctx.user,
        command=uuid5(_NAMESPACE, given),
        what=f"set_status {status.value}",
        why=said.reason,
    )[1]


def _standing(snap: Snapshot, given: str) -> tuple[int, Ticket]:
    """The step that waits for an answer, and its ticket."""
    step = read_token(snap.surveys.secret(), given, Purpose.CONFIRM, snap.now())
    key = snap.surveys.standing(step)
    if key is None:
        raise DomainError("survey.decided")
    return step, snap.tickets.get([key])[key]


def _given(ticket: Ticket, to: Requester, *, solved: bool) -> Given:
    """The link is the requester's alone: who follows it has signed."""
    if not solved:
        return Given(reason=wording(NOT_SOLVED, to.language))
    signed = ticket.customer_name.strip() or to.address
    return Given(signature=Signature(signed[:LONGEST_NAME], Way.LINK))


def _comment(unit: Unit, ticket: Ticket, who: str, words: str) -> None:
    """It calls on nobody, whatever names stand in it."""
    comment = Comment(id=0, ticket_id=ticket.id, who=who, at=unit.now(), body=words, public=True)
    tell_followers(unit, ticket, unit.conversation.say(comment), words, who)


def _answered(
    settings: SurveySettings, ticket: Ticket, step: int, language: str, words: str, *, solved: bool
) -> Message:
    told = {"number": ticket.number, "title": ticket.title}
    worded = letters_in(settings.texts, Purpose.CONFIRM.value, **told)
    answer = SOLVED if solved else NOT_SOLVED

    def body(language: str, about: str) -> str:
        return "\n".join(filter(None, (f"{wording(answer, language)}{about}", words)))

    for code, text in worded.items():
        text["body"] = body(code, f": {ticket.title}")
    return Message(
        key=f"confirm:{step}:answer",
        medium=Medium.CONSOLE,
        address=CONSOLE,
        subject=ticket.number,
        body=body(language, ""),
        ticket_id=ticket.id,
        data={"kind": "survey.confirm", "texts": worded},
    )
