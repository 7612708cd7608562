"""Reminders and escalations go out once, on time, also after an outage."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.services.context import Context
from dispatch_console.services.sla import noticing
from dispatch_console.services.sla.noticing import MOST_SINGLE, watch
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage.database import Database
from dispatch_console.support.i18n import set_language
from tests.factories import make_ticket
from tests.services.company import Moment, found
from tests.services.sla.levels import hours, keep_policy, policy, put, sent

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
LADDER: list[dict[str, Any]] = [
    {"goal": "resolution", "when": "50%", "to": ["owner"]},
    {"goal": "resolution", "when": "-1h", "to": ["role:dispatcher"], "by": ["console", "email"]},
    {"goal": "resolution", "when": "0m", "to": ["role:supervisor"]},
    {"goal": "resolution", "when": "2h", "to": ["boss@example.com"], "by": ["email"]},
]


def at(ctx: Context, moment: datetime) -> Context:
    return replace(ctx, clock=Moment(moment))


def ticket(ctx: Context) -> TicketId:
    return create(ctx, uuid4(), NewTicket(title="Lift stuck"), occurred_at=MONDAY).id


def subjects(ctx: Context) -> list[str]:
    return [f"{medium} {address}" for medium, address, _ in sent(ctx)]


def test_each_rung_goes_out_at_its_time_and_once(context: Context) -> None:
    set_language("en")
    keep_policy(context, policy(notices=LADDER))
    ticket(context)
    expected: list[str] = []
    for moment, new in (
        (4.9, []),
        (5, ["console role:dispatcher"]),
        (5.1, []),
        # Nobody there has a mail address.
        (9, ["console role:dispatcher"]),
        (10, ["console role:supervisor"]),
        (12, ["email boss@example.com"]),
        (99, []),
    ):
        watch(at(context, MONDAY + hours(moment)))
        watch(at(context, MONDAY + hours(moment)))
        expected += new
        assert subjects(context) == expected
    assert "未按时解决" in sent(context)[-1][2], "the installation's language"


def test_after_an_outage_the_last_rung_alone_is_said_and_once(
    context: Context, database_url: str
) -> None:
    keep_policy(context, policy(notices=LADDER))
    ticket(context)
    watch(at(context, MONDAY + hours(1)))
    # Nobody is there until long after all of it; then the console starts anew.
    again = Database.open(database_url)
    try:
        later = replace(at(context, MONDAY + hours(40)), database=again)
        watch(later)
        watch(later)
    finally:
        again.close()
    assert subjects(context) == ["email boss@example.com"]


def test_many_late_ones_to_one_address_are_one_message(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER))
    for _ in range(MOST_SINGLE + 1):
        ticket(context)
    watch(at(context, MONDAY + hours(40)))
    assert subjects(context) == ["email boss@example.com"]
    assert str(MOST_SINGLE + 1) in sent(context)[0][2]


def test_what_is_on_time_is_not_put_together(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER))
    for _ in range(MOST_SINGLE + 1):
        ticket(context)
    watch(at(context, MONDAY + hours(12)))
    assert subjects(context) == ["email boss@example.com"] * (MOST_SINGLE + 1)


def test_a_paused_ticket_is_let_be_until_it_goes_on(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER, pauses=["part"]))
    waits = ticket(context)
    put(context, waits, Status.ON_HOLD, MONDAY + hours(1), HoldReason.PART)
    watch(at(context, MONDAY + hours(30)))
    assert subjects(context) == []
    put(context, waits, Status.IN_PROGRESS, MONDAY + hours(31))
    watch(at(context, MONDAY + hours(34.9)))
    assert subjects(context) == []
    watch(at(context, MONDAY + hours(35)))
    assert subjects(context) == ["console role:dispatcher"]


def _end(status: Status) -> Callable[[Context, TicketId], None]:
    return lambda ctx, key: put(ctx, key, status, MONDAY + hours(1))


def test_nobody_is_told_of_what_is_done_or_given_up(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER))
    for end in (_end(Status.RESOLVED), _end(Status.CANCELLED), _end(Status.MERGED)):
        end(context, ticket(context))
    watch(at(context, MONDAY + hours(40)))
    assert subjects(context) == []


def test_another_policy_has_a_ladder_of_its_own_and_repeats_nothing(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER))
    ticket(context)
    watch(at(context, MONDAY + hours(5)))
    # The same rung at another time: it has been said.
    keep_policy(context, policy(notices=LADDER, targets={"resolution": {"within": "100h"}}))
    watch(at(context, MONDAY + hours(50)))
    assert subjects(context) == ["console role:dispatcher"]
    watch(at(context, MONDAY + hours(99)))
    assert subjects(context)[1:] == ["console role:dispatcher"]


def test_the_owner_and_the_engineer_hear_of_their_own(context: Context) -> None:
    keep_policy(
        context,
        policy(
            notices=[{"goal": "resolution", "when": "0m", "to": ["owner", "engineer", "user:wu"]}]
        ),
    )
    made = replace(
        make_ticket(1), owner="li", created_at=MONDAY, response_due=None, resolution_due=None
    )
    found(context, made)
    watch(at(context, MONDAY + hours(10)))
    assert subjects(context) == ["console li", "console role:dispatcher", "console wu"]


def test_several_that_look_at_once_tell_each_rung_once(context: Context) -> None:
    keep_policy(context, policy(notices=LADDER))
    for _ in range(12):
        ticket(context)
    watch(at(context, MONDAY + hours(1)))
    for moment, rungs in ((5, 12), (9, 24), (10, 36), (12, 48)):
        there = at(context, MONDAY + hours(moment))
        with ThreadPoolExecutor(4) as several:
            for one in [several.submit(watch, there) for _ in range(8)]:
                one.result()
        told = subjects(context)
        assert len(told) == rungs
        keys = keys_of(context)
        assert len(set(keys)) == len(keys)


def test_one_that_is_killed_while_it_tells_loses_nothing_and_tells_nothing_twice(
    context: Context, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_policy(context, policy(notices=LADDER))
    ticket(context)
    watch(at(context, MONDAY + hours(1)))
    there = at(context, MONDAY + hours(5))

    def killed(*_: object) -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state = 'idle in transaction'"
            )

    with monkeypatch.context() as broken:
        # The rung is taken and its message is about to be written.
        broken.setattr(noticing, "_messages", lambda unit, taken, now: killed() or [])
        with contextlib.suppress(DomainError):
            noticing.tell(there)
    assert subjects(context) == []
    watch(there)
    watch(there)
    assert subjects(context) == ["console role:dispatcher"]


def keys_of(ctx: Context) -> list[str]:
    with ctx.database.snapshot() as snap:
        return list(snap._connection.scalars(text("SELECT key FROM outbox")))
