"""An engineer takes the steps that are theirs, once, and on what they saw."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg

from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.roles import Role
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow import Need, Reason, Transition, Trigger, Workflow
from dispatch_console.services import lifecycle
from dispatch_console.services.dispatch import set_status
from tests.factories import DAY, NOW
from tests.gateway.engineer.conftest import Field, hidden

S = Status


def by(field_work: Field, *steps: Transition, fields: tuple[CustomField, ...] = ()) -> None:
    """The ticket goes by a workflow of these steps."""
    with field_work.office.database.unit(user="office") as unit:
        for one in fields:
            unit.workflows.add_field(one)
        key = unit.workflows.publish(
            Workflow(type="general", edition=2, transitions=steps), "office", unit.now()
        )
        unit.tickets.update([replace(field_work.ticket(), workflow_id=key)])
        unit.commit()


def taken(field_work: Field) -> list[tuple[str, Status]]:
    """The steps of the ticket that were taken through the gateway."""
    steps = lifecycle.read(field_work.office, field_work.key()).steps
    return [(one.who, one.after) for one in steps if one.who.startswith("engineer:")]


def at(field_work: Field, *way: Status) -> None:
    """The office takes the ticket so far."""
    for status in way:
        set_status(field_work.office, uuid4(), [field_work.key()], status)


def test_a_second_tap_and_a_form_sent_again_do_nothing(field_work: Field) -> None:
    page = field_work.page()
    first = field_work.send("/step/accepted", page)
    again = field_work.send("/step/accepted", page)
    assert "done=step" in first.headers["location"]
    assert "done=again" in again.headers["location"]
    at(field_work, S.EN_ROUTE)
    assert "done=again" in field_work.send("/step/accepted", page).headers["location"]
    assert taken(field_work) == [("engineer:E001", S.ACCEPTED)]
    assert field_work.ticket().status is S.EN_ROUTE


def test_what_others_did_meanwhile_is_told_and_stays(field_work: Field) -> None:
    page = field_work.page()
    at(field_work, S.ACCEPTED)
    late = field_work.send("/step/en_route", page)
    assert late.status_code == 409
    assert "Someone else has changed ticket" in late.text
    assert field_work.ticket().status is S.ACCEPTED
    seen = hidden(late.text, f"/engineer/tickets/{field_work.key()}/step/en_route")
    address = f"/engineer/tickets/{field_work.key()}/step/en_route"
    assert field_work.client.post(address, data=seen).status_code == 303


def test_a_field_that_others_wrote_meanwhile_is_shown_beside_what_was_typed(
    field_work: Field,
) -> None:
    by(field_work, Transition(before=S.ASSIGNED, after=S.ACCEPTED, needs=(Need.DESCRIPTION,)))
    page = field_work.page("/step/accepted")
    with field_work.office.database.unit(user="office") as unit:
        unit.tickets.update([replace(field_work.ticket(), description="Bring a ladder")])
        unit.commit()
    late = field_work.send("/step/accepted", page, **{"field.description": "Roof is locked"})
    assert late.status_code == 409
    assert "Roof is locked" in late.text
    assert "On the ticket now: Bring a ladder" in late.text
    assert field_work.ticket().description == "Bring a ladder"
    sure = field_work.send("/step/accepted", late.text, **{"field.description": "Both"})
    assert sure.status_code == 303
    assert field_work.ticket().description == "Both"


def test_steps_of_other_roles_and_of_the_office_are_not_offered(field_work: Field) -> None:
    by(
        field_work,
        Transition(before=S.ASSIGNED, after=S.ACCEPTED, roles=frozenset({Role.SUPERVISOR})),
        Transition(before=S.ASSIGNED, after=S.EN_ROUTE, roles=frozenset({Role.GATEWAY})),
        Transition(before=S.ASSIGNED, after=S.CANCELLED),
    )
    page = field_work.page()
    assert re.findall(r'/step/(\w+)"', page) == ["en_route", "en_route"]
    seen = hidden(page, f"/engineer/tickets/{field_work.key()}/step/en_route")
    for status, code in (("accepted", 422), ("cancelled", 404), ("closed", 404)):
        address = f"/engineer/tickets/{field_work.key()}/step/{status}"
        assert field_work.client.post(address, data=seen).status_code in (code, 409), status
    assert field_work.ticket().status is S.ASSIGNED


def test_a_step_asks_for_just_what_it_needs_and_keeps_what_was_typed(field_work: Field) -> None:
    meter = CustomField(
        type="general", code="meter", name_en="Meter", name_zh="读数", kind=FieldKind.NUMBER
    )
    by(
        field_work,
        Transition(
            before=S.ASSIGNED,
            after=S.RESOLVED,
            needs=("custom.meter",),
            reason=True,
            reasons=(Reason("All done", "全部完成"),),
            signature=True,
        ),
        fields=(meter,),
    )
    form = field_work.page("/step/resolved")
    assert '<option value="All done">' in form
    bad = field_work.step(S.RESOLVED, **{"custom.meter": "many", "reason": "x", "signer": "Li"})
    assert bad.status_code == 422
    assert 'value="many"' in bad.text
    assert "Meter" in bad.text
    lacking = field_work.step(S.RESOLVED, **{"custom.meter": "12", "reason": "x"})
    assert "Signature" in re.findall(r'role="alert">([^<]+)<', lacking.text)[-1]
    given = {"custom.meter": "12", "reason": "x", "signer": "Li", "paper": "no pen; in the van"}
    assert field_work.step(S.RESOLVED, **given).status_code == 303
    assert dict(field_work.ticket().custom) == {"meter": "12"}
    signatures = lifecycle.read(field_work.office, field_work.key()).signatures
    assert list(signatures.values()) == [Signature("Li", Way.PAPER, reason="no pen; in the van")]


def test_on_hold_says_what_it_waits_for_and_a_lost_visit_is_told(field_work: Field) -> None:
    refused = field_work.step(S.ON_HOLD)
    assert (refused.status_code, field_work.ticket().status) == (422, S.ASSIGNED)
    assert "Say what the ticket waits for" in refused.text
    done = field_work.step(S.ON_HOLD, hold_reason="customer", reason="Nobody opens")
    assert done.headers["location"] == "/engineer?done=gone"
    ticket = field_work.ticket()
    assert (ticket.visit, ticket.hold_reason) == (None, HoldReason.CUSTOMER)
    field_work.page(status=404)


def local(moment: datetime) -> str:
    """As the field of a form has it in Shanghai."""
    return (moment + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def test_a_step_of_earlier_is_entered_with_its_time(field_work: Field) -> None:
    for typed, sentence in (
        (local(NOW + timedelta(hours=1)), "The time lies ahead"),
        ("whenever", "cannot be read"),
        (local(DAY - timedelta(hours=1)), "was taken at 2026-03-02 08:00"),
    ):
        bad = field_work.step(S.ACCEPTED, occurred_at=typed)
        assert bad.status_code == 422
        assert sentence in html.unescape(bad.text)
    earlier = NOW - timedelta(minutes=30)
    assert field_work.step(S.ACCEPTED, occurred_at=local(earlier)).status_code == 303
    assert lifecycle.read(field_work.office, field_work.key()).steps[-1].at == earlier


def test_an_address_with_what_is_no_command_is_refused(field_work: Field) -> None:
    address = f"/engineer/tickets/{field_work.key()}/step/accepted"
    for typed in ({}, {"command": "x"}, {"command": str(UUID(int=1)), "seen": "guessed"}):
        assert field_work.client.post(address, data=typed).status_code in (409, 422)
    assert not taken(field_work)


def test_two_taps_at_once_take_one_step(field_work: Field) -> None:
    page = field_work.page()
    with ThreadPoolExecutor(2) as both:
        sent = [both.submit(field_work.send, "/step/accepted", page) for _ in range(2)]
    told = sorted(answer.result().headers["location"].partition("?")[2] for answer in sent)
    assert told == ["done=again", "done=step"]
    assert taken(field_work) == [("engineer:E001", S.ACCEPTED)]


def test_what_a_step_sets_off_is_done_by_the_gateways_login(field_work: Field) -> None:
    by(field_work, Transition(before=S.ASSIGNED, after=S.RESOLVED, triggers=tuple(Trigger)))
    assert field_work.step(S.RESOLVED).status_code == 303
    with psycopg.connect(field_work.office.database.url) as connection:
        told = connection.execute(
            "SELECT address FROM outbox WHERE data ->> 'event' = 'step' ORDER BY address"
        ).fetchall()
    assert told == [("role:dispatcher",), ("role:supervisor",)]
