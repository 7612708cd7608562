"""Customer and team hear that maintenance comes round: once, ahead, and after an outage too."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from dispatch_console.domain.asset import Reading
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.upkeep import Unit, Upkeep
from dispatch_console.services import departments, notices
from dispatch_console.services.context import Context
from dispatch_console.services.customers import announcing, upkeep
from dispatch_console.services.customers.editing import save, tell
from dispatch_console.services.delivering.duty import unsent
from dispatch_console.services.delivering.fan_out import fan_out
from dispatch_console.services.delivering.routes import Routes
from dispatch_console.services.wording import subject_in
from dispatch_console.storage import schema
from tests.factories import NOW
from tests.services.customers.clientele import settled
from tests.services.customers.test_editing import plan
from tests.services.customers.test_upkeep import TODAY, ZONE, calendar_plan, close, later, tickets

Box = list[tuple[str, str, str]]


def telling(ctx: Context, *, mail: str = "li@hotel.example", **fields: Any) -> Upkeep:
    """Every four weeks from in ten days on; the contact has that address."""
    given: dict[str, Any] = {
        "starts_on": TODAY + timedelta(days=10),
        "tell_customer": True,
        "tell_team": "role:dispatcher",
        "tell_days": 5,
        "lead_days": 2,
    }
    made = calendar_plan(ctx, **(given | fields))
    with ctx.database.snapshot() as snap:
        (person,) = snap.contacts.of([made.customer_id]).values()
    save(ctx, uuid4(), replace(person, email=mail, main=True))
    return made


def look(ctx: Context, days: float) -> Box:
    """The duty at that time, and all that is in the outbox then."""
    here = later(ctx, 0)
    here = replace(here, clock=lambda: NOW + timedelta(days=days))
    upkeep.look(here)
    announcing.announce(here)
    return box(ctx)


def box(ctx: Context) -> Box:
    column = schema.outbox.c
    with ctx.database.snapshot() as snap:
        rows = snap._connection.execute(select(schema.outbox).order_by(column.id)).all()
    return [(row.medium, row.address, subject_in("en", row.subject, row.data)) for row in rows]


def said(day: int) -> Box:
    """Both letters of the occasion so many days from today."""
    due = (TODAY + timedelta(days=day)).isoformat()
    return [
        ("email", "li@hotel.example", f"Maintenance of Lift 1 on {due}"),
        ("console", "role:dispatcher", f"Maintenance is due on {due}: Every 500 trips, Hotel"),
    ]


@pytest.fixture(autouse=True)
def english(context: Context) -> None:
    with context.database.unit(user="setup") as unit:
        unit.outbox.set_language("en")
        unit.commit()


def test_both_hear_so_many_days_ahead_and_once(context: Context) -> None:
    telling(context)
    assert look(context, 4) == []
    assert look(context, 5) == said(10)
    assert not tickets(context), "the ticket is still to come"
    for day in (5, 6, 8, 10, 20):
        assert look(context, day) == said(10)
    assert len(tickets(context)) == 1
    close(context)
    assert look(context, 33) == [*said(10), *said(38)]


def test_told_later_than_the_ticket_it_names_it(context: Context) -> None:
    telling(context, lead_days=7, tell_days=2)
    assert look(context, 3) == []
    assert len(tickets(context)) == 1
    assert look(context, 8) == said(10)
    with context.database.snapshot() as snap:
        rows = snap._connection.execute(select(schema.outbox)).all()
    (ticket,) = tickets(context)
    assert {row.ticket_id for row in rows} == {ticket.id}
    team = next(row for row in rows if row.medium == "console")
    assert team.subject.startswith(ticket.number)


def test_after_an_outage_the_occasion_to_be_worked_on_is_told_and_no_other(
    context: Context,
) -> None:
    telling(context)
    # Due at 10, 38, 66, 94: nobody was there until 100.
    assert look(context, 100) == said(100)
    assert look(context, 101) == said(100)


def test_what_is_long_done_is_not_told_when_a_plan_begins_to_tell(context: Context) -> None:
    made = telling(context, tell_customer=False, tell_team="")
    assert look(context, 12) == []
    close(context)
    save(context, uuid4(), replace(made, tell_team="role:dispatcher"))
    assert look(context, 20) == []
    assert look(context, 34) == said(38)[1:]


def test_while_the_ticket_before_is_open_nobody_is_told_of_one_that_is_not_made(
    context: Context,
) -> None:
    telling(context, lead_days=5, tell_days=2)
    assert look(context, 9) == said(10)
    assert look(context, 37) == said(10)


def test_several_that_look_at_once_tell_once(context: Context) -> None:
    telling(context)
    there = replace(context, clock=lambda: NOW + timedelta(days=6))
    with ThreadPoolExecutor(4) as several:
        done = [
            one.result() for one in [several.submit(announcing.announce, there) for _ in "12345"]
        ]
    assert sum(done) == 1
    assert box(context) == said(10)


def test_a_customer_without_an_address_is_phoned_by_the_dispatchers(context: Context) -> None:
    telling(context, mail="", tell_team="")
    ((medium, address, words),) = look(context, 6)
    assert (medium, address) == ("console", "role:dispatcher")
    assert "Hotel" in words
    assert "138 0000 1111" in words
    assert [one.subject for one in notices.read(later(context, 9999))] != []


def test_a_department_hears_at_its_own_address(context: Context) -> None:
    base = next(one for one in departments.read(context).queues if one.code == "it")
    departments.save(context, uuid4(), base, replace(base, email="it@example.org"))
    telling(context, tell_customer=False, tell_team=f"queue:{base.id}")
    look(context, 6)
    with context.database.unit(user="setup") as unit:
        unit._connection.exec_driver_sql("UPDATE outbox SET due_at = now()")
        unit.commit()
    fan_out(context)
    assert [one.message.address for one in unsent(context, Routes())] == ["it@example.org"]


def test_nobody_is_written_to_before_the_morning(context: Context) -> None:
    telling(context)
    night = datetime.combine(TODAY + timedelta(days=6), datetime.min.time(), ZONE)
    look(context, (night - NOW) / timedelta(days=1))
    with context.database.snapshot() as snap:
        due = snap._connection.scalars(select(schema.outbox.c.due_at)).all()
    assert set(due) == {night + timedelta(hours=8)}


def test_a_plan_by_a_meter_tells_when_its_value_is_foreseen(context: Context) -> None:
    of = settled(context)
    save(context, uuid4(), plan(of, tell_team="role:supervisor", tell_days=3, lead_days=0))
    readings = [
        Reading(of.meter.id, NOW - timedelta(days=10), Decimal(300)),
        Reading(of.meter.id, NOW, Decimal(400)),
    ]
    tell(context, uuid4(), readings)
    assert look(context, 6) == []
    ((_, address, words),) = look(context, 8)
    assert address == "role:supervisor"
    assert (TODAY + timedelta(days=10)).isoformat() in words


def test_a_plan_that_would_tell_before_the_one_before_it_came_is_refused(context: Context) -> None:
    with pytest.raises(DomainError, match=r"upkeep\.tell"):
        telling(context, unit=Unit.DAY, every=3, tell_days=3)
