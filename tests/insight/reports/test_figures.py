"""Each figure by a case reckoned by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.insight.reports.facts import Dimension, Promise, Said, TicketFact
from dispatch_console.insight.reports.figures import Figure, Sum
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Query, behind, report
from tests.insight.reports.made import (
    WEEK,
    ZONE,
    at,
    duty,
    facts,
    ticket,
    total,
    value,
    worked,
)


def test_created_and_closed_count_the_days_they_lie_in() -> None:
    found = facts(
        ticket(1, created_at=at(8, 23.9)),  # the day before the period
        ticket(2, created_at=at(9, 0), closed=at(15, 23.9)),
        ticket(3, created_at=at(12), closed=at(16, 0)),  # closed after it
    )
    assert total(found, Figure.CREATED) == Sum(2)
    assert total(found, Figure.CLOSED) == Sum(1)
    lines = report(found, Query(WEEK), ZONE).lines
    assert [line.now.part for line in lines[Figure.CREATED]] == [1, 0, 0, 1, 0, 0, 0]
    assert [line.now.part for line in lines[Figure.CLOSED]] == [0, 0, 0, 0, 0, 0, 1]


def test_the_backlog_is_what_was_open_as_each_day_ended() -> None:
    found = facts(
        ticket(1, created_at=at(2), left=(at(10),)),
        ticket(2, created_at=at(9), left=(at(9, 12), at(14)), came=(at(9), at(11))),
        ticket(3, created_at=at(3), left=(at(4),)),  # gone before
        ticket(4, created_at=at(12), came=()),  # imported as done: never open here
    )
    open_ = report(found, Query(WEEK), ZONE)
    assert [line.now.part for line in open_.lines[Figure.OPEN]] == [1, 0, 1, 1, 1, 0, 0]
    assert open_.totals[Figure.OPEN].now == Sum(0)
    assert open_.totals[Figure.OPEN].before == Sum(1)


def test_days_to_come_have_no_backlog() -> None:
    found = facts(ticket(1, created_at=at(9)), now=at(11, 12))
    lines = report(found, Query(WEEK), ZONE).lines[Figure.OPEN]
    assert [line.now.part for line in lines] == [1, 1, 1, 0, 0, 0, 0]
    assert total(found, Figure.OPEN) == Sum(1)


@pytest.mark.parametrize(
    ("visits", "reopened", "held"),
    [
        (0, None, 1),
        (1, None, 1),
        (2, None, 0),
        (1, at(16, 12), 0),  # seven days later, to the minute
        (1, at(16, 12.1), 1),
    ],
)
def test_first_contact_is_one_visit_or_none_and_no_return_within_seven_days(
    visits: int, reopened: datetime | None, held: int
) -> None:
    found = facts(ticket(first_resolved=at(9, 12), visits=visits, reopened=reopened))
    assert total(found, Figure.FIRST_CONTACT) == Sum(held, 1)


def test_times_go_from_creation_and_by_visits_to_what_was_resolved_for_good() -> None:
    found = facts(
        ticket(1, created_at=at(9, 8), resolved=at(9, 18), hands_on_s=3600),
        ticket(2, created_at=at(1, 8), resolved=at(12, 8), hands_on_s=0),
        ticket(3, created_at=at(9, 8), hands_on_s=7200),  # not resolved
    )
    assert value(found, Figure.HANDLING) == (10 * 3600 + 11 * 86_400) / 2
    assert value(found, Figure.HANDS_ON) == 1800


def test_the_close_rate_is_of_what_came_in_and_was_not_called_off() -> None:
    found = facts(
        ticket(1, closed=at(10)),
        ticket(2, closed=at(16)),  # too late for this period
        ticket(3),
        ticket(4, gone=True),
    )
    assert total(found, Figure.CLOSE_RATE) == Sum(1, 3)


def test_a_promise_counts_when_it_was_due_once_it_is_known_how_it_came_out() -> None:
    def promised(
        number: int, goal: Goal, due: datetime, met: datetime | None = None, **more: object
    ) -> TicketFact:
        return ticket(number, promises=(Promise(goal, due, met),), **more)

    found = facts(
        promised(1, Goal.RESPONSE, at(10), at(10)),  # in time, to the second
        promised(2, Goal.RESPONSE, at(10), at(10, 10)),  # late
        promised(3, Goal.RESPONSE, at(10)),  # never, and past due
        promised(4, Goal.RESPONSE, at(13)),  # not due yet
        promised(5, Goal.RESPONSE, at(13), at(11)),  # met already
        promised(6, Goal.RESPONSE, at(10), gone=True),
        promised(7, Goal.RESOLUTION, at(10), at(9)),
        now=at(12),
    )
    assert total(found, Figure.RESPONSE) == Sum(2, 4)
    assert total(found, Figure.RESOLUTION) == Sum(1, 1)
    assert value(found, Figure.ARRIVAL) is None


def test_satisfaction_is_as_the_window_of_satisfaction_has_it() -> None:
    scores = [(5, 10), (4, 9), (3, 7), (1, 0), (5, None)]
    said = [Said(at(10), answered=True, csat=csat, nps=nps) for csat, nps in scores]
    found = facts(
        *(ticket(number, said=one) for number, one in enumerate(said, 1)),
        ticket(9, said=Said(at(10))),
    )
    assert total(found, Figure.CSAT) == Sum(3, 5)
    assert value(found, Figure.NPS) == 25.0


def test_costs_go_by_tickets_closed_in_the_currency_of_most() -> None:
    found = facts(
        ticket(1, closed=at(10), costs={"CNY": Decimal("100.10")}),
        ticket(2, closed=at(11), costs={"CNY": Decimal("50.20"), "USD": Decimal(7)}),
        ticket(3, closed=at(11)),
        with_costs=True,
    )
    made = report(found, Query(WEEK), ZONE)
    assert made.totals[Figure.COST].now == Sum(Decimal("150.30"), 3)
    assert made.currencies == ("CNY", "USD")
    assert Figure.COST not in report(facts(ticket()), Query(WEEK), ZONE).totals


def test_utilisation_is_visits_and_travel_within_shifts() -> None:
    found = facts(
        duties=(duty(1, 9), duty(2, 9), duty(1, 16)),
        worked=(
            worked(1, 9, 10, 12, travel_s=3600),  # 9 to 12
            worked(1, 9, 12.5, 14, travel_s=3600),  # from 11:30, half of it counted already
            worked(1, 9, 16, 19),  # two hours of it after the shift
            worked(3, 9, 9, 17),  # not on duty
        ),
    )
    assert total(found, Figure.UTILISATION) == Sum(6 * 3600, 16 * 3600)
    by_engineer = report(found, Query(WEEK, Dimension.ENGINEER), ZONE).lines[Figure.UTILISATION]
    assert {line.key: line.now.value(Figure.UTILISATION) for line in by_engineer} == {1: 0.75, 2: 0}
    assert total(facts(duties=(duty(1, 9),), now=at(9, 11)), Figure.UTILISATION) == Sum(0, 7200)


def test_utilisation_is_of_no_ticket_type() -> None:
    found = facts(ticket(type="it"), duties=(duty(1, 9),))
    assert Figure.UTILISATION not in report(found, Query(WEEK, Dimension.TYPE), ZONE).lines
    chosen = Query(WEEK, chosen={Dimension.TYPE: "it"})
    assert Figure.UTILISATION not in report(found, chosen, ZONE).totals
    assert report(found, chosen, ZONE).totals[Figure.CREATED].now == Sum(1)


def test_groups_are_told_against_the_period_before() -> None:
    found = facts(
        ticket(1, region=RegionId(1)),
        ticket(2, region=RegionId(1), created_at=at(3)),
        ticket(3, region=RegionId(2), created_at=at(4)),
        ticket(4, created_at=at(1)),  # longer ago than that
    )
    lines = report(found, Query(WEEK, Dimension.REGION), ZONE).lines[Figure.CREATED]
    assert {line.key: (line.now.part, line.before.part) for line in lines} == {1: (1, 1), 2: (0, 1)}


def test_filters_leave_the_tickets_of_all_that_is_chosen() -> None:
    found = facts(
        ticket(1, region=RegionId(1), engineer=EngineerId(5)),
        ticket(2, region=RegionId(1)),
        ticket(3, engineer=EngineerId(5)),
    )
    chosen = {Dimension.REGION: RegionId(1), Dimension.ENGINEER: EngineerId(5)}
    query = Query(WEEK, chosen=chosen)
    assert report(found, query, ZONE).totals[Figure.CREATED].now == Sum(1)
    (line, *_) = report(found, query, ZONE).lines[Figure.CREATED]
    assert line.now == Sum(1)


def test_behind_a_line_are_the_tickets_it_counts() -> None:
    found = facts(
        ticket(1, first_resolved=at(10), region=RegionId(1)),
        ticket(2, first_resolved=at(10), region=RegionId(1), visits=3),
        ticket(3, first_resolved=at(11), region=RegionId(2)),
    )
    day = Period(date(2026, 3, 10), date(2026, 3, 10))
    by_day = behind(found, Query(WEEK), ZONE, Figure.FIRST_CONTACT, day)
    assert [(one.ticket, one.sum) for one in by_day] == [(1, Sum(1, 1)), (2, Sum(0, 1))]
    by_region = Query(WEEK, Dimension.REGION)
    (one,) = behind(found, by_region, ZONE, Figure.FIRST_CONTACT, RegionId(2))
    assert one.ticket == 3
    assert [one.ticket for one in behind(found, by_region, ZONE, Figure.OPEN, RegionId(1))] == [
        1,
        2,
    ]


def test_an_empty_period_is_empty() -> None:
    made = report(facts(), Query(WEEK), ZONE)
    assert made.empty
    assert made.totals[Figure.FIRST_CONTACT].now.value(Figure.FIRST_CONTACT) is None
    assert not report(facts(ticket()), Query(WEEK), ZONE).empty
