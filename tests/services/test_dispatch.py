import random
from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from tests.factories import DAY, NOW, make_ticket
from tests.services.company import command, found, scattered, ticket, violations

TEN = DAY + timedelta(hours=2)
"""10:00 in Shanghai."""


def codes(refused: pytest.ExceptionInfo[DomainError]) -> list[str]:
    return [broken.code for broken in refused.value.params["reasons"]]  # type: ignore[attr-defined]


def test_a_ticket_is_assigned_at_the_time_it_was_dropped_on(context: Context):
    company = found(context, make_ticket())
    key, engineer = company.tickets[0], company.engineers[1]
    changes = dispatch.assign(context, command(1), [key], engineer, TEN)
    after = ticket(context, key)
    assert changes.tickets == {key}
    assert after.status is Status.ASSIGNED
    assert after.visit is not None
    assert (after.visit.engineer_id, after.visit.start) == (engineer, TEN)
    assert after.visit.end == TEN + timedelta(hours=1)
    assert after.visit.travel_s > 0
    assert violations(context) == ()


def test_without_a_time_the_best_place_is_found(context: Context):
    company = found(context, make_ticket(), days=2)
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], None)
    visit = ticket(context, company.tickets[0]).visit
    assert visit is not None
    assert NOW < visit.start < NOW + timedelta(hours=1)


def test_the_same_command_twice_changes_things_once(context: Context):
    company = found(context, make_ticket())
    first = dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    again = dispatch.assign(context, command(1), company.tickets, company.engineers[1], None)
    visit = ticket(context, company.tickets[0]).visit
    assert again == first
    assert visit is not None
    assert visit.engineer_id == company.engineers[0]


def test_several_tickets_are_placed_one_after_the_other(context: Context):
    company = found(context, *(make_ticket(n) for n in range(3)))
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    visits = [ticket(context, key).visit for key in company.tickets]
    starts = [visit.start for visit in visits if visit]
    assert starts[0] == TEN
    assert starts == sorted(starts)
    assert violations(context) == ()


def test_other_visits_keep_their_times_unless_they_have_to_give_way(context: Context):
    company = found(context, *(make_ticket(n) for n in range(4)), engineers=1)
    first, second, late, extra = company.tickets
    who = company.engineers[0]
    dispatch.assign(context, command(1), [first], who, TEN)
    dispatch.assign(context, command(2), [late], who, TEN + timedelta(hours=5))
    dispatch.assign(context, command(3), [second], who, TEN + timedelta(hours=1, minutes=30))
    dispatch.assign(context, command(4), [extra], who, TEN + timedelta(minutes=90))
    visits = [ticket(context, key).visit for key in (first, extra, second, late)]
    starts = [visit.start - TEN for visit in visits if visit]
    assert (starts[0], starts[3]) == (timedelta(0), timedelta(hours=5))
    assert starts == sorted(starts)
    assert violations(context) == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"skills": (SkillLevel("lift", 5),)}, "rule.skill"),
        ({"windows": (TimeWindow(DAY, TEN - timedelta(minutes=1)),)}, "rule.window"),
        ({"duration_s": 11 * 3600}, "rule.shift"),
        ({"location": None}, "dispatch.no_location"),
    ],
)
def test_a_drop_that_breaks_a_rule_is_refused_with_the_reason(
    context: Context, fields: dict[str, object], code: str
):
    company = found(context, make_ticket(1, **fields))
    before = ticket(context, company.tickets[0])
    with pytest.raises(DomainError) as refused:
        dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    assert refused.value.code == "dispatch.refused"
    assert code in codes(refused)
    assert ticket(context, company.tickets[0]) == before


def test_a_time_far_from_any_shift_is_refused(context: Context):
    company = found(context, make_ticket())
    with pytest.raises(DomainError) as refused:
        dispatch.assign(
            context, command(1), company.tickets, company.engineers[0], TEN + timedelta(days=3)
        )
    assert codes(refused) == ["dispatch.no_shift"]


def test_reassigning_frees_the_first_engineer_and_asks_for_acceptance_anew(context: Context):
    company = found(context, make_ticket())
    one, two, _ = company.engineers
    dispatch.assign(context, command(1), company.tickets, one, TEN)
    dispatch.set_status(context, command(2), company.tickets, Status.ACCEPTED)
    dispatch.assign(context, command(3), company.tickets, one, TEN + timedelta(hours=1))
    assert ticket(context, company.tickets[0]).status is Status.ACCEPTED
    dispatch.assign(context, command(4), company.tickets, two, TEN)
    after = ticket(context, company.tickets[0])
    assert after.visit is not None
    assert (after.status, after.visit.engineer_id) == (Status.ASSIGNED, two)


def test_a_locked_ticket_may_be_moved_by_hand(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_lock(context, command(2), company.tickets, Lock.ALL)
    later = TEN + timedelta(hours=2)
    dispatch.assign(context, command(3), company.tickets, company.engineers[1], later)
    after = ticket(context, company.tickets[0])
    assert after.visit is not None
    assert (after.lock, after.visit.start) == (Lock.ALL, later)
    assert violations(context) == ()


def test_unassigning_makes_the_ticket_new_and_takes_its_lock(context: Context):
    company = found(context, make_ticket(), make_ticket(2))
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_lock(context, command(2), company.tickets, Lock.ALL)
    second = ticket(context, company.tickets[1])
    dispatch.unassign(context, command(3), company.tickets[:1])
    after = ticket(context, company.tickets[0])
    assert (after.status, after.visit, after.lock) == (Status.NEW, None, Lock.NONE)
    assert ticket(context, company.tickets[1]).plan_version == second.plan_version
    assert violations(context) == ()


def test_the_way_to_the_next_visit_is_corrected_when_one_before_it_goes(context: Context):
    near, far = (scattered(n, random.Random(n)) for n in (2, 3))
    company = found(context, near, far)
    who = company.engineers[0]
    dispatch.assign(context, command(1), [company.tickets[1]], who, TEN + timedelta(hours=5))
    alone = ticket(context, company.tickets[1]).visit
    dispatch.assign(context, command(2), [company.tickets[0]], who, TEN)
    behind = ticket(context, company.tickets[1]).visit
    dispatch.unassign(context, command(3), [company.tickets[0]])
    again = ticket(context, company.tickets[1]).visit
    assert alone is not None
    assert behind is not None
    assert again is not None
    assert behind.travel_s != alone.travel_s
    assert again.travel_s == alone.travel_s


def test_a_visit_under_way_cannot_be_taken_away(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_status(context, command(2), company.tickets, Status.EN_ROUTE)
    with pytest.raises(DomainError) as refused:
        dispatch.unassign(context, command(3), company.tickets)
    assert refused.value.code == "ticket.step"


def test_a_ticket_without_visit_cannot_be_locked_or_begun(context: Context):
    company = found(context, make_ticket())
    for number, act in enumerate(
        (
            lambda: dispatch.set_lock(context, command(1), company.tickets, Lock.ALL),
            lambda: dispatch.set_status(context, command(2), company.tickets, Status.ASSIGNED),
        )
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "dispatch.no_visit", number


def test_a_step_that_may_not_follow_is_refused_for_all(context: Context):
    company = found(context, make_ticket(1), make_ticket(2))
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], TEN)
    with pytest.raises(DomainError) as refused:
        dispatch.set_status(context, command(2), company.tickets, Status.CONFIRMED)
    assert refused.value.code == "ticket.step"
    assert ticket(context, company.tickets[0]).status is Status.ASSIGNED


def test_an_unknown_ticket_is_named(context: Context):
    company = found(context, make_ticket())
    with pytest.raises(DomainError) as refused:
        dispatch.assign(context, command(1), [TicketId(999)], company.engineers[0], None)
    assert refused.value.code == "ticket.gone"


def test_resolving_early_gives_back_the_rest_of_the_time(context: Context):
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    one, two = company.tickets
    dispatch.assign(context, command(1), [one], company.engineers[0], TEN)
    for number, status in enumerate((Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED)):
        dispatch.set_status(context, command(2 + number), [one], status)
    dispatch.assign(context, command(9), [two], company.engineers[0], TEN)
    visit = ticket(context, two).visit
    assert visit is not None
    assert visit.start == TEN


def test_holding_a_ticket_nobody_has_left_for_frees_the_engineer(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_status(context, command(2), company.tickets, Status.ON_HOLD)
    after = ticket(context, company.tickets[0])
    assert (after.status, after.visit) == (Status.ON_HOLD, None)
    dispatch.assign(context, command(3), company.tickets, company.engineers[0], TEN)
    assert ticket(context, company.tickets[0]).status is Status.ASSIGNED


def test_what_the_price_says_is_what_the_drop_does(context: Context):
    company = found(context, *(scattered(n, random.Random(n)) for n in (2, 3, 4)))
    dispatch.assign(context, command(1), company.tickets[:2], company.engineers[0], TEN)
    wanted = TEN + timedelta(minutes=30)
    price = dispatch.price(
        load(context), company.tickets[2:], company.engineers[0], wanted, now=NOW
    )
    dispatch.assign(context, command(2), company.tickets[2:], company.engineers[0], wanted)
    visit = ticket(context, company.tickets[2]).visit
    assert price.allowed
    assert visit is not None
    assert (visit.start, visit.end) == (price.start, price.end)
    assert price.travel_s > 0
