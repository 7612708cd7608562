"""Maintenance plans make their tickets: each occasion once, without a flood after an outage."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Reading
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.upkeep import Outcome, Unit, Upkeep
from dispatch_console.services.chores import carry_out
from dispatch_console.services.context import Context
from dispatch_console.services.customers import reading, upkeep
from dispatch_console.services.customers.editing import save, tell
from dispatch_console.services.customers.reading import Subject
from tests.factories import NOW
from tests.services.company import Moment
from tests.services.customers.clientele import settled
from tests.services.customers.test_editing import plan
from tests.storage.people import settle

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(ZONE).date()


def calendar_plan(ctx: Context, **fields: Any) -> Upkeep:
    """Every four weeks from today on, a week ahead."""
    settle(ctx.database, tickets=0)
    of = settled(ctx)
    given = {"unit": Unit.WEEK, "every": 4, "meter_id": None, "starts_on": TODAY, "lead_days": 7}
    return save(ctx, uuid4(), plan(of, **(given | fields)))


def tickets(ctx: Context) -> list[Ticket]:
    with ctx.database.snapshot() as snap:
        return list(snap.tickets.every().values())


def later(ctx: Context, days: int) -> Context:
    return replace(ctx, clock=Moment(NOW + timedelta(days=days)))


def close(ctx: Context) -> None:
    with ctx.database.unit(user="tester") as unit:
        unit.tickets.set_status({ticket.id: Status.CLOSED for ticket in tickets(ctx)})
        unit.commit()


def test_the_ticket_says_what_the_plan_says_and_is_due_by_the_end_of_its_day(
    context: Context,
) -> None:
    made = calendar_plan(context)
    upkeep.look(context)
    (ticket,) = tickets(context)
    assert (ticket.title, ticket.asset_id) == ("Oil the doors", made.asset_id)
    assert ticket.description.splitlines() == ["☐ Doors", "☐ Ropes"]
    assert (ticket.skills, ticket.priority) == (made.template.skills, made.template.priority)
    assert ticket.customer_name == "Hotel"
    assert ticket.location is not None
    assert ticket.region_id is not None
    due = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), ZONE)
    assert ticket.resolution_due == due


def test_however_often_one_looks_there_is_one_ticket(context: Context) -> None:
    calendar_plan(context)
    for _ in range(3):
        upkeep.look(context)
    assert len(tickets(context)) == 1


def test_several_that_look_at_once_make_one_ticket(context: Context) -> None:
    calendar_plan(context)
    with ThreadPoolExecutor(4) as several:
        for done in [several.submit(upkeep.look, context) for _ in range(8)]:
            done.result()
    assert len(tickets(context)) == 1


def test_after_an_outage_one_ticket_is_made_and_the_next_comes_on_time(context: Context) -> None:
    made = calendar_plan(context)
    upkeep.look(later(context, 200))
    assert len(tickets(context)) == 1
    close(context)
    upkeep.look(later(context, 200))
    assert len(tickets(context)) == 1
    card = reading.card(later(context, 200), Subject(customer=made.customer_id), ZONE)
    ((last,), coming) = (card.plans[made.id].past, card.plans[made.id].next)
    assert (last.place, last.passed) == (7, 7)
    assert coming is not None
    assert coming.due_on == TODAY + timedelta(weeks=32)
    upkeep.look(later(context, 32 * 7 - 7))
    assert len(tickets(context)) == 2


def test_while_the_ticket_before_is_open_the_occasion_is_noted_without_another(
    context: Context,
) -> None:
    made = calendar_plan(context)
    upkeep.look(context)
    upkeep.look(later(context, 28))
    assert len(tickets(context)) == 1
    close(context)
    upkeep.look(later(context, 29))
    assert len(tickets(context)) == 1
    with context.database.snapshot() as snap:
        outcomes = [occasion.outcome for occasion in snap.upkeeps.occasions([made.id])]
    assert outcomes == [Outcome.OPEN, Outcome.MADE]
    upkeep.look(later(context, 56))
    assert len(tickets(context)) == 2


def test_a_meter_that_comes_to_its_mark_makes_the_ticket(context: Context) -> None:
    settle(context.database, tickets=0)
    of = settled(context)
    save(context, uuid4(), plan(of, starts_on=date(2026, 1, 1), lead_days=0))
    for days, value in ((2, 100), (1, 300)):
        tell(context, uuid4(), [Reading(of.meter.id, NOW - timedelta(days=days), Decimal(value))])
    upkeep.look(later(context, -1))
    assert not tickets(context)
    tell(context, uuid4(), [Reading(of.meter.id, NOW, Decimal(510))])
    upkeep.look(context)
    assert len(tickets(context)) == 1


def test_a_plan_put_to_rest_makes_nothing(context: Context) -> None:
    made = calendar_plan(context)
    save(context, uuid4(), replace(made, active=False))
    upkeep.look(context)
    assert not tickets(context)


def test_it_is_one_of_the_duties(context: Context) -> None:
    calendar_plan(context)
    assert carry_out(context)["upkeep"] == 1
    assert "upkeep" not in carry_out(context)
