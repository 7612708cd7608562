from datetime import timedelta

import pytest

from dispatch_console.domain.sla import SlaState, deadlines, next_deadline, sla_state
from dispatch_console.domain.ticket import Priority, Status
from tests.factories import DAY, make_ticket, make_visit


def test_more_urgent_tickets_are_due_sooner():
    due = [deadlines(priority, DAY) for priority in Priority]
    assert due == sorted(due)
    assert due[0] == (DAY + timedelta(hours=2), DAY + timedelta(hours=8))


@pytest.mark.parametrize(
    ("hours", "state"),
    [(5, SlaState.OK), (6, SlaState.AT_RISK), (8, SlaState.AT_RISK), (8.01, SlaState.BREACHED)],
)
def test_the_response_deadline_counts_until_someone_is_on_site(hours: float, state: SlaState):
    assert sla_state(make_ticket(), DAY + timedelta(hours=hours)) is state


def test_once_on_site_the_resolution_deadline_counts():
    ticket = make_ticket(status=Status.IN_PROGRESS)
    assert next_deadline(ticket) == ticket.resolution_due
    assert sla_state(ticket, DAY + timedelta(hours=9)) is SlaState.OK


def test_a_visit_planned_after_the_deadline_is_a_risk_long_before_it():
    late = make_visit(1, 1, 1, DAY + timedelta(hours=9), 60)
    ticket = make_ticket(status=Status.ASSIGNED, visit=late)
    assert sla_state(ticket, DAY) is SlaState.AT_RISK


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
def test_a_ticket_that_is_done_with_has_no_deadline(status: Status):
    assert sla_state(make_ticket(status=status), DAY + timedelta(days=30)) is SlaState.NONE


def test_a_ticket_without_deadlines_is_never_late():
    ticket = make_ticket(response_due=None, resolution_due=None)
    assert sla_state(ticket, DAY + timedelta(days=30)) is SlaState.NONE
