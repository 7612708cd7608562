"""Easing one rule: priced by planning anew, and written so that the plan in the database holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import planned
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.solution import Term
from dispatch_console.services import applying, dispatch
from dispatch_console.services.applying import widened
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.easing import Eased, easings
from dispatch_console.services.why import WhyDesk, WhyHere
from tests.factories import DAY, NOW, make_board, make_ticket
from tests.services.company import Company, command, found, ticket, violations

TEN = DAY + timedelta(hours=2)
"""10:00 in Shanghai."""

EASE = UUID(int=99)
HALF = timedelta(minutes=30)


def desk(ctx: Context) -> WhyDesk:
    return WhyDesk(load(ctx), now=ctx.clock(), start=DAY, end=DAY + timedelta(days=1))


def eased(ctx: Context, company: Company, number: int = -1) -> Mapping[Kind | None, Eased]:
    """What would serve the company's ticket, by kind, the first of each."""
    by_kind: dict[Kind | None, Eased] = {}
    for one in easings(desk(ctx), company.tickets[number], seconds=60):
        by_kind.setdefault(one.kind, one)
    return by_kind


def crowded(ctx: Context, until: timedelta = HALF, **fields: object) -> Company:
    """One engineer has a ticket from 10:00 to 12:00 that may begin `until` later; another ticket
    wants to begin from 10:00 to 10:30."""
    window = (TimeWindow(TEN, TEN + HALF),)
    first = make_ticket(1, duration_s=2 * 3600, windows=(TimeWindow(TEN, TEN + until),))
    wanted: dict[str, object] = {"windows": window, "duration_s": 3600}
    company = found(ctx, first, make_ticket(2, **(wanted | fields)), engineers=1)
    dispatch.assign(ctx, command(1), company.tickets[:1], company.engineers[0], TEN)
    return company


def apply(ctx: Context, company: Company, one: Eased) -> Ticket:
    """Apply it; the ticket then, proved to have the visit that was told in a plan that holds."""
    changes = applying.apply(ctx, EASE, one)
    after = ticket(ctx, one.ticket_id)
    assert one.ticket_id in changes.tickets
    assert planned(after) == one.visit
    assert after.status is Status.ASSIGNED
    assert violations(ctx) == ()
    return after


def test_a_window_that_closes_later_is_written_with_the_visit(context: Context):
    company = crowded(context)
    one = eased(context, company)[Kind.LATER]
    after = apply(context, company, one)
    minutes = one.params["minutes"]
    assert isinstance(minutes, int)
    assert after.windows == (TimeWindow(TEN, TEN + HALF + timedelta(minutes=minutes)),)
    assert after.visit is not None
    assert TEN + HALF < after.visit.start <= after.windows[0].end


def test_a_window_that_opens_sooner_is_written_with_the_visit(context: Context):
    late = (TimeWindow(TEN + timedelta(hours=1), TEN + timedelta(hours=1)),)
    company = crowded(context, windows=late, duration_s=1200)
    one = eased(context, company)[Kind.EARLIER]
    after = apply(context, company, one)
    assert after.windows[0].start < late[0].start
    assert after.windows[0].end == late[0].end


def test_another_ticket_pushed_back_gets_the_wider_window(context: Context):
    company = crowded(context, timedelta(0), duration_s=1800)
    one = eased(context, company)[Kind.PUSH]
    apply(context, company, one)
    other = ticket(context, company.tickets[0])
    assert one.moved == (company.tickets[0],)
    assert other.visit is not None
    assert TEN + HALF <= other.visit.start <= other.windows[0].end


def test_a_lower_level_is_written_for_that_skill_alone(context: Context):
    needs = (SkillLevel("hvac", 2), SkillLevel("lift", 5))
    company = found(context, make_ticket(1, skills=needs), engineers=1)
    by_kind = eased(context, company)
    after = apply(context, company, by_kind[Kind.LEVEL])
    assert set(after.skills) == {SkillLevel("hvac", 2), SkillLevel("lift", 3)}


def test_training_is_priced_but_nobody_learns_by_a_key(context: Context):
    company = found(context, make_ticket(1, skills=(SkillLevel("lift", 5),)), engineers=1)
    one = eased(context, company)[Kind.TRAINING]
    assert not one.applies
    with pytest.raises(DomainError, match=r"easing\.not_written"):
        applying.apply(context, EASE, one)
    assert ticket(context, company.tickets[0]).visit is None


def test_overtime_is_written_for_that_shift(context: Context):
    three = TEN + timedelta(hours=5)
    asked = make_ticket(1, duration_s=3 * 3600 + 1800, windows=(TimeWindow(three, three),))
    company = found(context, asked, engineers=1)
    one = eased(context, company)[Kind.OVERTIME]
    apply(context, company, one)
    (shift,) = load(context).shifts.values()
    minutes = one.params["minutes"]
    assert isinstance(minutes, int)
    assert shift.overtime_s == 3600 + 60 * minutes


def test_one_ticket_more_is_written_for_that_shift(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    with context.database.unit(user="setup") as unit:
        (shift,) = unit.shifts.every().values()
        unit.shifts.upsert([replace(shift, max_tickets=1)])
        unit.commit()
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], TEN)
    apply(context, company, eased(context, company)[Kind.MAX_TICKETS])
    (shift,) = load(context).shifts.values()
    assert shift.max_tickets == 2


def test_a_lock_is_broken_and_its_visit_moves(context: Context):
    company = crowded(context, duration_s=1800)
    with context.database.unit(user="setup") as unit:
        first = unit.tickets.get(company.tickets[:1])[company.tickets[0]]
        unit.tickets.update([replace(first, windows=())])
        unit.commit()
    dispatch.set_lock(context, command(2), company.tickets[:1], Lock.ALL)
    one = eased(context, company)[Kind.UNLOCK]
    apply(context, company, one)
    assert one.moved == (company.tickets[0],)
    assert ticket(context, company.tickets[0]).lock is Lock.NONE


def test_an_exclusive_region_is_opened_to_that_engineer(context: Context):
    company = found(context, make_ticket(1), engineers=1)
    with context.database.unit(user="setup") as unit:
        (region,) = unit.regions.all().values()
        unit.regions.upsert([replace(region, exclusive=True)])
        (engineer,) = unit.engineers.every().values()
        far = unit.regions.add([replace(region, code="R9", exclusive=False)])[0]
        unit.engineers.upsert([replace(engineer, regions=(far.id,))])
        unit.commit()
    apply(context, company, eased(context, company)[Kind.REGION])
    (engineer,) = load(context).engineers.values()
    assert engineer.regions == (far.id, region.id)


def test_an_engineer_who_lists_no_region_is_not_bound_to_one_by_a_key(context: Context):
    company = found(context, make_ticket(1), engineers=1)
    with context.database.unit(user="setup") as unit:
        (region,) = unit.regions.all().values()
        unit.regions.upsert([replace(region, exclusive=True)])
        (engineer,) = unit.engineers.every().values()
        unit.engineers.upsert([replace(engineer, regions=())])
        unit.commit()
    assert not eased(context, company)[Kind.REGION].applies


def test_a_ticket_left_out_for_it_loses_its_visit_and_nothing_else(context: Context):
    company = crowded(context)
    one = eased(context, company)[Kind.DROP]
    apply(context, company, one)
    other = ticket(context, company.tickets[0])
    assert one.dropped == (company.tickets[0],)
    assert (other.visit, other.status) == (None, Status.NEW)


def test_where_others_can_make_room_no_rule_is_eased(context: Context):
    window = (TimeWindow(TEN, TEN + HALF),)
    easy, hard = (SkillLevel("lift", 1),), (SkillLevel("lift", 3),)
    company = found(
        context,
        make_ticket(1, duration_s=2 * 3600, windows=window, skills=easy),
        make_ticket(2, skills=easy),
        make_ticket(3, windows=window, skills=hard),
        engineers=2,
    )
    one, other = company.engineers
    with context.database.unit(user="setup") as unit:
        unit.engineers.upsert([replace(unit.engineers.every()[other], skills=easy)])
        unit.commit()
    dispatch.assign(context, command(1), company.tickets[:1], one, TEN)
    dispatch.assign(context, command(2), company.tickets[1:2], other, TEN + 10 * HALF)
    dispatch.set_lock(context, command(3), company.tickets[1:2], Lock.ALL)
    by_kind = eased(context, company)
    assert Kind.UNLOCK not in by_kind
    apply(context, company, by_kind[None])
    moved = ticket(context, company.tickets[0]).visit
    assert moved is not None
    assert moved.engineer_id == other
    assert ticket(context, company.tickets[1]).lock is Lock.ALL


def test_another_engineer_takes_it_by_what_that_takes(context: Context):
    exact = (TimeWindow(TEN, TEN),)
    two = (make_ticket(n, duration_s=2 * 3600, windows=exact) for n in (1, 2))
    company = found(context, *two, engineers=2)
    for number, (key, who) in enumerate(zip(company.tickets, company.engineers, strict=True), 1):
        dispatch.assign(context, command(number), [key], who, TEN)
    why = desk(context).answer(company.tickets[0])
    assert isinstance(why, WhyHere)
    assert why.alternatives == ()
    by_kind = eased(context, company, 0)
    assert {one.visit.engineer_id for one in by_kind.values()} == {company.engineers[1]}
    one = by_kind[Kind.DROP]
    assert one.dropped == (company.tickets[1],)
    assert one.delta.terms[Term.UNSERVED] > 0
    apply(context, company, one)
    assert ticket(context, company.tickets[1]).visit is None


def test_the_same_easing_twice_changes_things_once(context: Context):
    company = crowded(context)
    one = eased(context, company)[Kind.LATER]
    first = applying.apply(context, EASE, one)
    assert applying.apply(context, EASE, one) == first
    with pytest.raises(DomainError, match=r"easing\.changed"):
        applying.apply(context, UUID(int=100), one)


def test_what_others_changed_meanwhile_is_not_overwritten(context: Context):
    company = crowded(context)
    one = eased(context, company)[Kind.LATER]
    dispatch.unassign(context, command(5), company.tickets[:1])
    before = ticket(context, company.tickets[1])
    with pytest.raises(DomainError, match=r"easing\.changed"):
        applying.apply(context, EASE, one)
    assert ticket(context, company.tickets[1]) == before


def test_what_the_rows_of_now_do_not_admit_is_refused_whole(context: Context):
    company = crowded(context)
    one = eased(context, company)[Kind.LATER]
    with context.database.unit(user="setup") as unit:
        (engineer,) = unit.engineers.every().values()
        unit.engineers.upsert([replace(engineer, skills=())])
        unit.commit()
    before = ticket(context, company.tickets[1])
    with pytest.raises(DomainError, match=r"easing\.clash"):
        applying.apply(context, EASE, one)
    assert ticket(context, company.tickets[1]) == before


def test_a_visit_that_has_begun_is_asked_of_nobody(context: Context):
    company = crowded(context)
    later = Context(database=context.database, user="tester", clock=lambda: TEN + HALF / 2)
    kinds = eased(later, company).keys()
    assert not kinds & {Kind.UNLOCK, Kind.DROP, Kind.PUSH}


@pytest.mark.parametrize("seed", range(4))
def test_the_price_told_is_the_difference_the_checker_finds(seed: int):
    made = make_board(40, 5, 2, seed=seed)
    asked = WhyDesk(made, now=NOW, start=DAY, end=DAY + timedelta(days=1))
    standing = asked.standing
    tickets = standing.evaluator.lookup.tickets
    waiting = [key for key in tickets if not standing.shift_of(key)]
    served = [key for key in tickets if standing.shift_of(key) and not tickets[key].lock_start]
    before = check(asked.problem, standing.evaluator.solution(standing.plan)).objective
    told = 0
    for key in (*waiting[:3], *served[:2]):
        for one in easings(asked, TicketId(key), seconds=8):
            verdict = check(one.problem, Evaluator(one.problem).solution(one.plan))
            assert one.delta.total == pytest.approx(
                verdict.objective.total - before.total, abs=1e-3
            )
            assert key in {ticket for row in one.plan.values() for ticket in row}
            told += 1
    assert told


def test_an_alternative_forced_gives_the_visit_that_was_told(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), engineers=3)
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    why = desk(context).answer(company.tickets[0])
    assert isinstance(why, WhyHere)
    assert len(why.alternatives) == 3
    for number, other in enumerate(why.alternatives, 10):
        dispatch.assign(
            context, command(number), company.tickets[:1], other.engineer_id, other.start
        )
        visit = ticket(context, company.tickets[0]).visit
        assert visit is not None
        assert (visit.engineer_id, visit.start) == (other.engineer_id, other.start)
        assert violations(context) == ()


def test_only_the_nearest_window_is_widened_and_only_as_far_as_offered():
    first, second = TimeWindow(TEN, TEN + HALF), TimeWindow(TEN + 6 * HALF, TEN + 7 * HALF)
    by = timedelta(minutes=20)
    late, early = TEN + HALF + by / 2, TEN + 6 * HALF - by / 2
    assert widened((first, second), late, by) == (replace(first, end=first.end + by), second)
    assert widened((first, second), early, by) == (first, replace(second, start=second.start - by))
    assert widened((first, second), TEN, by) == (first, second)
    assert widened((), TEN, by) == ()
