"""New tickets: numbered, dated, placed; once per command."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import NOW
from tests.storage.people import settle

CALL = NewTicket(title=" Lift stuck ", priority=Priority.P1, customer_name="Anna", phone="123")


def test_a_new_ticket_has_number_deadlines_and_customer(context: Context) -> None:
    ticket = create(context, uuid4(), CALL)
    assert (ticket.number, ticket.title, ticket.status) == ("T-00001", "Lift stuck", Status.NEW)
    assert ticket.created_at == NOW
    assert (ticket.response_due, ticket.resolution_due) == deadlines(Priority.P1, NOW)
    assert ticket.customer_id is not None


def test_the_same_customer_is_not_entered_twice(context: Context) -> None:
    first, second = (create(context, uuid4(), CALL) for _ in range(2))
    assert first.customer_id == second.customer_id
    assert first.number != second.number


@pytest.mark.parametrize(
    ("place", "inside"), [(Location(31.15, 121.35), True), (Location(10.0, 10.0), False)]
)
def test_the_region_is_the_one_the_place_lies_in(
    context: Context, place: Location, inside: bool
) -> None:
    region = settle(context.database, tickets=0).regions[0]
    ticket = create(context, uuid4(), replace(CALL, location=place))
    assert ticket.region_id == (region.id if inside else None)


def test_the_same_command_gives_the_same_ticket(context: Context) -> None:
    command = uuid4()
    assert create(context, command, CALL) == create(context, command, CALL)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(CALL, title="  "), r"ticket\.title"),
        (replace(CALL, duration_s=0), r"ticket\.duration"),
        (replace(CALL, skills=(SkillLevel("piano"),)), r"skill\.unknown"),
    ],
)
def test_a_ticket_that_makes_no_sense_is_refused(
    context: Context, wrong: NewTicket, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        create(context, uuid4(), wrong)
