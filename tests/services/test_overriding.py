"""Assigning against rules: what may be set aside, what is written, and that plans live with it."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import Absence, Proposal
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Rule
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.mending import sick_call
from dispatch_console.services.overriding import Grounds, Overriding, assess, override
from dispatch_console.services.planning import build_problem, current_plan, propose
from dispatch_console.services.pricing import price
from dispatch_console.services.publishing import publish
from dispatch_console.services.rebalancing import even_out
from dispatch_console.services.undo import undo
from dispatch_console.services.why import WhyDesk, WhyHere
from tests.factories import DAY, NOW, make_ticket
from tests.services.company import (
    END,
    Company,
    command,
    found,
    proposal,
    scattered,
    ticket,
    violations,
)

TEN = DAY + timedelta(hours=2)
"""10:00 in Shanghai."""

HARD = (SkillLevel("lift", 5),)


def judged(
    ctx: Context, company: Company, start: datetime | None = TEN, tickets=None, engineer=0
) -> Overriding:
    keys = company.tickets[:1] if tickets is None else tickets
    return assess(load(ctx), keys, company.engineers[engineer], start, now=ctx.clock())


def overridden(
    ctx: Context,
    company: Company,
    number: int = 1,
    *,
    start: datetime | None = TEN,
    tickets=None,
    engineer=0,
    reason=OverrideReason.CUSTOMER,
    words="",
) -> Overriding:
    what = judged(ctx, company, start, tickets, engineer)
    keys = company.tickets[:1] if tickets is None else tickets
    grounds = Grounds(reason, words, what.rules)
    override(ctx, command(number), keys, company.engineers[engineer], start, grounds)
    return what


def edit_shift(ctx: Context, **fields: object) -> None:
    with ctx.database.unit(user="other") as unit:
        shifts = unit.shifts.every().values()
        unit.shifts.upsert([replace(shift, **fields) for shift in shifts])  # pyright: ignore
        unit.commit()


def start_of(ctx: Context, key: TicketId):
    visit = ticket(ctx, key).visit
    return visit and visit.start


def place_of(ctx: Context, key: TicketId):
    """All but the way there, which others change."""
    visit = ticket(ctx, key).visit
    return visit and (visit.engineer_id, visit.start, visit.end, visit.override)


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


@pytest.mark.parametrize("end", ["lock", "unassign", "assign"])
def test_it_ends_with_the_lock_or_the_visit(context: Context, end: str):
    company = found(context, make_ticket(1, windows=(TimeWindow(TEN, TEN),)))
    key, who = company.tickets, company.engineers
    overridden(context, company, start=TEN + timedelta(hours=3))
    if end == "lock":
        dispatch.set_lock(context, command(2), key, Lock.NONE)
    elif end == "unassign":
        dispatch.unassign(context, command(2), key)
    else:
        dispatch.assign(context, command(2), key, who[1], TEN)
    assert ticket(context, key[0]).override is None
    publish(context, command(3), proposal(context))
    assert start_of(context, key[0]) == TEN


def test_it_is_undone_and_done_again_with_lock_and_reason(context: Context):
    company = found(context, make_ticket(1, duration_s=11 * 3600), make_ticket(2))
    key, other = company.tickets
    dispatch.assign(context, command(1), [other], company.engineers[0], TEN)
    before = ticket(context, other)
    overridden(context, company, 2, start=TEN - timedelta(minutes=50))
    after, pushed = ticket(context, key), ticket(context, other)
    assert pushed.visit != before.visit
    undo(context, command(3), command(2), "override")
    bare = ticket(context, key)
    assert (bare.visit, bare.lock, bare.status) == (None, Lock.NONE, Status.NEW)
    assert start_of(context, other) == before.visit.start  # pyright: ignore
    undo(context, command(4), command(3), "undo override")
    again = ticket(context, key)
    assert (again.override, again.lock) == (after.override, Lock.ALL)
    assert start_of(context, key) == after.visit.start  # pyright: ignore
    assert start_of(context, other) == pushed.visit.start  # pyright: ignore
    assert violations(context) == ()


@pytest.mark.parametrize("what", ["lock", "unassign"])
def test_what_ended_it_can_be_undone(context: Context, what: str):
    company = found(context, make_ticket(1, skills=HARD))
    overridden(context, company)
    before = ticket(context, company.tickets[0])
    if what == "lock":
        dispatch.set_lock(context, command(2), company.tickets, Lock.NONE)
    else:
        dispatch.unassign(context, command(2), company.tickets)
    undo(context, command(3), command(2), what)
    after = ticket(context, company.tickets[0])
    assert before.override is not None
    assert (after.override, after.lock) == (before.override, Lock.ALL)
    assert start_of(context, after.id) == TEN


def test_it_is_not_put_back_where_somebody_else_comes_by_now(context: Context):
    company = found(context, make_ticket(1, skills=HARD), make_ticket(2), engineers=1)
    key, other = company.tickets
    overridden(context, company)
    dispatch.unassign(context, command(2), [key])
    dispatch.assign(context, command(3), [other], company.engineers[0], TEN)
    with pytest.raises(DomainError, match=r"undo\.clash"):
        undo(context, command(4), command(2), "unassign")


def test_evening_out_leaves_it_and_why_answers(context: Context):
    company = found(context, make_ticket(1, skills=HARD), *(make_ticket(n) for n in range(2, 8)))
    overridden(context, company)
    rest = company.tickets[1:]
    dispatch.assign(context, command(2), rest, company.engineers[0], None)
    board = load(context)
    evened = even_out(board, now=NOW, start=DAY, end=END, price_s=1e6)
    assert evened.steps
    assert company.tickets[0] not in {step.ticket_id for step in evened.steps}
    why = WhyDesk(board, now=NOW, start=DAY, end=END).answer(company.tickets[0])
    assert isinstance(why, WhyHere)


def test_it_counts_no_longer_for_a_limit_once_it_is_done(context: Context):
    company = found(context, *(make_ticket(n) for n in range(3)), engineers=1)
    edit_shift(context, max_tickets=2)
    dispatch.assign(context, command(1), company.tickets[1:], company.engineers[0], None)
    overridden(context, company, 2, start=None)
    context = replace(context, clock=lambda: NOW + timedelta(hours=1))
    for number, status in enumerate((Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED)):
        dispatch.set_status(context, command(3 + number), company.tickets[:1], status)
    (shift,) = load(context).shifts.values()
    assert shift.done == 0


def searched(ctx: Context) -> Proposal:
    """What the search makes of the board, passed by the checker."""
    board = load(ctx)
    problem = build_problem(board, now=ctx.clock(), start=DAY, end=END)
    wanted = Solve(problem=problem, cores=1, iterations=400, start=current_plan(problem))
    with Search(wanted, Evaluator(problem), lambda *_: None, lambda: False) as search:
        search.run()
        solution = search.solution
    assert solution is not None
    assert check(problem, solution).violations == ()
    return propose(board, problem, solution, now=ctx.clock())


def wild_company(ctx: Context, rng: random.Random) -> Company:
    """A planned company with much that nobody can do by the rules."""
    given: list[Ticket] = [scattered(n, rng) for n in range(14)]
    wild = [replace(t, skills=HARD) if rng.random() < 0.4 else t for t in given]
    wild = [replace(t, duration_s=5 * 3600) if rng.random() < 0.15 else t for t in wild]
    company = found(ctx, *wild, days=2)
    edit_shift(ctx, max_tickets=rng.choice((None, 3)))
    publish(ctx, command(1), proposal(ctx))
    return company


def override_any(
    ctx: Context, company: Company, rng: random.Random, number: int, but: list[TicketId]
) -> None:
    """Some ticket for somebody at some time not just now, as far as it can be set aside."""
    key = rng.choice([t for t in company.tickets if t not in but])
    engineer: EngineerId = rng.choice(company.engineers)
    start = DAY + timedelta(minutes=15 * rng.randrange(12, 40), days=rng.randrange(2))
    what = assess(load(ctx), [key], engineer, start, now=NOW)
    if not what.final:
        grounds = Grounds(OverrideReason.EMERGENCY, "", what.rules)
        override(ctx, command(number), [key], engineer, start, grounds)


@pytest.mark.parametrize("seed", range(16))
def test_plans_are_made_and_published_around_whatever_was_overridden(context: Context, seed: int):
    rng = random.Random(seed)
    company = wild_company(context, rng)
    kept: list[TicketId] = []
    for number in range(10, 15):
        override_any(context, company, rng, number, kept)
        assert violations(context) == ()
        kept = [key for key in company.tickets if ticket(context, key).override]
    before = {key: place_of(context, key) for key in kept}
    published = publish(context, command(50), searched(context))
    assert published.dropped == {}
    assert {key: place_of(context, key) for key in kept} == before
    assert violations(context) == ()


@pytest.mark.parametrize("seed", range(16))
def test_whatever_was_overridden_is_undone_and_done_again(context: Context, seed: int):
    rng = random.Random(seed)
    company = wild_company(context, rng)

    def places():
        rows = (ticket(context, key) for key in company.tickets)
        return {row.id: (row.lock, place_of(context, row.id)) for row in rows}

    override_any(context, company, rng, 10, [])
    before = places()
    override_any(context, company, rng, 11, [])
    after = places()
    changed = [place for key, (_, place) in after.items() if after[key] != before[key] and place]
    # What should have been left for by now does not go back.
    if changed and all(start > NOW + timedelta(hours=1) for _, start, _, _ in changed):
        undo(context, command(12), command(11), "override")
        assert places() == before
        undo(context, command(13), command(12), "undo override")
        assert places() == after


def test_a_sick_engineer_does_not_keep_it(context: Context):
    company = found(context, make_ticket(1, skills=HARD), make_ticket(2))
    overridden(context, company, tickets=company.tickets)
    absence = Absence(engineer_id=company.engineers[0], start=NOW, until=END)
    plan = sick_call(load(context), absence, now=NOW)
    publish(context, command(2), plan)
    hard, other = (ticket(context, key) for key in company.tickets)
    assert (hard.visit, hard.override) == (None, None)
    assert other.visit is not None
    assert other.visit.engineer_id != company.engineers[0]
