"""Policies: which is for a ticket, what a document may say, and what pauses do to notices."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId
from dispatch_console.domain.service_level.choosing import Bonds, Trait, choose
from dispatch_console.domain.service_level.clock import deadlines, stretches
from dispatch_console.domain.service_level.notices import plan
from dispatch_console.domain.service_level.policy import Policy
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Priority, Status
from dispatch_console.domain.worktime.calendar import always
from dispatch_console.domain.worktime.days import Days
from tests.factories import make_ticket

BORN = datetime(2026, 3, 2, 10, tzinfo=UTC)
CALENDARS = {"": Days(always())}
TICKET = replace(
    make_ticket(1),
    created_at=BORN,
    priority=Priority.P2,
    customer_id=CustomerId(7),
    asset_id=AssetId(3),
)


def policy(code: str = "one", **fields: Any) -> Policy:
    return policy_from(
        {"code": code, "targets": {"resolution": {"within": "8h"}}, **fields}, CALENDARS
    )


BONDS = Bonds(frozenset({3, 9, "LEHY-III"}), frozenset({"C-1", "gold"}))

BY = {
    "a": {"assets": ["LEHY-III"], "contracts": ["gold"]},
    "aa": {"assets": [3]},
    "b": {"contracts": ["C-1"], "priorities": [2]},
    "c": {"contracts": ["C-1"]},
    "d": {"customers": [7], "types": ["general"], "priorities": [2]},
    "e": {"types": ["general"]},
    "f": {"priorities": [2, 1]},
    "g": {},
}
"""The most specific first."""


@given(st.permutations(list(BY)), st.integers(1, len(BY)))
def test_the_most_specific_policy_counts_in_whatever_order_they_are_kept(
    order: list[str], count: int
) -> None:
    there = order[:count]
    choice = choose([policy(code, applies=BY[code]) for code in there], TICKET, BONDS)
    assert choice is not None
    assert [choice.policy.code, *(one.code for one in choice.beaten)] == sorted(there)


def test_position_decides_between_equals_and_what_is_off_or_for_others_does_not_count() -> None:
    some = [
        policy("a", position=5),
        policy("b", position=1),
        policy("c", position=0, active=False),
        policy("d", applies={"customers": [8]}),
    ]
    choice = choose(some, TICKET)
    assert choice is not None
    assert (choice.policy.code, choice.by) == ("b", ())
    assert choose([some[3]], TICKET) is None
    named = choose([policy(applies={"customers": [7], "priorities": [2]})], TICKET)
    assert named is not None
    assert named.by == (Trait.CUSTOMER, Trait.PRIORITY)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "Bad code"}, "policy.code"),
        ({"targets": {}}, "policy.no_target"),
        ({"targets": {"resolution": {"within": "soon"}}}, "duration.wrong"),
        ({"targets": {"resolution": {"within": "-1h"}}}, "policy.field"),
        ({"targets": {"resolution": {"within": "1h", "calendar": "x"}}}, "policy.calendar"),
        (
            {"targets": {"response": {"within": "9h"}, "resolution": {"within": "8h"}}},
            "policy.order",
        ),
        ({"target": {}}, "policy.unknown_field"),
        ({"pauses": ["lunch"]}, "policy.field"),
        ({"applies": {"priorities": [5]}}, "policy.field"),
        ({"notices": [{"goal": "response", "when": "0m", "to": ["owner"]}]}, "policy.goal"),
        ({"notices": [{"goal": "resolution", "when": "0m", "to": ["nobody"]}]}, "policy.field"),
        ({"notices": [{"goal": "resolution", "when": "0m", "to": []}]}, "policy.field"),
        ({"notices": [{"goal": "resolution", "when": "0%", "to": ["owner"]}]}, "policy.field"),
        (
            {"notices": [{"goal": "resolution", "when": "0m", "to": ["https://a.b"]}]},
            "policy.webhook",
        ),
        ({"notices": [{"goal": "resolution", "when": "0m", "to": ["owner"]}] * 2}, "policy.twice"),
    ],
)
def test_what_is_wrong_with_a_policy_is_refused_by_its_reason(
    fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        policy(**({"code": "one"} | fields))
    assert caught.value.code == code


def step(at: float, before: Status, after: Status, hold: HoldReason = HoldReason.NONE) -> Step:
    return Step(
        ticket_id=TICKET.id,
        at=BORN + timedelta(hours=at),
        who="li",
        before=before,
        after=after,
        hold_reason=hold,
    )


HELD = (
    step(1, Status.NEW, Status.IN_PROGRESS),
    step(2, Status.IN_PROGRESS, Status.ON_HOLD, HoldReason.PART),
    step(5, Status.ON_HOLD, Status.IN_PROGRESS),
)


def test_a_life_is_told_without_gaps() -> None:
    life = stretches(replace(TICKET, status=Status.IN_PROGRESS), HELD)
    assert [one.status for one in life] == [
        Status.NEW,
        Status.IN_PROGRESS,
        Status.ON_HOLD,
        Status.IN_PROGRESS,
    ]
    assert all(a.end == b.start for a, b in pairwise(life))
    assert life[-1].end is None


def test_a_step_said_to_be_before_the_last_one_ends_it_all_the_same() -> None:
    """Somebody mistook the hour: the ticket is at work again, and its clock goes on."""
    held, on = HELD[1], replace(HELD[2], at=HELD[1].at - timedelta(minutes=30))
    told = [replace(one, id=n) for n, one in enumerate((HELD[0], held, on), 1)]
    by_time = sorted(told, key=lambda one: one.at)
    ticket = replace(TICKET, status=Status.IN_PROGRESS)
    life = stretches(ticket, by_time)
    assert [one.status for one in life] == [Status.NEW, Status.IN_PROGRESS, Status.IN_PROGRESS]
    assert all(a.end == b.start for a, b in pairwise(life))
    (found,) = deadlines(policy(pauses=["part"]), CALENDARS, ticket, by_time)
    assert found.due == BORN + timedelta(hours=8)


def test_pauses_move_deadline_and_notices_alike() -> None:
    notices = [
        {"goal": "resolution", "when": when, "to": ["owner"]} for when in ("50%", "-1h", "0m", "2h")
    ]
    chosen = policy(pauses=["part"], notices=notices)
    ticket = replace(TICKET, status=Status.IN_PROGRESS)
    found = deadlines(chosen, CALENDARS, ticket, HELD)
    # 8 h from 10:00, 3 of them paused from 12:00 to 15:00: due at 21:00; half of it (4 h) at 17:00.
    assert [one.due for one in found] == [BORN + timedelta(hours=11)]
    planned = plan(chosen, CALENDARS, ticket, found)
    assert [(one.at - BORN) / timedelta(hours=1) for one in planned] == [7, 10, 11, 13]
    assert [one.notice.escalates for one in planned] == [False, False, True, True]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6, unique=True), st.booleans())
def test_a_hold_never_brings_a_deadline_nearer(hours: list[int], counts: bool) -> None:
    times = sorted(hours)
    steps = [
        step(at, *pair, HoldReason.PART if pair[1] is Status.ON_HOLD else HoldReason.NONE)
        for at, pair in zip(
            times,
            [(Status.IN_PROGRESS, Status.ON_HOLD), (Status.ON_HOLD, Status.IN_PROGRESS)] * 3,
            strict=False,
        )
    ]
    last = steps[-1].after
    ticket = replace(
        TICKET,
        status=last,
        hold_reason=HoldReason.PART if last is Status.ON_HOLD else HoldReason.NONE,
    )
    chosen = policy(pauses=["part"] if counts else [])
    (found,) = deadlines(chosen, CALENDARS, ticket, steps)
    assert found.due is None or found.due >= BORN + timedelta(hours=8)
    if not counts:
        assert found.due == BORN + timedelta(hours=8)


def test_an_agreed_date_takes_the_notices_along() -> None:
    chosen = policy(
        notices=[{"goal": "resolution", "when": w, "to": ["owner"]} for w in ("-1h", "1h")]
    )
    (found,) = deadlines(chosen, CALENDARS, TICKET, ())
    later = replace(found, agreed=BORN + timedelta(hours=50))
    planned = plan(chosen, CALENDARS, TICKET, [later])
    assert [(one.at - BORN) / timedelta(hours=1) for one in planned] == [49, 51]
