"""Whoever is asked is reminded before an answer is due and when it is: once, come what may."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.conversation import AHEAD, HelpRequest
from dispatch_console.domain.ids import TicketId
from dispatch_console.services import departments, helping, notices, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.help_due import LOOK_BACK, asked_of_me, remind
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(context: Context) -> TicketId:
    base = next(one for one in departments.read(context).queues if one.code == "it")
    departments.save(context, uuid4(), base, replace(base, members=("li", "zhao")))
    return create(context, uuid4(), NewTicket(title="Lift")).id


def ask(ctx: Context, ticket: TicketId, *, ago: timedelta, left: timedelta, to: str = "li") -> int:
    """A question asked so long ago, to be answered in what is left, by the server's clock."""
    queue = next(one for one in departments.read(ctx).queues if one.code == "it")
    with ctx.database.unit(user=ctx.user) as unit:
        now = unit.now()
        key = unit.conversation.ask(
            HelpRequest(
                id=0,
                ticket_id=ticket,
                who=ctx.user,
                at=now - ago,
                question="Which switch?",
                queue_id=queue.id if to == "it" else None,
                login="" if to == "it" else to,
                due_at=now + left,
            )
        )
        unit.commit()
    return key


def told(ctx: Context, who: str) -> list[str]:
    found = [str(one.data["code"]) for one in notices.read(replace(ctx, user=who))]
    return sorted(code.removeprefix("notice.") for code in found)


def test_one_is_reminded_once_before_it_is_due(context: Context, ticket: TicketId) -> None:
    ask(context, ticket, ago=9 * AHEAD, left=AHEAD - MINUTE)
    ask(context, ticket, ago=MINUTE, left=AHEAD + MINUTE, to="zhao")
    assert [remind(context), remind(context)] == [1, 0]
    assert told(context, "li") == ["help_soon"]
    assert told(context, "zhao") == []
    assert told(context, context.user) == []


def test_when_it_is_due_whoever_asked_hears_of_it_too(context: Context, ticket: TicketId) -> None:
    ask(context, ticket, ago=9 * AHEAD, left=-MINUTE, to="it")
    assert [remind(context), remind(context)] == [2, 0]
    for member in ("li", "zhao"):
        assert told(context, member) == ["help_due"], "what is due is not due soon any more"
    assert told(context, context.user) == ["help_unanswered"]


def test_after_an_outage_it_is_said_all_the_same_unless_it_is_long_past(
    context: Context, ticket: TicketId
) -> None:
    ask(context, ticket, ago=2 * LOOK_BACK, left=-LOOK_BACK + MINUTE)
    ask(context, ticket, ago=2 * LOOK_BACK, left=-LOOK_BACK - MINUTE)
    assert remind(context) == 2


def test_what_is_answered_or_withdrawn_is_let_be(context: Context, ticket: TicketId) -> None:
    li = replace(context, user="li")
    helping.answer(li, uuid4(), ask(context, ticket, ago=AHEAD, left=-MINUTE), "The left one.")
    helping.withdraw(context, uuid4(), ask(context, ticket, ago=AHEAD, left=MINUTE))
    assert remind(context) == 0
    assert asked_of_me(li) == ()


def test_the_list_has_what_is_due_first_and_the_line_of_time_what_is_overdue(
    context: Context, ticket: TicketId
) -> None:
    later = ask(context, ticket, ago=AHEAD, left=timedelta(hours=3))
    late = ask(context, ticket, ago=AHEAD, left=-MINUTE, to="it")
    ask(context, ticket, ago=AHEAD, left=MINUTE, to="zhao")
    found = asked_of_me(replace(context, user="li"))
    assert [(one.request.id, one.overdue) for one in found] == [(late, True), (later, False)]
    it = ticket_timeline.read(context, ticket)
    assert it.overdue == {late}
    asked = [entry for entry in it.entries if entry.code == "timeline.help_asked_by"]
    assert len(asked) == 3
    assert all(isinstance(entry.values["due"], datetime) for entry in asked)


@given(
    ahead=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)),
)
def test_the_reminder_lies_between_the_question_and_its_time(ahead: timedelta) -> None:
    it = HelpRequest(
        id=1, ticket_id=TicketId(1), who="a", at=NOW, question="?", login="b", due_at=NOW + ahead
    )
    assert it.remind_at is not None
    assert NOW <= it.remind_at <= NOW + ahead
    assert NOW + ahead - it.remind_at <= AHEAD
    assert it.is_overdue(NOW + ahead)
    assert not it.is_overdue(NOW)
