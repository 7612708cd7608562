"""A child that was split off has deadlines of its own, from its own creation."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from dispatch_console.services.context import Context
from dispatch_console.services.relating import Part, split
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.services.tickets import NewTicket, create
from tests.services.company import Moment
from tests.services.sla.levels import hours, keep_policy, policy

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_child_is_due_by_the_policy_from_when_it_was_made(context: Context) -> None:
    keep_policy(context, policy(targets={"resolution": {"within": "8h"}}))
    whole = create(context, uuid4(), NewTicket(title="Lift stuck"), occurred_at=MONDAY)
    settle_all(context)
    later = replace(context, clock=Moment(MONDAY + hours(5)))
    split(later, uuid4(), whole.id, [Part("Cable")])

    def due() -> tuple[datetime | None, datetime | None]:
        with context.database.snapshot() as snap:
            (child,) = snap.tickets.children(whole.id)
        return child.response_due, child.resolution_due

    assert due() == (None, MONDAY + hours(13))
    settle_all(context)
    assert due() == (None, MONDAY + hours(13))
