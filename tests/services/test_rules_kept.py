"""Whatever is written keeps the rules of the rows themselves, not only those of the problem."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services import dispatch
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.pricing import price
from dispatch_console.services.publishing import publish
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
)
from tests.services.company import Company, Moment, command, found, proposal, ticket
from tests.services.judge import broken, tickets_now

TEN = DAY + timedelta(hours=2)


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def window(first: float, last: float) -> TimeWindow:
    return TimeWindow(at(first), at(last))


def refused(ctx: Context, company: Company, start: datetime | None) -> list[str]:
    """The reasons why the first ticket is not given to the first engineer."""
    with pytest.raises(DomainError) as raised:
        dispatch.assign(ctx, command(99), company.tickets[:1], company.engineers[0], start)
    reasons: tuple[dispatch.Broken, ...] = raised.value.params["reasons"]  # pyright: ignore
    return [one.code for one in reasons]


LATER, PAST = (window(14, 16),), (window(-3, 0.9),)


@pytest.mark.parametrize("start", [None, TEN])
@pytest.mark.parametrize(
    ("windows", "code"),
    [
        (LATER, "rule.window"),
        (PAST, "dispatch.window_past"),
        (PAST + LATER, "rule.window"),
        ((window(26, 28),), "rule.window"),
    ],
)
def test_a_window_outside_the_shift_still_forbids_the_drop(
    context: Context, windows: tuple[TimeWindow, ...], code: str, start: datetime | None
):
    company = found(context, make_ticket(1, windows=windows), days=1)
    one = price(load(context), company.tickets, company.engineers[0], start, now=NOW)
    assert [reason.code for reason in one.broken] == [code]
    assert one.broken[0].params["latest_at"] == windows[-1].end
    assert refused(context, company, start) == [code]


def test_a_window_of_another_day_forbids_today_and_is_met_on_its_day(context: Context):
    company = found(context, make_ticket(1, windows=(window(26, 28),)), days=2)
    assert refused(context, company, TEN) == ["rule.window"]
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], None)
    visit = ticket(context, company.tickets[0]).visit
    assert visit is not None
    assert at(26) <= visit.start <= at(28)


def edit(ctx: Context, key: TicketId, **fields: object) -> None:
    with ctx.database.unit(user="other") as unit:
        row = unit.tickets.get([key])[key]
        unit.tickets.update([replace(row, **fields)])  # pyright: ignore[reportArgumentType]
        unit.commit()


@pytest.mark.parametrize(
    ("windows", "lock", "hours"),
    [
        (PAST, Lock.NONE, 2),
        (PAST, Lock.ENGINEER, 2),
        (LATER, Lock.ENGINEER, 2),
        # What can still be brought into its window is, and what nobody can serve then is freed.
        ((window(8, 9),), Lock.NONE, 8),
        ((window(8, 9),), Lock.ENGINEER, 8),
        (LATER, Lock.NONE, None),
    ],
)
def test_a_visit_that_misses_its_window_does_not_make_its_route_unplannable(
    context: Context, windows: tuple[TimeWindow, ...], lock: Lock, hours: float | None
):
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    missing, extra = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [missing], who, TEN)
    edit(context, missing, windows=windows)
    dispatch.set_lock(context, command(5), [missing], lock)
    before = ticket(context, missing).visit
    dispatch.assign(context, command(2), [extra], who, at(4))
    assert ticket(context, extra).visit is not None
    assert ticket(context, missing).visit == before
    dispatch.unassign(context, command(3), [extra])
    plan = proposal(context)
    published = publish(context, command(4), plan)
    assert published.dropped == {}
    assert ticket(context, extra).visit is not None
    after = ticket(context, missing).visit
    assert (after and after.start) == (None if hours is None else at(hours))


def test_what_stays_does_not_give_way_and_the_reason_says_so(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    missing = company.tickets[1]
    dispatch.assign(context, command(1), [missing], company.engineers[0], TEN)
    edit(context, missing, windows=PAST)
    assert refused(context, company, TEN - timedelta(minutes=20)) == ["dispatch.stays"]


def test_a_proposal_whose_window_passes_before_it_is_published_is_dropped(context: Context):
    clock = Moment(NOW)
    ctx = replace(context, clock=clock)
    company = found(ctx, make_ticket(1, windows=(window(1, 2),)), engineers=1)
    plan = proposal(ctx)
    assert set(plan.visits) == set(company.tickets)
    clock.at = at(2.5)
    published = publish(ctx, command(1), plan)
    assert published.dropped == {company.tickets[0]: "publish.clash"}
    assert ticket(ctx, company.tickets[0]).visit is None


def test_of_a_skill_needed_twice_the_higher_level_counts(context: Context):
    twice = (SkillLevel("lift", 5), SkillLevel("lift", 1))
    company = found(context, make_ticket(1, skills=twice))
    assert refused(context, company, TEN) == ["rule.skill"]


def test_a_locked_time_that_can_no_longer_be_kept_is_for_people_to_free(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), make_ticket(3), engineers=1)
    _, first, locked = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [first], who, TEN)
    dispatch.assign(context, command(2), [locked], who, TEN + timedelta(minutes=75))
    dispatch.set_lock(context, command(3), [first, locked], Lock.TIME)
    edit(context, first, duration_s=3 * 3600)
    before = ticket(context, locked).visit
    assert "rule.lock" in refused(context, company, at(6))
    assert ticket(context, locked).visit == before


def limited(ctx: Context, limit: int) -> None:
    with ctx.database.unit(user="setup") as unit:
        for shift in unit.shifts.every().values():
            unit.shifts.upsert([replace(shift, max_tickets=limit)])
        unit.commit()


def test_tickets_resolved_and_off_the_board_count_towards_the_most_a_shift_takes(
    context: Context,
):
    company = found(context, make_ticket(1), make_ticket(2), make_ticket(3), engineers=1)
    limited(context, 2)
    extra, done, second = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [done], who, TEN)
    board = load(context)
    for number, status in enumerate((Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED)):
        dispatch.set_status(context, command(2 + number), [done], status)
    (patched,) = read_changes(context, board.cursor).shifts.values()
    assert patched is not None
    assert patched.done == 1
    assert load(context).shifts[patched.id] == patched
    dispatch.assign(context, command(9), [second], who, at(5))
    assert refused(context, company, at(7)) == ["rule.max_tickets"]
    assert extra not in proposal(context).visits


def odd(number: int, rng: random.Random, regions: list[int]) -> Ticket:
    """A ticket with windows anywhere from yesterday to the day after tomorrow."""
    starts = sorted(rng.uniform(-20, 50) for _ in range(rng.choice((0, 0, 1, 1, 2))))
    return make_ticket(
        number,
        duration_s=60 * rng.choice((20, 45, 90, 150)),
        windows=tuple(window(start, start + rng.uniform(0.2, 6)) for start in starts),
        skills=tuple(
            SkillLevel(code, rng.randint(1, 4))
            for code in rng.sample(list(SKILLS), rng.choice((1, 1, 2)))
        ),
        location=Location(31.1 + rng.random() * 0.1, 121.3 + rng.random() * 0.2),
        region_id=rng.choice([*regions, None]),
    )


def odd_company(ctx: Context, rng: random.Random) -> Company:
    """Two regions, one of them exclusive; engineers, shifts and tickets of all sorts."""
    with ctx.database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        areas = unit.regions.add([make_region(1), make_region(2, exclusive=True)])
        regions = [area.id for area in areas]
        staff = unit.engineers.add(
            [
                make_engineer(
                    n,
                    regions=tuple(rng.sample(regions, rng.choice((1, 1, 2)))),
                    skills=tuple(SkillLevel(code, rng.randint(2, 4)) for code in SKILLS),
                )
                for n in range(1, 4)
            ]
        )
        unit.shifts.add(
            [
                replace(
                    make_shift(day=day),
                    engineer_id=engineer.id,
                    overtime_s=rng.choice((0, 3600)),
                    max_tickets=rng.choice((None, 2, 4)),
                )
                for engineer in staff
                for day in (0, 1)
            ]
        )
        rows = unit.tickets.add([replace(odd(n, rng, list(regions)), number="") for n in range(14)])
        unit.commit()
    return Company(tuple(e.id for e in staff), tuple(t.id for t in rows))


def act(ctx: Context, company: Company, rng: random.Random, number: int) -> frozenset[TicketId]:
    """One thing a dispatcher might do; the tickets it was about."""
    some = frozenset(rng.sample(company.tickets, rng.choice((1, 1, 2))))
    who: EngineerId = rng.choice(company.engineers)
    start = rng.choice((None, ctx.clock() + timedelta(minutes=rng.randrange(-60, 2000))))
    deed = rng.choice(("assign", "assign", "assign", "unassign", "lock", "status", "plan"))
    try:
        if deed == "assign":
            dispatch.assign(ctx, command(number), sorted(some), who, start)
        elif deed == "unassign":
            dispatch.unassign(ctx, command(number), sorted(some))
        elif deed == "lock":
            dispatch.set_lock(ctx, command(number), sorted(some), rng.choice(list(Lock)))
        elif deed == "status":
            steps = (Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED)
            dispatch.set_status(ctx, command(number), sorted(some), rng.choice(steps))
        else:
            publish(ctx, command(number), proposal(ctx, keep=rng.choice((None, {}))))
            return frozenset()
    except DomainError as error:
        if error.code.partition(".")[0] not in ("dispatch", "ticket"):
            raise
    return some


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_written_keeps_the_rules_of_the_rows(context: Context, seed: int):
    rng = random.Random(seed)
    clock = Moment(NOW)
    ctx = replace(context, clock=clock)
    company = odd_company(ctx, rng)
    for number in range(1, 21):
        if rng.random() < 0.2:
            edit(ctx, rng.choice(company.tickets), windows=odd(0, rng, [1]).windows)
        if rng.random() < 0.3:
            clock.at += timedelta(minutes=rng.randrange(5, 60))
        before = tickets_now(ctx)
        given = act(ctx, company, rng, number)
        assert broken(ctx, before, given) == [], (seed, number)
