"""Events and rules meet once: at creation at once, else by the duty."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import (
    Assign,
    Effect,
    Field,
    MakeChild,
    NeedSkill,
    Notify,
    SetField,
    Way,
    Webhook,
)
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Channel, Priority, Status
from dispatch_console.services.chronicle import read as chronicle
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.editing import edit
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.rules import duties, editing, firing, timing
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from dispatch_console.storage import schema
from tests.factories import NOW, make_ticket
from tests.services.company import found, ticket

LEAK = NewTicket(title="Water leak", channel=Channel.PORTAL, description="三楼漏水，马上来人")


def rule(
    ctx: Context, *effects: Effect, on: Trigger | Event = Event.CREATED, **more: object
) -> RuleId:
    trigger = on if isinstance(on, Trigger) else Trigger(event=on)
    given: dict[str, object] = {"id": RuleId(0), "name": f"on {trigger.event}"}
    made = Rule(trigger=trigger, effects=effects, **(given | more))  # pyright: ignore[reportArgumentType]
    return editing.save(ctx, uuid4(), made)


def quiet(ctx: Context) -> None:
    """Without the rules that a fresh database has."""
    for one in editing.read(ctx).rules:
        editing.delete(ctx, uuid4(), one.id)


def log(ctx: Context) -> list[Logged]:
    with ctx.database.snapshot() as snap:
        return list(reversed(snap.rules.logged()))


def outcomes(ctx: Context) -> list[tuple[str, Outcome]]:
    return [(line.name, line.outcome) for line in log(ctx)]


def waiting(ctx: Context) -> int:
    with ctx.database.snapshot() as snap:
        return len(snap._connection.execute(select(schema.rule_event.c.id)).all())


def outbox(ctx: Context) -> list[tuple[str, str, str, str]]:
    box = schema.outbox.c
    with ctx.database.snapshot() as snap:
        rows = select(box.medium, box.address, box.subject, box.body).order_by(box.id)
        return [tuple(row) for row in snap._connection.execute(rows)]


def now(ctx: Context, **later: int) -> Context:
    return replace(ctx, clock=lambda: NOW + timedelta(**later))


def test_what_comes_in_by_itself_is_classified_in_a_fresh_database(context: Context) -> None:
    found(context)
    made = create(context, uuid4(), LEAK)
    assert (made.category, made.urgency) == ("repair", 1)
    assert made.priority < Priority.P3
    assert made.response_due == deadlines(made.priority, made.created_at)[0]
    assert waiting(context) == 0
    assert [one for _, one in outcomes(context)] == [Outcome.FIRED] * 2


def test_what_a_person_took_is_left_as_that_person_judged_it(context: Context) -> None:
    found(context)
    made = create(context, uuid4(), replace(LEAK, channel=Channel.PHONE))
    assert (made.category, made.priority, made.urgency) == ("", Priority.P3, None)


def test_rules_go_in_order_and_one_may_stop_the_rest(context: Context) -> None:
    quiet(context)
    rule(context, SetField(Field.CATEGORY, "it"), name="first")
    rule(
        context,
        SetField(Field.PRIORITY, "1"),
        name="second",
        condition='category = "it"',
        stop=True,
    )
    rule(context, SetField(Field.PRIORITY, "4"), name="third")
    assert create(context, uuid4(), LEAK).priority is Priority.P1
    assert outcomes(context) == [("first", Outcome.FIRED), ("second", Outcome.FIRED)]
    order = [one.id for one in editing.read(context).rules]
    editing.reorder(context, uuid4(), order[::-1])
    assert create(context, uuid4(), LEAK).priority is Priority.P4
    editing.switch(context, uuid4(), order[2], active=False)
    assert create(context, uuid4(), replace(LEAK, priority=Priority.P2)).priority is Priority.P2


def test_the_trail_names_the_rule(context: Context) -> None:
    quiet(context)
    rule(context, SetField(Field.CATEGORY, "it"), name="A name", on=Event.CHANGED)
    made = create(context, uuid4(), LEAK)
    set_priority(context, uuid4(), [made.id], Priority.P1)
    assert duties.round_(context) == 2  # the change, and what the rule made of it
    told = chronicle(context, made.id)[0]
    assert (told.why, dict(told.fields)) == ("A name", {"category": ("", "it")})


def test_a_rule_does_not_fire_through_its_own_effects(context: Context) -> None:
    quiet(context)
    changed = Trigger(event=Event.CHANGED, fields=("category", "priority"))
    rule(context, SetField(Field.CATEGORY, "it"), name="a", on=changed)
    rule(context, SetField(Field.PRIORITY, "1"), name="b", on=changed, condition='category = "it"')
    made = create(context, uuid4(), LEAK)
    set_priority(context, uuid4(), [made.id], Priority.P4)
    duties.round_(context)
    assert waiting(context) == 0
    assert ticket(context, made.id).priority is Priority.P1
    assert outcomes(context) == [
        *(("a", Outcome.FIRED), ("b", Outcome.FIRED)),
        *(("a", Outcome.LOOP), ("b", Outcome.LOOP)),
    ]


def test_a_child_does_not_make_children_for_ever(context: Context) -> None:
    quiet(context)
    rule(context, MakeChild("Check {number}", category="inspection"), name="split")
    made = create(context, uuid4(), LEAK)
    duties.round_(context)
    with context.database.snapshot() as snap:
        (child,) = (t for t in snap.tickets.open().values() if t.id != made.id)
    assert (child.parent_id, child.title) == (made.id, f"Check {made.number}")
    assert outcomes(context) == [("split", Outcome.FIRED), ("split", Outcome.LOOP)]


def test_steps_and_comments_are_events(context: Context) -> None:
    quiet(context)
    rule(
        context,
        Notify(Medium.CONSOLE, "role:supervisor", "{number} {status}", "{rule}"),
        on=Trigger(event=Event.STEP, statuses=(Status.CANCELLED,)),
        name="gone",
        condition='status_before = "new"',
    )
    rule(context, Webhook("https://example.org/hook"), on=Event.COMMENT, name="said")
    made = create(context, uuid4(), LEAK)
    edit(context, uuid4(), made, replace(made, description=f"{made.description}\n\n快点"))
    set_status(context, uuid4(), [made.id], Status.CANCELLED)
    duties.round_(context)
    assert outbox(context) == [
        ("webhook", "https://example.org/hook", "said", ""),
        ("console", "role:supervisor", f"{made.number} cancelled", "gone"),
    ]
    duties.round_(context)
    assert len(outbox(context)) == 2


def test_a_row_of_a_table_of_comments_is_an_event(context: Context, database_url: str) -> None:
    quiet(context)
    rule(context, SetField(Field.OWNER, "anna"), on=Event.COMMENT)
    made = create(context, uuid4(), LEAK)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE remark (ticket_id bigint)")
        connection.execute(
            "CREATE TRIGGER f_rules AFTER INSERT ON remark"
            " FOR EACH ROW EXECUTE FUNCTION queue_comment_event()"
        )
        connection.execute("INSERT INTO remark VALUES (%s)", (made.id,))
    firing.work_off(context)
    assert ticket(context, made.id).owner == "anna"


def test_a_new_ticket_that_rules_have_been_at_can_be_undone(context: Context) -> None:
    quiet(context)
    rule(context, SetField(Field.CATEGORY, "it"))
    command = uuid4()
    made = create(context, command, LEAK)
    assert made.category == "it"
    undo(context, uuid4(), command, "ticket.create")
    assert ticket(context, made.id).status is Status.CANCELLED


def test_a_timer_fires_once_for_each_occasion_and_once_after_an_outage(context: Context) -> None:
    quiet(context)
    every = Trigger(event=Event.EVERY, minutes=60, statuses=(Status.NEW,))
    rule(context, Notify(Medium.CONSOLE, "anna", "still new"), on=every)
    create(context, uuid4(), LEAK)
    for hours, sent in ((0, 0), (1, 1), (1, 1), (2, 2), (30, 3), (30, 3)):
        timing.look(now(context, hours=hours))
        firing.work_off(now(context, hours=hours))
        assert len(outbox(context)) == sent


def test_a_stay_is_counted_from_its_step_and_fires_once(context: Context) -> None:
    quiet(context)
    stays = Trigger(event=Event.STAYS, minutes=90, statuses=(Status.NEW,))
    rule(context, SetField(Field.OWNER, "anna"), on=stays)
    made = create(context, uuid4(), LEAK)
    assert timing.look(now(context, minutes=89)) == 0
    assert timing.look(now(context, minutes=90)) == 1
    assert timing.look(now(context, minutes=95)) == 0
    firing.work_off(context)
    assert ticket(context, made.id).owner == "anna"


def test_a_deadline_is_reminded_of_in_time_and_not_when_it_is_long_over(context: Context) -> None:
    quiet(context)
    due = Trigger(event=Event.DUE, minutes=30, deadline="response_due")
    rule(context, Notify(Medium.CONSOLE, "anna", "{number}"), on=due)
    create(context, uuid4(), replace(LEAK, priority=Priority.P1))
    assert timing.look(now(context, minutes=89)) == 0
    assert timing.look(now(context, days=5)) == 0
    assert timing.look(now(context, minutes=91)) == 1
    assert timing.look(now(context, minutes=92)) == 0


@pytest.mark.parametrize("way", list(Way))
def test_an_assignment_goes_by_the_rules_of_the_plan(context: Context, way: Way) -> None:
    quiet(context)
    company = found(context, make_ticket(1), make_ticket(2), engineers=2)
    rule(context, Assign(way), on=Trigger(event=Event.CHANGED, fields=("priority",)), name="who")
    set_priority(context, uuid4(), company.tickets, Priority.P1)
    duties.round_(context)
    held = [ticket(context, key).visit for key in company.tickets]
    if way is Way.PREVIOUS:
        assert held == [None, None]
        return
    assert all(held)
    if way in (Way.LEAST_LOAD, Way.ROUND_ROBIN):
        assert {visit.engineer_id for visit in held if visit} == set(company.engineers)
    assert chronicle(context, company.tickets[0])[0].why == "who"
    duties.round_(context)
    assert [ticket(context, key).visit for key in company.tickets] == held


def test_nobody_who_cannot_is_sent_and_it_is_tried_again(context: Context) -> None:
    quiet(context)
    company = found(context, make_ticket(1, location=None))
    rule(context, Assign(Way.LEAST_LOAD), on=Event.CHANGED)
    set_priority(context, uuid4(), company.tickets, Priority.P1)
    duties.round_(context)
    assert ticket(context, company.tickets[0]).visit is None
    with context.database.snapshot() as snap:
        rows = snap._connection.execute(select(schema.rule_deed.c.tries)).all()
    assert [row.tries for row in rows] == [1]


def test_the_turn_goes_round(context: Context) -> None:
    quiet(context)
    company = found(context, *(make_ticket(n) for n in range(1, 5)), engineers=2, days=2)
    rule(context, Assign(Way.ROUND_ROBIN), on=Event.CHANGED)
    for key in company.tickets:
        set_priority(context, uuid4(), [key], Priority.P1)
        duties.round_(context)
    held = [ticket(context, key).visit for key in company.tickets]
    first, second = company.engineers
    assert [visit and visit.engineer_id for visit in held] == [first, second, first, second]


def test_a_rule_that_fails_leaves_the_new_ticket_alone(context: Context) -> None:
    quiet(context)
    found(context)
    rule(context, NeedSkill("lift", 2), name="skill")
    with context.database.unit(user="setup") as unit:
        unit._connection.execute(schema.skill.delete().where(schema.skill.c.code == "network"))
        unit.commit()
    rule(context, SetField(Field.CATEGORY, "it"), name="category")
    with context.database.unit(user="setup") as unit:
        definition = schema.rule.c.definition
        effects = {"effects": [{"do": "skill", "code": "network", "level": 1}]}
        changed = definition.op("||")(effects)
        unit._connection.execute(
            schema.rule.update().where(schema.rule.c.name == "skill").values(definition=changed)
        )
        unit.commit()
    assert create(context, uuid4(), LEAK).category == "it"
    assert log(context)[0].error == "skill.unknown network"


def test_events_of_a_broken_handler_come_again_and_are_given_up(
    context: Context, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    quiet(context)
    rule(context, SetField(Field.CATEGORY, "it"))

    def broken(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(firing, "handle", broken)
    monkeypatch.setattr(firing, "PAUSE", timedelta(0))
    made = create(context, uuid4(), LEAK)
    assert made.category == ""
    assert waiting(context) == 1
    firing.work_off(context)
    assert waiting(context) == 0
    assert outcomes(context) == [("", Outcome.FAILED)]
    caplog.clear()


def test_an_event_is_handled_once_whoever_comes(context: Context) -> None:
    quiet(context)
    rule(context, Notify(Medium.CONSOLE, "anna", "x"), on=Event.CHANGED)
    made = create(context, uuid4(), LEAK)
    set_priority(context, uuid4(), [made.id], Priority.P1)
    with context.database.unit(user="one") as held:
        assert held.rule_queue.take() is not None
        assert firing.work_off(context) == 0
    assert firing.work_off(context) == 1
    assert len(outbox(context)) == 1


def test_the_log_is_trimmed(context: Context) -> None:
    quiet(context)
    rule(context, SetField(Field.CATEGORY, "it"), name="a")
    rule(context, SetField(Field.CATEGORY, "it"), name="b", condition="false")
    create(context, uuid4(), LEAK)
    with context.database.snapshot() as snap:
        server = snap.now()
    late = replace(context, clock=lambda: server + timedelta(days=3))
    assert duties.trim(late) == 1
    assert outcomes(context) == [("a", Outcome.FIRED)]
    assert duties.trim(replace(context, clock=lambda: server + timedelta(days=100))) == 0


def test_tickets_that_are_gone_are_no_trouble(context: Context) -> None:
    quiet(context)
    with context.database.unit(user="x") as unit:
        assert unit.rule_queue.take([TicketId(99)]) is None
        with pytest.raises(DomainError):
            unit.rules.write(Rule(id=RuleId(99), name="x", trigger=Trigger(event=Event.CREATED)))
