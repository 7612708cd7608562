"""Only sound rules are in force, every version is kept, and the bench changes nothing."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import (
    Classify,
    Effect,
    Field,
    HandOver,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Webhook,
)
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.domain.ticket import Channel
from dispatch_console.services.context import Context
from dispatch_console.services.rules import bench, editing
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage import schema
from tests.services.company import found

RULE = Rule(
    id=RuleId(0),
    name="Leaks",
    trigger=Trigger(event=Event.CREATED),
    condition='has(text, "漏水")',
    effects=(SetField(Field.PRIORITY, "1"),),
)


def test_a_rule_is_kept_as_it_was_written_with_all_its_versions(context: Context) -> None:
    command = uuid4()
    key = editing.save(context, command, RULE)
    assert editing.save(context, command, RULE) == key
    kept = editing.read(context).rules[-1]
    assert replace(kept, id=RULE.id, position=0) == RULE
    editing.save(context, uuid4(), replace(kept, name="Water"))
    with context.database.snapshot() as snap:
        versions = snap._connection.execute(
            select(schema.rule_version.c.name, schema.rule_version.c.who)
            .where(schema.rule_version.c.rule_id == key)
            .order_by(schema.rule_version.c.version)
        ).all()
    assert [tuple(row) for row in versions] == [("Leaks", "tester"), ("Water", "tester")]
    with pytest.raises(DomainError, match=r"rules\.changed_meanwhile"):
        editing.save(context, uuid4(), kept)
    editing.delete(context, uuid4(), key)
    with pytest.raises(DomainError, match=r"rules\.gone"):
        editing.switch(context, uuid4(), key, active=True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(RULE, name=" "), "rules.no_name"),
        (replace(RULE, condition="priorty = 1"), "rules.name"),
        (replace(RULE, effects=()), "rules.no_effects"),
        (replace(RULE, zone="Asia/Nowhere"), "rules.zone"),
        (replace(RULE, trigger=Trigger(event=Event.EVERY, minutes=1)), "rules.minutes"),
        (replace(RULE, trigger=Trigger(event=Event.CHANGED, fields=("x",))), "rules.definition"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(context: Context, wrong: Rule, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        editing.save(context, uuid4(), wrong)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        (SetField(Field.PRIORITY, "5"), "rules.value"),
        (SetField(Field.PRIORITY, "²"), "rules.value"),
        (SetField(Field.CATEGORY, ""), "rules.value"),
        (SetField(Field.REGION, "nowhere"), "region.unknown"),
        (SetField(Field.QUEUE, "nowhere"), "rules.no_queue"),
        (HandOver("nowhere"), "rules.no_queue"),
        (NeedSkill("piano"), "skill.unknown"),
        (NeedSkill("lift", 6), "skill.level"),
        (Prioritise((1, 2, 3)), "rules.matrix"),
        (Notify(Medium.EMAIL, "", "x"), "rules.address"),
        (Notify(Medium.EMAIL, "a@b.cn", ""), "rules.subject"),
        (Notify(Medium.EMAIL, "a@b.cn", "{nunber}"), "rules.placeholder"),
        (Webhook("file:///etc/passwd"), "rules.url"),
        (Webhook("https://[::"), "rules.url"),
    ],
)
def test_an_effect_that_cannot_be_is_refused(context: Context, effect: Effect, code: str) -> None:
    found(context)
    with pytest.raises(DomainError) as caught:
        editing.save(context, uuid4(), replace(RULE, effects=(effect,)))
    assert caught.value.code == code


def test_the_bench_says_what_rules_would_have_done_and_changes_nothing(context: Context) -> None:
    found(context)
    for title in ("三楼漏水", "Printer jam", "卫生间漏水"):
        create(context, uuid4(), NewTicket(title=title, channel=Channel.PHONE))
    trail = select(func.count()).select_from(schema.audit)
    with context.database.snapshot() as snap:
        before = snap._connection.execute(trail).scalar_one()
    rules = (replace(RULE, active=False), replace(RULE, id=RuleId(-1), effects=(Classify(),)))
    tried = bench.try_out(context, rules)
    assert tried.tickets == 3
    assert tried.counts[RuleId(0)] == {Outcome.FIRED: 2, Outcome.NOT_MET: 1}
    changes = [line.changes for line in tried.fired if line.rule == 0]
    assert changes == [{"priority": (3, 1)}] * 2
    assert {line.changes["category"] for line in tried.fired if line.rule == -1} == {("", "repair")}
    with context.database.snapshot() as snap:
        assert snap._connection.execute(trail).scalar_one() == before
    assert bench.try_out(context, rules, stopped=lambda: True).tickets == 0


def test_the_bench_sees_a_ticket_as_it_came_in(context: Context) -> None:
    found(context)
    create(context, uuid4(), NewTicket(title="三楼漏水，马上来人", channel=Channel.PORTAL))
    tried = bench.try_out(context, editing.read(context).rules)
    assert {name for line in tried.fired for name in line.changes} >= {"category", "priority"}
