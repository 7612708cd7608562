"""The demo company has a past: what it cost, what people said of it, and what reports show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from dispatch_console.app.demo import privacy
from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.domain.cost import CostKind, Cover
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.survey import State
from dispatch_console.domain.ticket import Status
from dispatch_console.insight import satisfaction
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Query, report
from dispatch_console.services import data_life, notices, reporting, survey
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance
from dispatch_console.services.costing.reckoning import reckon
from dispatch_console.services.customers import uniting
from dispatch_console.storage.database import Database
from tests.database import TestCluster, prepared

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 20)
THIS_MONTH = Period(date(2026, 3, 1), TODAY)
LAST_MONTH = Period(date(2026, 2, 1), date(2026, 2, 28))


def demo(database: Database) -> Context:
    return Context(database=database, user="demo", clock=lambda: MORNING)


@pytest.fixture(scope="module")
def company(cluster: TestCluster) -> Iterator[str]:
    """The demo on a day in the middle of a month, loaded twice."""

    def write(database: Database) -> None:
        for _ in range(2):
            load(demo(database), build(TODAY, MORNING, ZONE))

    with prepared(cluster, write) as template:
        yield template


@pytest.fixture
def ctx(cluster: TestCluster, company: str) -> Iterator[Context]:
    with cluster.database(company) as url:
        database = Database.open(url)
        yield demo(database)
        database.close()


def test_people_answered_high_and_low_and_some_are_still_to(ctx: Context) -> None:
    said = [one.survey for one in survey.said(ctx, MORNING - timedelta(days=365))]
    whole = satisfaction.total(said)
    assert whole.sent > 300
    assert 0.3 < whole.answered / whole.sent < 0.6
    assert whole.csat is not None
    assert 0.65 < whole.csat < 0.95
    assert {one.csat for one in said} == {None, 1, 2, 3, 4, 5}
    assert {one.state(MORNING) for one in said} >= {State.ANSWERED, State.EXPIRED, State.OPEN}
    assert any(one.answered_by == "demo" and one.csat == 1 for one in said)
    assert any(notice.data.get("kind") == "survey.low" for notice in notices.read(ctx))
    assert survey.send(ctx) == 0


@pytest.mark.parametrize("period", [THIS_MONTH, LAST_MONTH])
def test_reports_of_this_month_and_the_last_look_like_those_of_a_firm(
    ctx: Context, period: Period
) -> None:
    # The server's clock is far ahead of the demo's day.
    facts = replace(reporting.read(ctx, period, ZONE, costs=True), now=MORNING)
    asked = report(facts, Query(period), ZONE)
    shares = {
        Figure.RESPONSE: (0.8, 0.98),
        Figure.ARRIVAL: (0.8, 0.99),
        Figure.RESOLUTION: (0.8, 0.98),
        Figure.FIRST_CONTACT: (0.75, 0.97),
        Figure.CSAT: (0.6, 0.97),
        Figure.UTILISATION: (0.4, 0.9),
    }
    for figure, (low, high) in shares.items():
        value = asked.totals[figure].now.value(figure)
        assert value is not None, figure
        assert low < value < high, figure
    served = Counter(one.closed.astimezone(ZONE).date() for one in facts.tickets if one.closed)
    days = [period.first + timedelta(days=n) for n in range(3, period.days - 3)]
    assert all(served[day] for day in days)
    goals = {promise.goal for one in facts.tickets for promise in one.promises}
    assert goals == set(Goal)


def test_the_past_is_the_same_however_late_the_demo_is_opened(
    ctx: Context, cluster: TestCluster
) -> None:
    pasts = [past_in(ctx.database)]
    with cluster.database() as url:
        other = Database.open(url)
        evening = MORNING + timedelta(hours=9)
        late = Context(database=other, user="demo", clock=lambda: evening)
        load(late, build(TODAY, evening, ZONE))
        pasts.append(past_in(other))
        other.close()
    assert pasts[0] == pasts[1]
    assert len(pasts[0]) > 900


def past_in(database: Database) -> set[tuple[object, ...]]:
    """What people see of the past's tickets."""
    with database.snapshot() as snap:
        return {
            (t.number, t.title, t.created_at, t.customer_name, t.type, t.custom)
            for t in snap.tickets.every().values()
            if t.number.startswith("H")
        }


def test_days_between_two_openings_are_filled(ctx: Context) -> None:
    later = MORNING + timedelta(days=5)
    ctx = Context(database=ctx.database, user="demo", clock=lambda: later)
    load(ctx, build(later.date(), later, ZONE))
    with ctx.database.snapshot() as snap:
        numbers = {t.number[1:7] for t in snap.tickets.every().values() if t.number[0] == "H"}
        statuses = {t.status for t in snap.tickets.every().values()}
    # Of the first three days shifts had been made before.
    assert {"260322", "260323", "260324"} & numbers
    assert "260320" not in numbers
    assert {Status.CLOSED, Status.ARCHIVED, Status.CANCELLED} <= statuses


def test_finance_gets_every_kind_of_cost_and_what_was_corrected(
    ctx: Context, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    lines = finance.export(ctx, path, TODAY - timedelta(days=90), TODAY, ZONE)
    assert lines > 2000
    words = path.read_text(encoding="utf-8")
    assert all(kind.value in words for kind in CostKind)
    assert "20 % off" in words


def test_the_past_tickets_show_parts_and_what_warranties_and_contracts_bear(ctx: Context) -> None:
    with ctx.database.snapshot() as snap:
        past = [t for t in snap.tickets.every().values() if t.number.startswith("H")]
        costs = reckon(snap, past, ZONE)
    with_parts = [one for one in costs if any(li.kind is CostKind.PART for li in one.lines)]
    assert len(with_parts) >= 25
    assert sum(one.cover.labour > 0 for one in costs) >= 50
    assert any(one.cover == Cover() for one in costs)
    assert any(line.kind is CostKind.PART and line.covered for c in costs for line in c.lines)
    assert not any(one.missing for one in costs)


def test_some_signed_and_stock_was_counted_and_a_customer_merged(ctx: Context) -> None:
    with psycopg.connect(ctx.database.url) as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query.encode()).fetchall()

        assert {way for (way,) in rows("SELECT way FROM signature")} == {"drawn", "typed", "link"}
        assert rows("SELECT count(*) FROM stock_move WHERE kind = 'count'") == [(1,)]
        assert rows("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == [(1,)]
    assert uniting.twins(ctx)[Customer]


def test_somebody_was_forgotten_and_somebody_may_not_be(ctx: Context) -> None:
    standing = data_life.standing(ctx)
    assert [deed.kind for deed in standing.deeds] == ["erase"]
    assert standing.policies["notices"] == privacy.NOTICES_DAYS
    with pytest.raises(DomainError) as unknown:
        data_life.look(ctx, privacy.FORGOTTEN)
    assert unknown.value.code == "person.unknown"
    assert data_life.look(ctx, privacy.HELD).holds


def test_every_kind_of_custom_field_is_filled_in(ctx: Context) -> None:
    with ctx.database.snapshot() as snap:
        fields = snap.workflows.definitions().fields
        tickets = snap.tickets.every().values()
    used = {(t.type, code) for t in tickets for code, _ in t.custom}
    filled = {one.kind for one in fields if (one.type, one.code) in used}
    assert filled == {one.kind for one in fields}
    for one in tickets:
        known = {field.code for field in fields if field.type == one.type}
        assert {code for code, _ in one.custom} <= known
