"""Comments, hand-overs and help: what is written, who hears of it, and what nobody may do twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from dispatch_console.domain.attachment import admit
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import (
    HandOverState,
    HelpState,
    Names,
    public_view,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.notice import Choice, Contact, Kind
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import (
    commenting,
    departments,
    handing_over,
    helping,
    notices,
    ticket_timeline,
)
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import NOW


def queue(ctx: Context, code: str, *members: str, owner: str = "") -> Queue:
    """One of the queues a fresh database has, with these members."""
    base = next(one for one in departments.read(ctx).queues if one.code == code)
    departments.save(ctx, uuid4(), base, replace(base, members=members, owner=owner))
    return next(one for one in departments.read(ctx).queues if one.code == code)


@pytest.fixture
def ticket(context: Context) -> Ticket:
    return create(context, uuid4(), NewTicket(title="Lift <b>stuck</b>", crew_size=2))


def as_(ctx: Context, who: str) -> Context:
    return replace(ctx, user=who)


def told(ctx: Context, who: str) -> list[tuple[Kind, str]]:
    return [(one.kind, one.data["code"]) for one in notices.read(as_(ctx, who))]


def now(ctx: Context, ticket: Ticket) -> Ticket:
    return ticket_timeline.read(ctx, ticket.id).ticket


def test_a_fresh_database_has_departments(context: Context) -> None:
    found = departments.read(context).queues
    assert [one.code for one in found] == ["care", "expert", "finance", "it", "warehouse"]
    assert all(one.name_en and one.name_zh for one in found)


def test_all_of_a_ticket_is_on_one_line_of_time(context: Context, ticket: Ticket) -> None:
    it = queue(context, "it", "li")
    commenting.say(context, uuid4(), ticket.id, "The seal is gone.")
    commenting.say(context, uuid4(), ticket.id, "We come at ten.", public=True)
    handing_over.hand_over(context, uuid4(), ticket.id, it.id, "Needs the network")
    helping.ask(context, uuid4(), ticket.id, "Which switch?", queue=it.id)
    context.database.run(
        lambda unit: unit.tickets.set_status({ticket.id: Status.CANCELLED}), user="li"
    )
    found = ticket_timeline.read(context, ticket.id)
    assert {entry.code for entry in found.entries} == {
        "timeline.created",
        "timeline.internal",
        "timeline.public",
        "timeline.handed_over",
        "timeline.help_asked",
        "timeline.step",
    }
    asked = next(entry for entry in found.entries if entry.code == "timeline.help_asked")
    assert asked.values == {"to": Names("IT support", "信息技术部")}
    assert [entry.body for entry in public_view(found.entries)] == ["We come at ten."]
    assert [entry.at for entry in found.entries] == sorted(entry.at for entry in found.entries)


def test_a_mate_of_a_crew_shares_the_conversation(context: Context, ticket: Ticket) -> None:
    with context.database.snapshot() as snap:
        mate = next(one.id for one in snap.tickets.open().values() if one.crew_of == ticket.id)
    commenting.say(context, uuid4(), mate, "Second man is late.")
    assert ticket_timeline.read(context, mate).ticket.id == ticket.id
    assert ticket_timeline.read(context, ticket.id).entries[-1].body == "Second man is late."


def test_whoever_is_called_on_owns_or_watches_hears_of_it_once(
    context: Context, ticket: Ticket
) -> None:
    queue(context, "it", "li", "zhao")
    handing_over.set_owner(context, uuid4(), ticket.id, "anna")
    commenting.watch(context, uuid4(), ticket.id, "wang", on=True)
    command = uuid4()
    for _ in range(2):
        commenting.say(as_(context, "li"), command, ticket.id, "@it and @wang: @nobody <img src=x>")
    assert told(context, "zhao") == [(Kind.MENTION, "notice.mention")]
    assert told(context, "wang") == [(Kind.COMMENT, "notice.comment")]
    assert (Kind.COMMENT, "notice.comment") in told(context, "anna")
    assert told(context, "li") == []
    commenting.watch(context, uuid4(), ticket.id, "wang", on=False)
    assert ticket_timeline.read(context, ticket.id).watchers == ()


def test_files_lie_once_however_often_they_are_attached(context: Context, ticket: Ticket) -> None:
    for name in ("a.png", "b.png"):
        commenting.say(context, uuid4(), ticket.id, "", files=[admit(name, b"\x89PNG same")])
    found = ticket_timeline.read(context, ticket.id).entries
    found = [entry for entry in found if entry.attachments]
    first, second = (entry.attachments[0] for entry in found)
    assert (first.name, second.name, first.size) == ("a.png", "b.png", 9)
    assert first.sha256 == second.sha256
    assert commenting.read_file(context, second.id) == b"\x89PNG same"
    with context.database.snapshot() as snap:
        count = snap._connection.exec_driver_sql("SELECT count(*) FROM blob").scalar_one()
    assert count == 1
    with pytest.raises(DomainError, match=r"attachment\.gone"):
        commenting.read_file(context, 99)


def test_a_hand_over_changes_the_owner_and_can_be_taken(context: Context, ticket: Ticket) -> None:
    handing_over.set_owner(context, uuid4(), ticket.id, "anna")
    it = queue(context, "it", "li", "zhao", owner="zhao")
    handing_over.hand_over(as_(context, "anna"), uuid4(), ticket.id, it.id, "Network")
    assert (now(context, ticket).queue_id, now(context, ticket).owner) == (it.id, "zhao")
    assert (Kind.HAND_OVER, "notice.handed_over") in told(context, "li")
    pending = ticket_timeline.read(context, ticket.id).open_hand_over
    assert pending is not None
    handing_over.settle(as_(context, "li"), uuid4(), pending.id, taken=True)
    found = ticket_timeline.read(context, ticket.id)
    assert (found.ticket.owner, found.open_hand_over) == ("li", None)
    assert (Kind.HAND_OVER, "notice.hand_over_accepted") in told(context, "anna")
    with pytest.raises(DomainError, match=r"hand_over\.settled"):
        handing_over.settle(as_(context, "zhao"), uuid4(), pending.id, taken=True)
    with context.database.snapshot() as snap:
        mates = [one for one in snap.tickets.open().values() if one.crew_of == ticket.id]
    assert [(mate.queue_id, mate.owner) for mate in mates] == [(it.id, "li")]


def test_a_returned_hand_over_gives_queue_and_owner_back(context: Context, ticket: Ticket) -> None:
    care, it = queue(context, "care", "anna"), queue(context, "it", "li")
    handing_over.hand_over(context, uuid4(), ticket.id, care.id, "New", owner="anna")
    handing_over.hand_over(as_(context, "anna"), uuid4(), ticket.id, it.id, "Network")
    first, second = ticket_timeline.read(context, ticket.id).hand_overs
    assert (first.state, first.answered_by) == (HandOverState.ACCEPTED, "anna")
    with pytest.raises(DomainError, match=r"conversation\.empty"):
        handing_over.settle(as_(context, "li"), uuid4(), second.id, taken=False)
    handing_over.settle(as_(context, "li"), uuid4(), second.id, taken=False, words="Not ours")
    back = ticket_timeline.read(context, ticket.id)
    assert (back.ticket.queue_id, back.ticket.owner) == (care.id, "anna")
    assert back.hand_overs[-1].answer == "Not ours"


def test_asking_for_help_leaves_the_ticket_whose_it_is(context: Context, ticket: Ticket) -> None:
    handing_over.set_owner(context, uuid4(), ticket.id, "anna")
    expert = queue(context, "expert", "chen")
    helping.ask(as_(context, "anna"), uuid4(), ticket.id, "Why E4?", queue=expert.id)
    assert now(context, ticket).owner == "anna"
    assert told(context, "chen") == [(Kind.HELP_ASKED, "notice.help_asked")]
    (question,) = ticket_timeline.read(context, ticket.id).open_help
    helping.answer(as_(context, "chen"), uuid4(), question.id, "Change the sensor.")
    (answered,) = ticket_timeline.read(context, ticket.id).help
    assert (answered.state, answered.answer, answered.answered_by) == (
        HelpState.ANSWERED,
        "Change the sensor.",
        "chen",
    )
    assert (Kind.HELP_ANSWERED, "notice.help_answered") in told(context, "anna")
    with pytest.raises(DomainError, match=r"help\.settled"):
        helping.withdraw(context, uuid4(), question.id)


def test_a_person_can_be_asked_and_the_question_withdrawn(context: Context, ticket: Ticket) -> None:
    queue(context, "it", "li")
    with context.database.snapshot() as snap:
        due = snap.now() + timedelta(hours=1)
    helping.ask(context, uuid4(), ticket.id, "Key?", login="li", due_at=due)
    (question,) = ticket_timeline.read(context, ticket.id).open_help
    assert (question.login, question.due_at) == ("li", due)
    helping.withdraw(context, uuid4(), question.id)
    assert ticket_timeline.read(context, ticket.id).open_help == ()


Deed = Callable[[Context, TicketId, QueueId], ChangeSet]

REFUSED: tuple[tuple[Deed, str], ...] = (
    (lambda c, t, q: commenting.say(c, uuid4(), TicketId(99), "x"), r"ticket\.gone"),
    (lambda c, t, q: commenting.say(c, uuid4(), t, " "), r"conversation\.empty"),
    (lambda c, t, q: handing_over.hand_over(c, uuid4(), t, QueueId(99), "x"), r"queue\.unknown"),
    (lambda c, t, q: handing_over.hand_over(c, uuid4(), t, q, ""), r"conversation\.empty"),
    (
        lambda c, t, q: handing_over.hand_over(c, uuid4(), t, q, "x", owner="wang"),
        r"queue\.not_member",
    ),
    (lambda c, t, q: handing_over.settle(c, uuid4(), 99, taken=True), r"hand_over\.gone"),
    (lambda c, t, q: helping.ask(c, uuid4(), t, "x"), r"help\.whom"),
    (lambda c, t, q: helping.ask(c, uuid4(), t, "x", queue=q, login="li"), r"help\.whom"),
    (lambda c, t, q: helping.ask(c, uuid4(), t, "x", login="nobody"), r"user\.unknown"),
    (lambda c, t, q: helping.ask(c, uuid4(), t, "x", queue=q, due_at=NOW), r"help\.due"),
    (lambda c, t, q: helping.answer(c, uuid4(), 99, "x"), r"help\.gone"),
)


@pytest.mark.parametrize(("deed", "code"), REFUSED)
def test_what_makes_no_sense_is_refused(
    context: Context, ticket: Ticket, deed: Deed, code: str
) -> None:
    it = queue(context, "it", "li")
    with pytest.raises(DomainError, match=code):
        deed(context, ticket.id, it.id)


def test_a_queue_is_kept_sound_and_nobody_s_change_is_lost(
    context: Context, ticket: Ticket
) -> None:
    it = queue(context, "it", "li")
    queue(context, "it", "li", "zhao")
    with pytest.raises(DomainError, match=r"queue\.changed"):
        departments.save(context, uuid4(), it, replace(it, name_en="Computers"))
    with pytest.raises(DomainError, match=r"queue\.twice"):
        departments.save(context, uuid4(), None, replace(it, id=QueueId(0), members=()))
    handing_over.hand_over(context, uuid4(), ticket.id, it.id, "x")
    base = departments.read(context).queues[3]
    with pytest.raises(DomainError, match=r"queue\.busy"):
        departments.save(context, uuid4(), base, replace(base, active=False))
    new = Queue(id=QueueId(0), code=" Legal ", name_zh="法务部", members=(" wu ", ""))
    departments.save(context, uuid4(), None, new)
    made = next(one for one in departments.read(context).queues if one.code == "legal")
    assert (made.members, made.active) == (("wu",), True)
    departments.save(context, uuid4(), made, replace(made, active=False, members=()))
    with pytest.raises(DomainError, match=r"queue\.inactive"):
        handing_over.hand_over(context, uuid4(), ticket.id, made.id, "x")


def test_notices_are_read_by_each_person_apart(context: Context, ticket: Ticket) -> None:
    queue(context, "it", "li", "zhao")
    commenting.say(context, uuid4(), ticket.id, "@it look")
    (notice,) = notices.read(as_(context, "li"))
    assert not notice.read
    assert notice.data["values"]["ticket"] == ticket.number
    notices.mark_read(as_(context, "li"), [notice.id])
    notices.mark_read(as_(context, "li"), [notice.id])
    assert [one.read for one in notices.read(as_(context, "li"))] == [True]
    assert [one.read for one in notices.read(as_(context, "zhao"))] == [False]


def test_a_person_chooses_what_to_hear_of(context: Context, ticket: Ticket) -> None:
    queue(context, "it", "li")
    li = as_(context, "li")
    wishes = notices.wishes(li)
    assert wishes.choices == dict.fromkeys(Kind, Choice())
    quiet = {**wishes.choices, Kind.MENTION: Choice(console=False, email=True)}
    with pytest.raises(DomainError, match=r"contact\.missing"):
        notices.wish(li, notices.Wishes(quiet, Contact(login="li")))
    with pytest.raises(DomainError, match=r"contact\.email"):
        notices.wish(li, notices.Wishes(quiet, Contact(login="li", email="li")))
    contact = Contact(login="li", email="li@example.org", language="en")
    notices.wish(li, notices.Wishes(quiet, contact))
    assert notices.wishes(li) == notices.Wishes(quiet, contact)
    commenting.say(context, uuid4(), ticket.id, "@li look")
    assert notices.read(li) == ()


def test_other_consoles_are_told_at_once(context: Context, ticket: Ticket) -> None:
    with context.database.snapshot() as snap:
        cursor = snap.feed.cursor()
    queue(context, "it", "li")
    changes = commenting.say(context, uuid4(), ticket.id, "@li look")
    assert changes.service == {"comment", "outbox"}
    with context.database.snapshot() as snap:
        heard = snap.feed.since(cursor).changes.service
    assert heard == {"comment", "outbox", "queue_member"}
