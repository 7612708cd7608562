from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import (
    OPEN,
    PLANNABLE,
    STEPS,
    UNDER_WAY,
    require_step,
    when_assigned,
    when_unassigned,
)
from dispatch_console.domain.ticket import Status

STATUSES = st.sampled_from(list(Status))


def test_every_status_says_what_may_follow():
    assert set(STEPS) == set(Status)


@given(STATUSES, STATUSES)
def test_a_step_is_allowed_exactly_if_it_is_listed(now: Status, then: Status):
    if then in STEPS[now]:
        require_step(now, then)
    else:
        with pytest.raises(DomainError) as refused:
            require_step(now, then)
        assert refused.value.code == "ticket.step"
        assert refused.value.params == {"now": now, "then": then}


def test_every_status_but_archived_leads_on():
    assert [status for status in Status if not STEPS[status]] == [Status.ARCHIVED]


def test_every_status_can_be_reached_from_new():
    reached = {Status.NEW}
    while more := {then for now in reached for then in STEPS[now]} - reached:
        reached |= more
    assert reached == set(Status)


def test_what_can_be_planned_is_open_and_not_under_way():
    assert PLANNABLE < OPEN
    assert not PLANNABLE & UNDER_WAY


def test_a_new_engineer_has_to_accept_anew_and_the_same_one_has_not():
    assert when_assigned(Status.ACCEPTED, same_engineer=True) is Status.ACCEPTED
    assert when_assigned(Status.ACCEPTED, same_engineer=False) is Status.ASSIGNED
    assert when_assigned(Status.NEW, same_engineer=False) is Status.ASSIGNED


@given(STATUSES, st.booleans())
def test_assigning_and_unassigning_take_legal_steps_only(now: Status, same: bool):
    for change in (lambda: when_assigned(now, same_engineer=same), lambda: when_unassigned(now)):
        then = now
        with suppress(DomainError):
            then = change()
        assert then is now or then in STEPS[now]


def test_unassigning_leaves_a_reopened_ticket_reopened():
    assert when_unassigned(Status.REOPENED) is Status.REOPENED
    assert when_unassigned(Status.ACCEPTED) is Status.NEW
