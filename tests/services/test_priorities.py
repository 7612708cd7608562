"""A new priority takes along the deadlines that followed from the old one, and no others."""

from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.context import Context
from dispatch_console.services.priorities import set_priority
from tests.factories import DAY, make_ticket
from tests.services.company import command, found, ticket


def test_deadlines_follow_the_priority_unless_agreed_otherwise(context: Context) -> None:
    agreed = DAY + timedelta(days=9)
    company = found(context, make_ticket(1), make_ticket(2, resolution_due=agreed))
    changes = set_priority(context, command(1), company.tickets, Priority.P1)
    first, second = (ticket(context, key) for key in company.tickets)
    response, resolution = deadlines(Priority.P1, DAY)
    assert changes.tickets == set(company.tickets)
    assert {first.priority, second.priority} == {Priority.P1}
    assert (first.response_due, first.resolution_due) == (response, resolution)
    assert (second.response_due, second.resolution_due) == (response, agreed)


def test_tickets_that_have_it_already_are_left_alone(context: Context) -> None:
    company = found(context, make_ticket(1))
    before = ticket(context, company.tickets[0])
    changes = set_priority(context, command(1), company.tickets, before.priority)
    assert not changes.tickets
    assert ticket(context, company.tickets[0]).version == before.version


def test_a_ticket_that_is_gone_stops_all_of_it(context: Context) -> None:
    company = found(context, make_ticket(1))
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        set_priority(context, command(1), [*company.tickets, TicketId(999)], Priority.P1)
    assert ticket(context, company.tickets[0]).priority is Priority.P3
