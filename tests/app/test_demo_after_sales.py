"""The demo company has a past: what it cost, and what people said of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from dispatch_console.app.demo.after_sales import ANSWERED, TICKETS
from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.domain.cost import CostKind, Cover
from dispatch_console.domain.customer import Customer
from dispatch_console.insight import satisfaction
from dispatch_console.services import survey
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance
from dispatch_console.services.costing.reckoning import reckon
from dispatch_console.services.customers import uniting
from dispatch_console.storage.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_costs_and_answers_of_the_last_weeks_are_there_once(
    database: Database, tmp_path: Path
) -> None:
    ctx = Context(database=database, user="demo", clock=lambda: MORNING)
    today = MORNING.astimezone(ZONE).date()
    company = build(today, MORNING, ZONE)
    for _ in range(2):
        load(ctx, company)
    said = [one.survey for one in survey.said(ctx, MORNING - timedelta(days=365))]
    whole = satisfaction.total(said)
    assert (whole.sent, whole.answered) == (TICKETS, ANSWERED)
    assert whole.csat is not None
    assert 0.5 < whole.csat < 0.9
    lines = finance.export(ctx, tmp_path / "a.csv", today - timedelta(days=90), today, ZONE)
    assert lines >= 3 * TICKETS
    assert survey.send(ctx) == 0


def test_the_past_tickets_show_parts_and_what_warranties_and_contracts_bear(
    database: Database,
) -> None:
    ctx = Context(database=database, user="demo", clock=lambda: MORNING)
    load(ctx, build(MORNING.astimezone(ZONE).date(), MORNING, ZONE))
    with ctx.database.snapshot() as snap:
        past = [t for t in snap.tickets.every().values() if "PAST-" in (t.external_id or "")]
        costs = reckon(snap, past, ZONE)
    with_parts = [one for one in costs if any(li.kind is CostKind.PART for li in one.lines)]
    assert len(with_parts) >= 5
    assert sum(one.cover.labour > 0 for one in costs) >= 10
    assert any(one.cover == Cover() for one in costs)
    assert any(line.kind is CostKind.PART and line.covered for c in costs for line in c.lines)


def test_some_signed_and_stock_was_counted_and_a_customer_merged(database: Database) -> None:
    ctx = Context(database=database, user="demo", clock=lambda: MORNING)
    company = build(MORNING.astimezone(ZONE).date(), MORNING, ZONE)
    for _ in range(2):
        load(ctx, company)
    with psycopg.connect(database.url) as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query.encode()).fetchall()

        assert {way for (way,) in rows("SELECT way FROM signature")} == {"drawn", "typed"}
        assert rows("SELECT count(*) FROM stock_move WHERE kind = 'count'") == [(1,)]
        assert rows("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == [(1,)]
        assert rows("SELECT count(*) FROM ticket WHERE status = 'cancelled'") == [(1,)]
    assert uniting.twins(ctx)[Customer]
