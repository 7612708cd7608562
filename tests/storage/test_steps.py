"""Every change of a ticket's status leaves a step."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import NOW


def test_a_change_of_status_is_a_step_with_who_when_and_why(context: Context) -> None:
    ticket = create(context, uuid4(), NewTicket(title="Lift"))
    at = NOW - timedelta(hours=3)

    def hold(unit: Unit) -> None:
        found = unit.tickets.lock([ticket.id])[ticket.id]
        unit.tickets.update([replace(found, hold_reason=HoldReason.PART)])
        unit.tickets.set_status({ticket.id: Status.ON_HOLD})

    context.database.run(hold, user="anna", why="no gasket", at=at)
    with context.database.snapshot() as snap:
        assert snap.steps.of([ticket.id]) == {
            ticket.id: (
                Step(
                    ticket_id=ticket.id,
                    at=at,
                    who="anna",
                    before=Status.NEW,
                    after=Status.ON_HOLD,
                    reason="no gasket",
                    hold_reason=HoldReason.PART,
                ),
            )
        }


def test_what_the_service_says_of_a_ticket_is_kept_and_its_mates_follow(context: Context) -> None:
    ticket = create(context, uuid4(), NewTicket(title="Lift", crew_size=2))
    said = {
        "type": "repair",
        "custom": (("floor", 3), ("gate", "B"), ("spare", True)),
        "owner": "anna",
        "impact": 1,
        "urgency": 3,
    }

    def say(unit: Unit) -> None:
        found = unit.tickets.lock([ticket.id])[ticket.id]
        unit.tickets.update([replace(found, **said)])

    context.database.run(say, user="anna")
    with context.database.snapshot() as snap:
        rows = snap.tickets.open().values()
    assert len(rows) == 2
    for row in rows:
        assert {name: getattr(row, name) for name in said} == said


def test_the_service_s_columns_do_not_touch_a_plan(context: Context) -> None:
    ticket = create(context, uuid4(), NewTicket(title="Lift"))

    def say(unit: Unit) -> None:
        found = unit.tickets.lock([ticket.id])[ticket.id]
        unit.tickets.update([replace(found, type="repair", owner="anna")])

    context.database.run(say, user="anna")
    with context.database.snapshot() as snap:
        found = snap.tickets.get([ticket.id])[ticket.id]
    assert (found.version, found.plan_version) == (2, 1)


def test_a_message_is_put_in_once(context: Context) -> None:
    message = Message(key="k", medium=Medium.EMAIL, address="a@example.org", body="=1+1")
    with context.database.unit(user="anna") as unit:
        assert unit.outbox.put([message, replace(message, key="l")]) == 2
        assert unit.outbox.put([message]) == 0
        unit.commit()
    with context.database.unit(user="anna") as unit:
        assert unit.outbox.put([message]) == 0


def test_a_statement_of_many_tickets_leaves_one_step_of_each_that_changed(
    context: Context,
) -> None:
    held, left, waits = (
        create(context, uuid4(), NewTicket(title=title)).id for title in ("Lift", "Pump", "Door")
    )

    def hold(keys: tuple[TicketId, ...]) -> None:
        context.database.run(
            lambda unit: unit.tickets.set_status(dict.fromkeys(keys, Status.ON_HOLD)), user="anna"
        )

    hold((held,))
    hold((held, waits))
    with context.database.snapshot() as snap:
        taken = snap.steps.of([held, left, waits])
    assert {key: len(steps) for key, steps in taken.items()} == {held: 1, waits: 1}
