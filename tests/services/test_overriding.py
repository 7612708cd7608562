"""Assigning against rules: what may be set aside, what may not, and what is written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.planning.solution import Rule
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.overriding import Grounds, assess, override
from dispatch_console.services.pricing import price
from dispatch_console.services.publishing import publish
from tests.factories import DAY, NOW, make_ticket
from tests.services.against_rules import (
    HARD,
    TEN,
    edit_shift,
    judged,
    overridden,
    start_of,
)
from tests.services.company import (
    END,
    command,
    found,
    proposal,
    ticket,
    violations,
)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"skills": HARD}, Rule.SKILL),
        ({"windows": (TimeWindow(DAY, NOW + timedelta(minutes=1)),)}, Rule.WINDOW),
        ({"windows": (TimeWindow(TEN + timedelta(days=3), END + timedelta(days=3)),)}, Rule.WINDOW),
        ({"windows": (TimeWindow(DAY - timedelta(1), DAY),)}, Rule.WINDOW),
        ({"duration_s": 11 * 3600}, Rule.SHIFT),
    ],
)
@pytest.mark.parametrize("start", [TEN, None])
def test_a_rule_of_ticket_or_day_is_set_aside_and_the_plan_keeps_to_it(
    context: Context, fields: dict[str, object], rule: Rule, start
):
    company = found(context, make_ticket(1, **fields), make_ticket(2))
    (key, other), who = company.tickets, company.engineers[0]
    assert price(load(context), [key], who, start, now=NOW).overridable
    what = overridden(context, company, start=start)
    assert rule in {broken.rule for broken in what.against}
    after = ticket(context, key)
    assert after.visit is not None
    assert after.lock is Lock.ALL
    assert after.override is not None
    assert rule.value in after.override.rules
    assert (after.override.reason, after.override.by) == (OverrideReason.CUSTOMER, context.user)
    assert after.visit.start == what.start
    assert violations(context) == ()
    published = publish(context, command(2), proposal(context))
    assert published.dropped == {}
    assert ticket(context, key).visit == after.visit
    assert ticket(context, other).visit is not None
    assert violations(context) == ()


def test_a_region_closed_to_the_engineer_is_set_aside(context: Context):
    company = found(context, make_ticket(1))
    with context.database.unit(user="other") as unit:
        region = next(iter(unit.regions.all().values()))
        unit.regions.upsert([replace(region, exclusive=True)])
        staff = unit.engineers.get(company.engineers[:1])
        unit.engineers.upsert([replace(e, regions=()) for e in staff.values()])
        unit.commit()
    what = overridden(context, company)
    assert [broken.rule for broken in what.against] == [Rule.REGION]
    assert violations(context) == ()


def test_a_full_shift_takes_one_more_and_no_other(context: Context):
    company = found(context, *(make_ticket(n) for n in range(4)), engineers=1)
    edit_shift(context, max_tickets=2)
    one, two, more, _ = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [one, two], who, TEN)
    what = overridden(context, company, 2, tickets=[more], start=None)
    assert {broken.rule for broken in what.against} == {Rule.MAX_TICKETS}
    assert violations(context) == ()
    publish(context, command(3), proposal(context))
    assert {key for key in company.tickets if ticket(context, key).visit} == {one, two, more}
    dispatch.unassign(context, command(4), [one])
    publish(context, command(5), proposal(context))
    held = [key for key in company.tickets if ticket(context, key).visit]
    assert len(held) == 3
    assert more in held


def test_a_break_gives_way_to_another_hour(context: Context):
    lunch = DAY + timedelta(hours=3, minutes=20)
    door = (TimeWindow(lunch, lunch),)
    company = found(context, make_ticket(1, duration_s=4 * 3600, windows=door), engineers=1)
    what = overridden(context, company, start=lunch)
    assert {broken.rule for broken in what.against} == {Rule.BREAK}
    assert start_of(context, company.tickets[0]) == lunch
    assert violations(context) == ()


def test_a_promised_time_comes_later_and_is_named_before(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    first, promised = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [promised], who, TEN + timedelta(minutes=30))
    dispatch.set_lock(context, command(2), [promised], Lock.TIME)
    window = (TimeWindow(TEN, TEN),)
    with context.database.unit(user="other") as unit:
        unit.tickets.update([replace(ticket(context, first), windows=window)])
        unit.commit()
    what = overridden(context, company, 3)
    assert {(b.rule, b.ticket_id) for b in what.against} == {(Rule.LOCK, promised)}
    assert list(what.later) == [promised]
    after = ticket(context, promised)
    assert start_of(context, first) == TEN
    assert after.visit is not None
    assert after.visit.start == what.later[promised] >= TEN + timedelta(hours=1)
    assert after.lock is Lock.TIME
    assert violations(context) == ()


@pytest.mark.parametrize(
    ("fields", "hours", "code"),
    [
        ({"location": None}, 2, "dispatch.no_location"),
        ({"status": Status.CANCELLED}, 2, "ticket.step"),
        ({}, 90, "dispatch.no_shift"),
    ],
)
def test_what_nobody_can_decide_is_refused_for_good(
    context: Context, fields: dict[str, object], hours: int, code: str
):
    company = found(context, make_ticket(1, **fields))
    start = DAY + timedelta(hours=hours)
    # A cancelled ticket is no longer on the board, so that it is judged by its row.
    board = replace(load(context), tickets={k: ticket(context, k) for k in company.tickets})
    what = assess(board, company.tickets, company.engineers[0], start, now=NOW)
    assert [broken.code for broken in what.final] == [code]
    assert not price(board, company.tickets, company.engineers[0], start, now=NOW).overridable
    grounds = Grounds(OverrideReason.EMERGENCY, "", frozenset())
    with pytest.raises(DomainError):
        override(context, command(1), company.tickets, company.engineers[0], start, grounds)
    assert ticket(context, company.tickets[0]).visit is None


def test_an_engineer_who_left_gets_nothing_against_rules_either(context: Context):
    company = found(context, make_ticket(1))
    with context.database.unit(user="other") as unit:
        staff = unit.engineers.get(company.engineers[:1])
        unit.engineers.upsert([replace(e, active=False) for e in staff.values()])
        unit.commit()
    grounds = Grounds(OverrideReason.EMERGENCY, "", frozenset())
    with pytest.raises(DomainError) as refused:
        override(context, command(1), company.tickets, company.engineers[0], TEN, grounds)
    reasons = refused.value.params["reasons"]
    assert [broken.code for broken in reasons] == ["dispatch.engineer_gone"]  # pyright: ignore


def test_work_that_would_last_into_the_next_shift_is_refused_for_good(context: Context):
    company = found(context, make_ticket(1, duration_s=26 * 3600), days=2)
    what = judged(context, company)
    assert {broken.rule for broken in what.final} == {Rule.SHIFT}


def test_a_visit_under_way_never_gives_way(context: Context):
    company = found(context, make_ticket(1), make_ticket(2, windows=(TimeWindow(TEN, TEN),)))
    going, extra = company.tickets
    dispatch.assign(context, command(1), [going], company.engineers[0], TEN)
    dispatch.set_lock(context, command(2), [going], Lock.ALL)
    context = replace(context, clock=lambda: TEN + timedelta(minutes=5))
    before = ticket(context, going).visit
    overridden(context, company, 3, tickets=[extra], start=TEN)
    after = start_of(context, extra)
    assert ticket(context, going).visit == before
    assert after is not None
    assert after >= TEN + timedelta(hours=1)


def test_another_reason_needs_words_and_all_of_it_is_in_the_audit_trail(context: Context):
    company = found(context, make_ticket(1, skills=HARD))
    with pytest.raises(DomainError, match=r"override\.words"):
        overridden(context, company, reason=OverrideReason.OTHER, words="  ")
    overridden(context, company, 2, reason=OverrideReason.OTHER, words=" 他会修 ")
    after = ticket(context, company.tickets[0])
    assert after.override is not None
    assert after.override.words == "他会修"
    with context.database.snapshot() as snap:
        rows = snap._connection.execute(
            text("SELECT DISTINCT kind, who, why FROM audit WHERE command_id = :id"),
            {"id": command(2)},
        ).all()
    assert sorted(rows) == [
        ("ticket", context.user, "other: 他会修"),
        ("visit", context.user, "other: 他会修"),
    ]


def test_a_rule_nobody_was_shown_is_not_broken(context: Context):
    company = found(context, make_ticket(1, skills=HARD))
    seen = judged(context, company).rules
    with context.database.unit(user="other") as unit:
        row = ticket(context, company.tickets[0])
        unit.tickets.update([replace(row, windows=(TimeWindow(DAY, NOW),))])
        unit.commit()
    grounds = Grounds(OverrideReason.CUSTOMER, "", seen)
    with pytest.raises(DomainError, match=r"override\.more"):
        override(context, command(1), company.tickets, company.engineers[0], TEN, grounds)
    assert ticket(context, company.tickets[0]).visit is None


def test_where_no_rule_is_broken_any_more_it_is_an_assignment_like_any_other(context: Context):
    company = found(context, make_ticket(1))
    overridden(context, company)
    after = ticket(context, company.tickets[0])
    assert after.visit is not None
    assert (after.lock, after.override) == (Lock.NONE, None)


def test_the_same_command_twice_changes_things_once(context: Context):
    company = found(context, make_ticket(1, skills=HARD))
    overridden(context, company)
    before = ticket(context, company.tickets[0])
    overridden(context, company, start=TEN + timedelta(hours=2))
    assert ticket(context, company.tickets[0]) == before
