"""Publishing into a day that is against the rules as it stands."""

from dataclasses import replace

import pytest

from dispatch_console.domain.place import Location
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.editing import edit
from dispatch_console.services.publishing import publish
from tests.factories import make_ticket
from tests.services.company import command, found, proposal, ticket

FAR = Location(45.0, 121.3)
"""A day and a night away."""


@pytest.mark.timeout(60)
def test_a_day_that_breaks_a_rule_already_drops_the_moves_and_is_left_alone(
    context: Context,
) -> None:
    company = found(context, make_ticket(1), make_ticket(2), engineers=1)
    (first, second), (who,) = company.tickets, company.engineers
    dispatch.assign(context, command(1), [first], who, None)
    plan = proposal(context)
    assert second in {move.ticket_id for move in plan.moves}
    base = ticket(context, first)
    edit(context, command(2), base, replace(base, location=FAR))
    before = ticket(context, first).visit
    done = publish(context, command(3), plan)
    assert second in done.dropped
    assert ticket(context, first).visit == before
