"""The demo company's service levels are alive: paused, escalated, explained."""

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.app.demo.service_levels import CALENDAR
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.sla.explaining import explain
from dispatch_console.services.sla.noticing import watch
from dispatch_console.storage.database import Database
from tests.services.sla.levels import sent

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_some_tickets_are_paused_and_some_escalated(database: Database) -> None:
    context = Context(database=database, user="demo", clock=lambda: MORNING)
    load(context, build(MORNING.date(), MORNING, ZoneInfo("Asia/Shanghai")))
    assert watch(context) > 100
    tickets = boards.load(context).tickets.values()
    held = [ticket for ticket in tickets if ticket.status is Status.ON_HOLD]
    assert {ticket.hold_reason for ticket in held} == {HoldReason.PART, HoldReason.CUSTOMER}
    found = [explain(context, ticket.id) for ticket in held]
    golden = [one for one in found if one.policy and one.policy.code == "demo-gold"]
    assert any(deadline.pauses for one in golden for deadline in one.deadlines)
    assert all(CALENDAR in one.calendars for one in golden)
    assert any(address == "role:supervisor" for _, address, _ in sent(context))
    assert watch(context) == 0


def test_contracts_name_the_level_that_the_explainer_shows(database: Database) -> None:
    context = Context(database=database, user="demo", clock=lambda: MORNING)
    load(context, build(MORNING.date(), MORNING, ZoneInfo("Asia/Shanghai")))
    tickets = boards.load(context).tickets.values()
    policies = {
        (one.policy.code if one.policy else "")
        for one in map(
            partial(explain, context), [ticket.id for ticket in tickets if ticket.crew_of is None]
        )
    }
    assert {"demo-gold", "demo-standard", "demo-high"} <= policies


def test_devices_of_every_kind_are_what_tickets_are_about(database: Database) -> None:
    context = Context(database=database, user="demo", clock=lambda: MORNING)
    load(context, build(MORNING.date(), MORNING, ZoneInfo("Asia/Shanghai")))
    tickets = boards.load(context).tickets.values()
    with context.database.snapshot() as snapshot:
        devices = snapshot.assets.every()
    about = [
        (devices[one.asset_id].category, one.skills[0].code) for one in tickets if one.asset_id
    ]
    assert set(about) == {
        ("lift", "lift"), ("hvac", "hvac"), ("network", "network"), ("printer", "it"),
    }  # fmt: skip
    assert len(about) > 30
