"""The demo company's parts: there once, alive each day, and nobody's board is changed by them."""

from datetime import timedelta

from dispatch_console.app.demo.company import DemoCompany, build
from dispatch_console.app.demo.loading import load
from dispatch_console.domain.requisition import State
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.parts import cost_of
from dispatch_console.services.parts.reading import stores
from dispatch_console.storage.database import Database
from tests.app.test_demo_loading import MORNING, ZONE
from tests.services.parts.test_stock_model import assert_balanced


def loaded(database: Database, days: int = 0) -> Context:
    moment = MORNING + timedelta(days=days)
    ctx = Context(database=database, user="demo", clock=lambda: moment)
    company: DemoCompany = build(moment.astimezone(ZONE).date(), moment, ZONE)
    load(ctx, company)
    return ctx


def test_each_state_two_warehouses_vans_and_something_to_order(database: Database) -> None:
    ctx = loaded(database)
    there = stores(ctx)
    assert len(there.parts) >= 40
    assert all(part.name_en and part.name_zh for part in there.parts.values())
    with database.snapshot() as snap:
        rows = snap.requisitions.every().values()
    assert {row.state for row in rows} == set(State)
    assert "FA-5004" in {there.parts[one.part_id].number for one in there.suggestions}
    assert 1 <= len(there.suggestions) <= 4
    used = next(row for row in rows if row.state is State.USED)
    assert cost_of(ctx, used.ticket_id)["CNY"] > 0
    waiting = next(row for row in rows if row.state is State.WAITING)
    held = boards.load(ctx).tickets[waiting.ticket_id]
    assert (held.status, held.hold_reason) == (Status.ON_HOLD, HoldReason.PART)
    assert held.not_before == waiting.expected_at
    assert_balanced(database.url)


def test_the_next_day_asks_anew_and_ends_what_was_asked_before(database: Database) -> None:
    loaded(database)
    before = len(stores(loaded(database, days=0)).requisitions)
    ctx = loaded(database, days=1)
    there, board = stores(ctx), boards.load(ctx)
    assert len(there.requisitions) == before
    assert all(row.ticket_id in board.tickets for row in there.requisitions.values())
    assert_balanced(database.url)
