"""A rule hands a ticket over as a person does, and hears what people say."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.rules.effects import Field, HandOver, SetField
from dispatch_console.domain.rules.rule import Event
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.services import commenting, departments, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.handing_over import hand_over
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.rules import duties
from dispatch_console.services.tickets import create
from tests.services.company import ticket
from tests.services.rules.test_firing import LEAK, log, quiet, rule


@pytest.fixture
def leak(context: Context) -> Ticket:
    quiet(context)
    return create(context, uuid4(), LEAK)


def queue(ctx: Context, code: str) -> QueueId:
    return next(one.id for one in departments.read(ctx).queues if one.code == code)


def fire(ctx: Context, it: Ticket, priority: Priority = Priority.P1) -> None:
    set_priority(ctx, uuid4(), [it.id], priority)
    duties.round_(ctx)


def told(ctx: Context) -> list[tuple[Outcome, object, str]]:
    return [(line.outcome, line.changes.get("queue_id"), line.error) for line in log(ctx)]


def test_a_rule_hands_over_once_and_says_why(context: Context, leak: Ticket) -> None:
    rule(context, HandOver("warehouse", "Needs a pump"), name="parts", on=Event.CHANGED)
    place = queue(context, "warehouse")
    fire(context, leak)
    assert ticket(context, leak.id).queue_id == place
    fire(context, leak, Priority.P2)
    (it,) = ticket_timeline.read(context, leak.id).hand_overs
    assert (it.to_queue, it.reason) == (place, "Needs a pump")
    moved = [line for line in told(context) if line[1]]
    assert moved == [(Outcome.FIRED, (None, place), "")]
    with context.database.snapshot() as snap:
        assert not snap.rule_queue.deeds(9)


def test_where_somebody_was_quicker_nothing_is_left_to_do(context: Context, leak: Ticket) -> None:
    rule(context, HandOver("it"), on=Event.CHANGED)
    hand_over(context, uuid4(), leak.id, queue(context, "it"), "Mine")
    duties.round_(context)
    assert len(ticket_timeline.read(context, leak.id).hand_overs) == 1
    assert [line[1:] for line in told(context)] == [(None, "")]


def test_a_queue_that_takes_no_tickets_any_more_is_said_in_the_log(
    context: Context, leak: Ticket
) -> None:
    rule(context, HandOver("it"), on=Event.CHANGED)
    base = next(one for one in departments.read(context).queues if one.code == "it")
    departments.save(context, uuid4(), base, replace(base, active=False))
    fire(context, leak)
    assert ticket(context, leak.id).queue_id is None
    assert told(context)[-1] == (Outcome.FAILED, None, "rules.no_queue it")


def test_a_rule_hears_a_comment(context: Context, leak: Ticket) -> None:
    rule(context, SetField(Field.QUEUE, "care"), on=Event.COMMENT)
    commenting.say(context, uuid4(), leak.id, "快点")
    duties.round_(context)
    assert ticket(context, leak.id).queue_id == queue(context, "care")
