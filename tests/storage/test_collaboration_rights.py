"""The database itself holds who may say, see and take over what."""

from dataclasses import replace
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.notice import Choice, Contact, Kind
from dispatch_console.services import (
    commenting,
    departments,
    handing_over,
    helping,
    notices,
    ticket_timeline,
)
from dispatch_console.services.context import Context
from dispatch_console.services.delivering.duty import deliver, drop, release, set_language, unsent
from dispatch_console.services.delivering.fan_out import fan_out
from dispatch_console.services.delivering.routes import Routes
from dispatch_console.storage.database import Database
from dispatch_console.storage.rights_check import broken_guards, wrong_grants
from tests.factories import NOW
from tests.storage.test_rights import Office, ask, office

__all__ = ["office"]


@pytest.fixture
def at_home(office: Office) -> Office:
    """The specialist is a member of IT; the first ticket lies there, the second elsewhere."""
    owner = _context(office, "")
    base = next(one for one in departments.read(owner).queues if one.code == "it")
    wanted = replace(base, members=(office.login("specialist"),))
    departments.save(owner, uuid4(), base, wanted)
    first, second = office.company.tickets[:2]
    care = next(one for one in departments.read(owner).queues if one.code == "care")
    handing_over.hand_over(owner, uuid4(), first.id, base.id, "Network")
    handing_over.hand_over(owner, uuid4(), second.id, care.id, "Call")
    for ticket in (first, second):
        commenting.say(owner, uuid4(), ticket.id, "secret")
    owner.database.close()
    return office


def _context(office: Office, who: str) -> Context:
    database = Database.open(office.as_(who) if who else office.url)
    return Context(database=database, user=office.login(who), clock=lambda: NOW)


def test_a_specialist_in_a_queue_sees_its_tickets_alone(at_home: Office) -> None:
    ctx = _context(at_home, "specialist")
    first, second = at_home.company.tickets[:2]
    with ctx.database.snapshot() as snap:
        assert list(snap.tickets.every()) == [first.id]
        assert snap.conversation.comments(second.id) == ()
        assert snap.trail.about("ticket", first.id)
        assert not snap.trail.about("ticket", second.id)
        assert not snap.trail.about("comment", 2)
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        commenting.say(ctx, uuid4(), second.id, "x")
    ctx.database.close()
    assert ask(at_home.as_("specialist"), "SELECT FROM comment") == 1
    assert ask(at_home.as_("specialist"), "SELECT FROM outbox WHERE ticket_id = 2") == 0
    assert ask(at_home.as_("viewer"), "SELECT FROM comment") == 2


def test_whoever_is_asked_sees_the_ticket_and_answers(at_home: Office) -> None:
    dispatcher, asked = _context(at_home, "dispatcher"), _context(at_home, "specialist")
    second = at_home.company.tickets[1]
    helping.ask(dispatcher, uuid4(), second.id, "Which switch?", login=at_home.login("specialist"))
    (question,) = ticket_timeline.read(asked, second.id).open_help
    helping.answer(asked, uuid4(), question.id, "The upper one.")
    assert notices.read(dispatcher)[0].data["code"] == "notice.help_answered"
    for ctx in (dispatcher, asked):
        ctx.database.close()


def test_a_specialist_takes_over_what_was_handed_to_its_queue(at_home: Office) -> None:
    ctx = _context(at_home, "specialist")
    first = at_home.company.tickets[0]
    pending = ticket_timeline.read(ctx, first.id).open_hand_over
    assert pending is not None
    handing_over.settle(ctx, uuid4(), pending.id, taken=True)
    found = ticket_timeline.read(ctx, first.id)
    assert found.ticket.owner == at_home.login("specialist")
    assert found.hand_overs[0].answered_by == at_home.login("specialist")
    ctx.database.close()


def test_nobody_else_without_the_right_to_tickets_does(at_home: Office) -> None:
    for who, key in (("warehouse", 1), ("specialist", 2), ("viewer", 1)):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            psycopg.connect(at_home.as_(who)) as connection,
        ):
            connection.execute("SELECT settle_hand_over(%s, true, '')", (key,))


FORGERIES: tuple[LiteralString, ...] = (
    "UPDATE comment SET body = 'x'",
    "DELETE FROM comment",
    "UPDATE hand_over SET state = 'accepted'",
    "INSERT INTO hand_over (ticket_id, to_queue) VALUES (1, 1)",
    "UPDATE ticket SET queue_id = 1",
    "INSERT INTO queue (code) VALUES ('x')",
    "INSERT INTO queue_member (queue_id, login) VALUES (1, 'x')",
    "INSERT INTO notice_choice (login, kind) VALUES ('x', 'mention')",
    "INSERT INTO notice_contact (login) VALUES ('x')",
    "DELETE FROM outbox",
)


@pytest.mark.parametrize("statement", FORGERIES)
def test_a_warehouse_keeper_forges_nothing(at_home: Office, statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(at_home.as_("warehouse"), statement)


def test_words_are_signed_by_who_logged_in(at_home: Office) -> None:
    url = at_home.as_("warehouse")
    ask(url, "INSERT INTO comment (ticket_id, who, body, at) VALUES (1, 'boss', 'x', '2020-01-01')")
    said = "SELECT FROM comment WHERE who = session_user AND at > now() - interval '1 day'"
    assert ask(url, said) == 1
    assert ask(url, "UPDATE notice_contact SET email = 'x' WHERE login <> session_user") == 0


def test_a_viewer_chooses_and_reads_notices_but_says_nothing(at_home: Office) -> None:
    ctx = _context(at_home, "viewer")
    notices.wish(ctx, notices.wishes(ctx))
    with pytest.raises(DomainError, match=r"database\.rights"):
        commenting.say(ctx, uuid4(), at_home.company.tickets[0].id, "x")
    ctx.database.close()


def test_the_guards_are_whole(at_home: Office) -> None:
    with psycopg.connect(at_home.url) as connection:
        assert wrong_grants(connection) == ()
        assert broken_guards(connection) == ()


def test_a_dispatcher_passes_notices_on_and_a_supervisor_gives_up_what_waits(
    at_home: Office,
) -> None:
    specialist, dispatcher = _context(at_home, "specialist"), _context(at_home, "dispatcher")
    choices = {**notices.wishes(specialist).choices, Kind.HAND_OVER: Choice(email=True)}
    contact = Contact(login=specialist.user, email="s@example.org")
    notices.wish(specialist, notices.Wishes(choices, contact))
    assert fan_out(dispatcher) == 2
    assert deliver(dispatcher, Routes()) == 0
    (waits,) = unsent(dispatcher, Routes())
    assert waits.message.address == "s@example.org"
    with pytest.raises(DomainError, match=r"database\.rights"):
        drop(dispatcher, uuid4(), [waits.message.id])
    hold = "UPDATE outbox SET held = true WHERE sent_at IS NULL"
    with psycopg.connect(at_home.url) as connection:
        connection.execute(hold)
    with pytest.raises(DomainError, match=r"database\.rights"):
        release(dispatcher, uuid4(), [waits.message.id])
    with pytest.raises(DomainError, match=r"database\.rights"):
        set_language(dispatcher, uuid4(), "en")
    supervisor = _context(at_home, "supervisor")
    set_language(supervisor, uuid4(), "en")
    assert release(supervisor, uuid4(), [waits.message.id]) == 1
    assert release(supervisor, uuid4(), [waits.message.id]) == 0
    assert drop(supervisor, uuid4(), [waits.message.id]) == 1
    assert unsent(supervisor, Routes()) == ()
    with psycopg.connect(at_home.url) as connection:
        trail = connection.execute(
            "SELECT a.who, c.what, a.before ? 'address' FROM audit a"
            " JOIN command c ON c.id = a.command_id WHERE a.kind = 'outbox' ORDER BY a.id"
        ).fetchall()
    assert trail == [
        (at_home.login("supervisor"), what, False) for what in ("outbox.release", "outbox.drop")
    ]
    for ctx in (specialist, dispatcher, supervisor):
        ctx.database.close()
