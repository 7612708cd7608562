"""What the database holds becomes the facts of a report, as far as one may see it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.cost import Rate, RateKind
from dispatch_console.domain.ids import RateId, SurveyId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.domain.survey import Survey
from dispatch_console.domain.ticket import Status
from dispatch_console.insight.reports.facts import Dimension, Facts, Name, TicketFact
from dispatch_console.insight.reports.figures import Figure, Sum
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Query, Report, report
from dispatch_console.services import dispatch, reporting
from dispatch_console.services.context import Context
from dispatch_console.services.costing import keeping
from dispatch_console.services.undo import undo
from dispatch_console.storage import rights
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from tests.database import TestCluster
from tests.factories import DAY, NOW, SKILLS, make_engineer, make_region, make_shift, make_ticket
from tests.services.company import Company, found
from tests.services.costing.served import DONE, serve, step, visit

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
TEN, NOON = DAY + timedelta(hours=2), DAY + timedelta(hours=4)
"""On Monday in Shanghai."""
RATE = Rate(
    id=RateId(0), kind=RateKind.LABOUR, cost=Decimal(60), price=Decimal(150), since=date(2026, 1, 1)
)


def read(ctx: Context, *, costs: bool = True) -> Facts:
    return reporting.read(ctx, WEEK, ZONE, costs=costs)


def lives(ctx: Context) -> Mapping[TicketId, TicketFact]:
    return {one.id: one for one in read(ctx).tickets}


def made(ctx: Context, group: Dimension = Dimension.TIME) -> Report:
    return report(read(ctx), Query(WEEK, group), ZONE)


def resolve(ctx: Context, ticket: TicketId, at: datetime) -> None:
    step(ctx, ticket, Status.IN_PROGRESS, Status.RESOLVED, at=at)


@pytest.fixture
def company(context: Context) -> Company:
    return found(context, make_ticket(), make_ticket(2), make_ticket(3))


def test_a_served_ticket_counts_in_every_figure(context: Context, company: Company) -> None:
    keeping.set_rate(context, uuid4(), RATE)
    key = company.tickets[0]
    serve(context, key, company.engineers[0], TEN, minutes=90)

    def answer(unit: Unit) -> None:
        asked = Survey(
            id=SurveyId(0),
            ticket_id=key,
            medium=Medium.CONSOLE,
            created_at=NOON,
            asked_at=NOON,
            expires_at=NOON + timedelta(days=9),
            answered_at=NOON,
            csat=5,
            nps=9,
        )
        unit.surveys.start([asked])

    context.database.run(answer, user="tester")
    totals = {figure: line.now for figure, line in made(context).totals.items()}
    assert totals == {
        Figure.CREATED: Sum(3),
        Figure.CLOSED: Sum(1),
        Figure.OPEN: Sum(2),
        Figure.CLOSE_RATE: Sum(1, 3),
        Figure.FIRST_CONTACT: Sum(1, 1),
        Figure.HANDLING: Sum(int(3.5 * 3600), 1),
        Figure.HANDS_ON: Sum(90 * 60, 1),
        Figure.RESPONSE: Sum(1, 3),
        Figure.ARRIVAL: Sum(),
        Figure.RESOLUTION: Sum(1, 3),
        Figure.CSAT: Sum(1, 1),
        Figure.NPS: Sum(1, 1),
        Figure.COST: Sum(Decimal("90.00"), 1),
        Figure.UTILISATION: Sum((90 + 20) * 60, 3 * 9 * 3600),
    }


def test_what_comes_back_or_takes_two_visits_was_not_resolved_at_first_contact(
    context: Context, company: Company
) -> None:
    back, twice, fine = company.tickets
    serve(context, back, company.engineers[0], TEN, until=DONE[:3])
    step(context, back, Status.REOPENED, at=TEN + timedelta(days=1))
    serve(context, twice, company.engineers[1], TEN, until=(Status.IN_PROGRESS, Status.ON_HOLD))
    step(context, twice, Status.NEW, at=NOON)
    context.database.run(lambda unit: unit.visits.replace([], [twice]), user="tester")
    serve(context, twice, company.engineers[1], NOON + timedelta(hours=1))
    resolve(context, fine, NOON)
    known = lives(context)
    assert known[twice].visits == 2
    assert known[twice].hands_on_s == 2 * 3600
    assert known[back].reopened == TEN + timedelta(days=1)
    assert known[back].resolved is None
    assert made(context).totals[Figure.FIRST_CONTACT].now == Sum(1, 3)
    # The one that came back is open again.
    assert made(context).totals[Figure.OPEN].now == Sum(1)


def test_a_resolution_that_was_undone_never_was(context: Context, company: Company) -> None:
    key, command = company.tickets[0], uuid4()
    serve(context, key, company.engineers[0], TEN, until=(Status.IN_PROGRESS,))
    dispatch.set_status(context, command, [key], Status.RESOLVED, occurred_at=NOON)
    assert lives(context)[key].first_resolved == NOON
    undo(context, uuid4(), command, "")
    one = lives(context)[key]
    assert (one.first_resolved, one.reopened, one.left) == (None, None, ())


def test_what_was_imported_as_done_was_never_open(context: Context) -> None:
    company = found(context, make_ticket(status=Status.CLOSED), make_ticket(2))
    one = lives(context)[company.tickets[0]]
    assert (one.came, one.closed, one.resolved) == ((), None, None)
    assert made(context).totals[Figure.OPEN].now == Sum(1)


def test_the_tickets_of_a_crew_are_one(context: Context) -> None:
    company = found(context, make_ticket(crew_size=2))
    with context.database.snapshot() as snap:
        whole, mate = sorted(snap.tickets.every())
    for key, engineer in ((whole, 0), (mate, 1)):
        visit(context, key, company.engineers[engineer], TEN)
    step(context, whole, *DONE, at=NOON)
    (one,) = read(context).tickets
    assert (one.visits, one.hands_on_s) == (1, 2 * 3600)
    assert made(context).totals[Figure.UTILISATION].now.part == 2 * 80 * 60


def test_a_cancelled_ticket_promises_nothing_even_in_the_archive(
    context: Context, company: Company
) -> None:
    step(context, company.tickets[0], Status.CANCELLED, at=TEN)
    step(context, company.tickets[1], Status.CANCELLED, Status.ARCHIVED, at=TEN)
    totals = made(context).totals
    assert totals[Figure.CLOSE_RATE].now == Sum(0, 1)
    assert totals[Figure.RESPONSE].now == Sum(0, 1)
    assert totals[Figure.OPEN].now == Sum(1)


def test_what_happened_at_other_times_is_left_out(context: Context) -> None:
    found(
        context,
        make_ticket(created_at=DAY - timedelta(days=60), status=Status.CLOSED),
        make_ticket(2, created_at=DAY + timedelta(days=60)),
    )
    assert read(context).tickets == ()
    assert made(context).empty


def test_off_time_is_no_time_on_duty(context: Context, company: Company) -> None:
    engineer, from_ = company.engineers[0], DAY + timedelta(hours=1, minutes=30)
    context.database.run(
        lambda unit: unit.shifts.mark_off(engineer, from_, DAY + timedelta(days=1)), user="tester"
    )
    assert made(context).totals[Figure.UTILISATION].now == Sum(0, (1 + 9 + 9) * 3600)


def test_groups_have_names_and_costs_are_left_out_unless_asked_for(
    context: Context, company: Company
) -> None:
    serve(context, company.tickets[0], company.engineers[0], TEN)
    facts = read(context, costs=False)
    assert facts.names[Dimension.REGION] == {1: Name("Region 1", "第1区")}
    assert len(facts.names[Dimension.ENGINEER]) == 3
    assert "general" in facts.names[Dimension.TYPE]
    assert not facts.with_costs
    assert all(not one.costs for one in facts.tickets)


def test_the_tickets_behind_a_figure_come_newest_first(context: Context, company: Company) -> None:
    listed = reporting.tickets(context, company.tickets)
    assert [one.id for one in listed.tickets] == sorted(company.tickets, reverse=True)
    assert listed.count == 3


def test_who_is_limited_to_a_region_gets_figures_of_it_alone(
    cluster: TestCluster, database_url: str, context: Context
) -> None:
    with context.database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        one, two = (region.id for region in unit.regions.add([make_region(), make_region(2)]))
        staff = unit.engineers.add(
            [make_engineer(1, regions=(one,)), make_engineer(2, regions=(one, two))]
        )
        unit.shifts.add([replace(make_shift(), engineer_id=who.id) for who in staff])
        unit.tickets.add(
            [
                replace(make_ticket(n, region_id=where), number="")
                for n, where in ((1, one), (2, two))
            ]
        )
        unit.commit()
    name = context.database.url.rpartition("/")[2].partition("?")[0]
    seat = Seat(f"chief_{name}", Role.SUPERVISOR, frozenset({one}))
    rights.apply(database_url)
    rights.add(database_url, seat, "long enough words")
    mine = Database.open(cluster.url(name, seat.login))
    try:
        limited = Context(database=mine, user=seat.login, clock=lambda: NOW)
        found_ = made(limited, Dimension.REGION)
        assert found_.totals[Figure.CREATED].now == Sum(1)
        assert [line.key for line in found_.lines[Figure.CREATED]] == [one]
        # Of the second engineer's work in the other region nothing would be seen.
        assert found_.totals[Figure.UTILISATION].now.whole == 9 * 3600
    finally:
        mine.close()
        rights.drop(database_url, seat.login)
    assert made(context).totals[Figure.UTILISATION].now.whole == 18 * 3600
