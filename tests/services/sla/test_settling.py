"""Deadlines follow the ticket, its steps and the definitions, whatever happens in mid-life."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import HoldReason, Priority, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.editing import edit
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.sla.definitions import (
    drop_calendar,
    drop_policy,
    listed,
    preview,
    sample,
    save_policy,
)
from dispatch_console.services.sla.explaining import explain
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import make_ticket
from tests.services.company import found as insert
from tests.services.company import ticket as read
from tests.services.sla.levels import OFFICE, hours, keep_calendar, keep_policy, policy, put

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def made(ctx: Context, **fields: object) -> Ticket:
    new = NewTicket(title="Lift stuck", **fields)  # pyright: ignore[reportArgumentType]
    return create(ctx, uuid4(), new, occurred_at=MONDAY)


def test_a_fresh_database_has_the_usual_targets_by_priority(context: Context) -> None:
    for priority in Priority:
        ticket = made(context, priority=priority)
        assert (ticket.response_due, ticket.resolution_due) == deadlines(priority, MONDAY)
        assert ticket.sla_policy_id is not None
        assert ticket.version == 1


def test_the_most_specific_policy_counts_and_a_new_priority_counts_from_the_creation(
    context: Context,
) -> None:
    keep_policy(context, policy("mine", targets={"resolution": {"within": "10h"}}))
    keep_policy(
        context,
        policy(
            "urgent",
            applies={"types": ["general"], "priorities": [1]},
            targets={"resolution": {"within": "1h"}},
        ),
    )
    ticket = made(context)
    assert (ticket.response_due, ticket.resolution_due) == (None, MONDAY + hours(10))
    set_priority(context, uuid4(), [ticket.id], Priority.P1)
    assert read(context, ticket.id).resolution_due == MONDAY + hours(1)
    choice = preview(context, sample(MONDAY, priority=Priority.P1)).choice
    assert choice is not None
    assert explain(context, ticket.id).policy == choice.policy


def test_working_time_of_the_calendar_counts(context: Context) -> None:
    keep_calendar(context, "office", OFFICE)
    keep_policy(context, policy(targets={"resolution": {"within": "10h", "calendar": "office"}}))
    # Monday 10:00: 7 h until 17:00, 3 h on Tuesday from 09:00.
    assert made(context).resolution_due == datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_a_hold_of_the_policys_reasons_moves_the_deadline_and_others_do_not(
    context: Context,
) -> None:
    keep_policy(context, policy(pauses=["customer"]))
    waits, other = made(context), made(context)
    for ticket, reason in ((waits, HoldReason.CUSTOMER), (other, HoldReason.OTHER)):
        put(context, ticket.id, Status.IN_PROGRESS, MONDAY + hours(1))
        put(context, ticket.id, Status.ON_HOLD, MONDAY + hours(2), reason)
    settle_all(context)
    assert read(context, waits.id).resolution_due is None
    assert read(context, other.id).resolution_due == MONDAY + hours(10)
    for ticket in (waits, other):
        put(context, ticket.id, Status.IN_PROGRESS, MONDAY + hours(5))
    settle_all(context)
    assert read(context, waits.id).resolution_due == MONDAY + hours(13)
    assert read(context, other.id).resolution_due == MONDAY + hours(10)


def test_a_pause_counts_also_under_the_policy_that_comes_later(context: Context) -> None:
    keep_policy(context, policy(pauses=["part"]))
    ticket = made(context)
    put(context, ticket.id, Status.ON_HOLD, MONDAY + hours(1), HoldReason.PART)
    put(context, ticket.id, Status.IN_PROGRESS, MONDAY + hours(4))
    keep_policy(context, policy(pauses=["part"], targets={"resolution": {"within": "20h"}}))
    assert settle_all(context) == 1
    assert read(context, ticket.id).resolution_due == MONDAY + hours(23)


def test_a_date_agreed_upon_stays_until_it_is_the_policys_again(context: Context) -> None:
    ticket = made(context)
    agreed = replace(ticket, resolution_due=MONDAY + hours(200))
    edit(context, uuid4(), ticket, agreed)
    set_priority(context, uuid4(), [ticket.id], Priority.P1)
    found = read(context, ticket.id)
    response, resolution = deadlines(Priority.P1, MONDAY)
    assert (found.response_due, found.resolution_due) == (response, MONDAY + hours(200))
    told = {one.goal.value: one.agreed for one in explain(context, ticket.id).deadlines}
    assert told == {"response": None, "resolution": MONDAY + hours(200)}
    edit(context, uuid4(), found, replace(found, resolution_due=resolution))
    set_priority(context, uuid4(), [ticket.id], Priority.P4)
    assert read(context, ticket.id).resolution_due == deadlines(Priority.P4, MONDAY)[1]


def test_a_deadline_that_people_took_away_stays_away(context: Context) -> None:
    keep_policy(
        context,
        policy(
            pauses=["part"],
            targets={"response": {"within": "1h"}, "resolution": {"within": "10h"}},
        ),
    )
    ticket = made(context)
    edit(context, uuid4(), ticket, replace(ticket, response_due=None))
    put(context, ticket.id, Status.ON_HOLD, MONDAY + hours(0.5), HoldReason.PART)
    settle_all(context)
    put(context, ticket.id, Status.IN_PROGRESS, MONDAY + hours(2))
    settle_all(context)
    found = read(context, ticket.id)
    assert (found.response_due, found.resolution_due) == (None, MONDAY + hours(11.5))
    assert [one.goal.value for one in explain(context, ticket.id).deadlines] == ["resolution"]


def test_a_ticket_that_came_without_one_of_its_deadlines_gets_none_there(
    context: Context,
) -> None:
    appointed = replace(
        make_ticket(1), created_at=MONDAY, response_due=None, resolution_due=MONDAY + hours(300)
    )
    key = insert(context, appointed).tickets[0]
    settle_all(context)
    set_priority(context, uuid4(), [key], Priority.P1)
    found = read(context, key)
    assert (found.response_due, found.resolution_due) == (None, MONDAY + hours(300))


def test_what_was_met_is_recorded_and_forgotten_when_the_ticket_is_reopened(
    context: Context,
) -> None:
    keep_policy(
        context,
        policy(
            targets={
                "response": {"within": "1h"},
                "arrival": {"within": "4h"},
                "resolution": {"within": "10h"},
            }
        ),
    )
    ticket = made(context)
    # The board's first deadline is that somebody is there.
    assert ticket.response_due == MONDAY + hours(4)
    for status, at in (
        (Status.ACCEPTED, 0.5),
        (Status.EN_ROUTE, 2),
        (Status.IN_PROGRESS, 3),
        (Status.RESOLVED, 6),
    ):
        put(context, ticket.id, status, MONDAY + hours(at))
    settle_all(context)

    def met() -> list[datetime | None]:
        with context.database.snapshot() as snap:
            return list(snap.levels.clocks([ticket.id])[ticket.id].met.values())

    assert met() == [MONDAY + hours(0.5), MONDAY + hours(3), MONDAY + hours(6)]
    put(context, ticket.id, Status.REOPENED, MONDAY + hours(30))
    settle_all(context)
    assert met()[2] is None
    # 24 hours between end and reopening do not count.
    assert read(context, ticket.id).resolution_due == MONDAY + hours(34)


def test_a_calendar_that_cannot_tell_leaves_the_deadline_and_says_why(context: Context) -> None:
    keep_calendar(context, "office", OFFICE)
    keep_policy(context, policy(targets={"resolution": {"within": "10h", "calendar": "office"}}))
    ticket = made(context)
    keep_calendar(context, "office", {"zone": "UTC", "week": {}})
    settle_all(context)
    assert read(context, ticket.id).resolution_due == ticket.resolution_due
    failure = explain(context, ticket.id).failure
    assert failure is not None
    assert failure.code == "calendar.closed"


def test_definitions_in_use_stay_and_stale_edits_are_refused(context: Context) -> None:
    keep_calendar(context, "office", OFFICE)
    document = policy(targets={"resolution": {"within": "10h", "calendar": "office"}})
    keep_policy(context, document)
    with pytest.raises(DomainError, match=r"calendar\.used"):
        drop_calendar(context, uuid4(), "office")
    made(context)
    with pytest.raises(DomainError, match=r"policy\.used"):
        drop_policy(context, uuid4(), "own")
    with pytest.raises(DomainError, match=r"definition\.exists"):
        save_policy(context, uuid4(), document, None)
    keep_policy(context, document | {"active": False})
    with pytest.raises(DomainError, match=r"definition\.changed_meanwhile"):
        save_policy(context, uuid4(), document, 1)
    unused = policy("unused")
    keep_policy(context, unused)
    drop_policy(context, uuid4(), "unused")
    assert "unused" not in {kept.code for kept in listed(context).policies}


def test_a_preview_shows_what_an_edited_policy_would_do_and_writes_nothing(
    context: Context,
) -> None:
    found = preview(context, sample(MONDAY), policy(targets={"resolution": {"within": "3h"}}))
    assert [one.due for one in found.deadlines] == [MONDAY + hours(3)]
    assert "own" not in {kept.code for kept in listed(context).policies}
