"""All that happens to one ticket on one line of time, whatever part of the service it comes from.

A feature puts itself on it by a *source*: a function that tells a ticket's entries from a snapshot.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dispatch_console.domain.conversation import (
    Entry,
    HandOver,
    HandOverState,
    HelpRequest,
    HelpState,
    Names,
    in_order,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import chronicle
from dispatch_console.services import timeline_after_work as after
from dispatch_console.services.context import Context
from dispatch_console.services.duplicates import ended_in
from dispatch_console.services.telling import known_logins, of_whole
from dispatch_console.storage.unit_of_work import Snapshot

Source = Callable[[Snapshot, TicketId], Iterable[Entry]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A ticket's line of time, the first thing first, and what can be done there.

    `queues` and `logins` are who can be asked or called on; `mine` the queues of whoever reads;
    `overdue` the questions that should have been answered.
    """

    ticket: Ticket
    entries: tuple[Entry, ...]
    help: tuple[HelpRequest, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    watchers: tuple[str, ...] = ()
    queues: tuple[Queue, ...] = ()
    logins: tuple[str, ...] = ()
    mine: frozenset[QueueId] = frozenset()
    overdue: frozenset[int] = frozenset()

    @property
    def open_hand_over(self) -> HandOver | None:
        """The hand-over that nobody has taken or returned yet."""
        found = (it for it in self.hand_overs if it.state is HandOverState.OPEN)
        return next(found, None)

    @property
    def open_help(self) -> tuple[HelpRequest, ...]:
        """The questions that wait for an answer."""
        return tuple(it for it in self.help if it.state is HelpState.OPEN)


def sources() -> tuple[Source, ...]:
    """All there are; what happened at one moment is shown in this order."""
    return (_life, _steps, _comments, _hand_overs, _help, _merged, after.parts, after.survey)


def read(ctx: Context, ticket: TicketId) -> Conversation:
    """What happened to the ticket and was said about it. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        found = of_whole(snap, ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        now = snap.now()
        asked = tuple(
            one
            for key in (found.id, *(one.id for one in ended_in(snap, found.id)))
            for one in snap.conversation.help(key)
        )
        return Conversation(
            ticket=found,
            entries=entries(snap, found.id),
            help=asked,
            hand_overs=snap.conversation.hand_overs(found.id),
            watchers=snap.conversation.watchers(found.id),
            queues=tuple(snap.queues.all().values()),
            logins=known_logins(snap, ctx.user),
            mine=snap.queues.of(ctx.user),
            overdue=frozenset(it.id for it in asked if it.is_overdue(now)),
        )


def entries(snap: Snapshot, ticket: TicketId) -> tuple[Entry, ...]:
    """The ticket's line of time, the first thing first."""
    return in_order(entry for source in sources() for entry in source(snap, ticket))


def _life(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    """That it came in, and the visits it was given and lost."""
    events = chronicle.events(snap, snap.trail.about("ticket", ticket))
    visits = [visit for event in events for visit in (event.left, event.given) if visit]
    engineers = snap.engineers.get({visit.engineer_id for visit in visits})

    def name(visit: object) -> str:
        found = engineers.get(getattr(visit, "engineer_id", None))  # pyright: ignore
        return found.name if found else ""

    for event in events:
        if event.created:
            yield Entry(at=event.at, who=event.who, code="timeline.created")
        if event.given is not None:
            values = {"engineer": name(event.given), "start": event.given.start}
            yield Entry(
                at=event.at, who=event.who, code="timeline.visit", values=values, body=event.why
            )
        elif event.left is not None:
            values = {"engineer": name(event.left)}
            yield Entry(at=event.at, who=event.who, code="timeline.visit_left", values=values)


def _steps(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    signed = snap.signatures.of([ticket])
    for step in snap.steps.of([ticket]).get(ticket, ()):
        yield Entry(
            signature=signed.get(step.id),
            at=step.at,
            who=step.who,
            code="timeline.step",
            values={"before": step.before, "after": step.after},
            body=step.reason,
        )


def _comments(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    for comment in snap.conversation.comments(ticket):
        yield Entry(
            at=comment.at,
            who=comment.who,
            code="timeline.public" if comment.public else "timeline.internal",
            body=comment.body,
            public=comment.public,
            attachments=comment.attachments,
            ref=comment.id,
        )


def _hand_overs(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    queues = snap.queues.all()
    for it in snap.conversation.hand_overs(ticket):
        to = _names(queues, it.to_queue)
        yield Entry(
            at=it.at,
            who=it.who,
            code="timeline.handed_over" if it.from_queue is None else "timeline.handed_on",
            values={"from": _names(queues, it.from_queue), "to": to},
            body=it.reason,
            ref=it.id,
        )
        if it.answered_at is not None:
            # A return has its words; without any, whoever handed it over took it back.
            undone = it.state is HandOverState.RETURNED and not it.answer
            yield Entry(
                at=it.answered_at,
                who=it.answered_by,
                code=f"timeline.hand_over_{'undone' if undone else it.state}",
                values={"to": to},
                body=it.answer,
                ref=it.id,
            )


def _help(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    queues = snap.queues.all()
    for it in snap.conversation.help(ticket):
        to = it.login or _names(queues, it.queue_id)
        yield Entry(
            at=it.at,
            who=it.who,
            code="timeline.help_asked" if it.due_at is None else "timeline.help_asked_by",
            values={"to": to} if it.due_at is None else {"to": to, "due": it.due_at},
            body=it.question,
            ref=it.id,
        )
        if it.answered_at is not None:
            yield Entry(
                at=it.answered_at,
                who=it.answered_by,
                code=f"timeline.help_{it.state}",
                values={"to": to, "question": it.question},
                body=it.answer,
                ref=it.id,
            )


def _merged(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    """That other tickets go on in this one, and what was said and asked there."""
    ended = ended_in(snap, ticket)
    steps = snap.steps.of([one.id for one in ended])
    for one in ended:
        for step in steps.get(one.id, ())[-1:]:
            if step.after is Status.MERGED:
                values = {"number": one.number, "title": one.title}
                yield Entry(
                    at=step.at,
                    who=step.who,
                    code="timeline.merged_in",
                    values=values,
                    body=step.reason,
                )
        for source in (_comments, _help):
            for entry in source(snap, one.id):
                yield replace(entry, number=one.number)


def _names(queues: "dict[QueueId, Queue]", key: QueueId | None) -> Names:
    found = None if key is None else queues.get(key)
    return Names("", "") if found is None else Names(found.name_en, found.name_zh)
