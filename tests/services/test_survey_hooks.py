"""Surveys reach the right person once, by whatever path, and answers go by the workflow."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.customer import Contact, Customer, Language
from dispatch_console.domain.ids import ContactId, CustomerId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.survey import Answer, Purpose, Requester
from dispatch_console.domain.ticket import Channel, Status, Ticket
from dispatch_console.domain.workflow import Given
from dispatch_console.domain.workflow_templates import AFTER_SALES, IT, MAINTENANCE
from dispatch_console.services import confirming, lifecycle, survey
from dispatch_console.services.automatic_steps import take_due
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.requesters import requester_of
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import NOW, make_ticket
from tests.services import test_survey
from tests.services.company import Moment, found
from tests.services.costing.served import step
from tests.services.test_survey import asked, configure, link, sent, status

S = Status

clock = test_survey.clock
ctx = test_survey.ctx


@pytest.fixture
def customer(ctx: Context) -> Customer:
    """A customer with a main contact, one that has no address, and one that has left."""
    with ctx.database.unit(user="setup") as unit:
        (made,) = unit.customers.add(
            [
                Customer(
                    id=CustomerId(0), name="Hotel", phone="021 5888 1111", language=Language.ENGLISH
                )
            ]
        )
        person = Contact(id=ContactId(0), customer_id=made.id, name="Ms Li")
        unit.contacts.add(
            [
                replace(person, email="li@example.org", wechat="li_wx", main=True),
                replace(
                    person,
                    name="Mr Zhou",
                    phone="138 0000 2222",
                    email="zhou@example.org",
                    language=Language.CHINESE,
                ),
                replace(person, name="Porter", phone="138 0000 3333"),
                replace(person, name="Left", phone="138 0000 4444", email="x@y.z", active=False),
            ]
        )
        unit.commit()
    return made


def reached(ctx: Context, ticket: Ticket) -> Requester:
    with ctx.database.snapshot() as snap:
        return requester_of(snap, ticket)


@pytest.mark.parametrize(
    ("said", "medium", "address", "language"),
    [
        ({"phone": "+86 138-0000-2222"}, Medium.EMAIL, "zhou@example.org", "zh_CN"),
        ({"customer_name": "mr zhou"}, Medium.EMAIL, "zhou@example.org", "zh_CN"),
        ({"phone": "138 0000 3333"}, Medium.EMAIL, "li@example.org", "en"),
        ({"phone": "138 0000 4444"}, Medium.EMAIL, "li@example.org", "en"),
        ({"channel": Channel.WECHAT}, Medium.WECOM, "li_wx", "en"),
        (
            {"phone": "138 0000 2222", "channel": Channel.WECHAT},
            Medium.EMAIL,
            "zhou@example.org",
            "zh_CN",
        ),
        ({"custom": (("email", "desk@example.org"),)}, Medium.EMAIL, "desk@example.org", "zh_CN"),
    ],
)
def test_the_one_who_called_is_asked_before_the_ticket_s_address_and_the_main_contact(
    ctx: Context,
    customer: Customer,
    said: dict[str, Any],
    medium: Medium,
    address: str,
    language: str,
) -> None:
    given = {"phone": "", "customer_name": "Hotel", "customer_id": customer.id, **said}
    found = reached(ctx, make_ticket(1, **given))
    assert (found.medium, found.address, found.language) == (medium, address, language)


def test_a_customer_without_people_is_phoned(ctx: Context) -> None:
    with ctx.database.unit(user="setup") as unit:
        (made,) = unit.customers.add([Customer(id=CustomerId(0), name="Wu", phone="138 0000 9999")])
        unit.commit()
    given = {"customer_name": "Wu", "customer_id": made.id}
    own = reached(ctx, make_ticket(1, phone="", **given))
    assert (own.medium, own.person) == (Medium.CONSOLE, "tel:13800009999")
    assert reached(ctx, make_ticket(1, phone="13700001111", **given)).person == "tel:13700001111"
    key = found(ctx, make_ticket(1, phone="", **given)).tickets[0]
    step(ctx, key, S.RESOLVED, S.CONFIRMED, S.CLOSED, at=NOW)
    assert survey.send(ctx) == 1
    assert "13800009999" in sent(ctx)[0]["body"]


def aged(ctx: Context, at: datetime) -> None:
    """As if all steps had been taken then: what is done by itself bears the server's time."""
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE step SET at = %s", [at])


def it_ticket(ctx: Context, type_: str = IT, **custom: Any) -> TicketId:
    said = {"system": "network", "email": None, **custom}
    told = {name: value for name, value in said.items() if value is not None}
    return create(ctx, uuid4(), NewTicket(title="No network", type=type_, custom=told)).id


def take(ctx: Context, ticket: TicketId, *statuses: Status) -> None:
    for one in statuses:
        given = Given(custom={"resolution": "Restarted"} if one is S.RESOLVED else {})
        set_status(ctx, uuid4(), [ticket], one, given, occurred_at=ctx.clock())


@pytest.mark.parametrize("by_duty", [False, True])
def test_closing_asks_once_at_once_and_the_duty_not_again(
    ctx: Context, clock: Moment, by_duty: bool
) -> None:
    key = it_ticket(ctx)
    take(ctx, key, S.RESOLVED)
    if by_duty:
        for _ in range(2):
            clock.at += timedelta(days=4)
            aged(ctx, clock.at - timedelta(days=4))
            assert take_due(ctx) == 1
    else:
        take(ctx, key, S.CONFIRMED, S.CLOSED)
    assert status(ctx, key) is S.CLOSED
    assert asked(ctx, key).created_at == clock.at
    assert survey.send(ctx) == 0
    assert [row["key"] for row in sent(ctx)] == [f"survey:{asked(ctx, key).id}"]


def test_a_step_that_asks_says_nothing_while_surveys_are_off(ctx: Context) -> None:
    configure(ctx, active=False)
    key = it_ticket(ctx)
    take(ctx, key, S.RESOLVED, S.CONFIRMED, S.CLOSED)
    assert sent(ctx) == []


def contacted(ctx: Context, type_: str) -> TicketId:
    """A resolved ticket of the type whose requester is reached by mail."""
    with ctx.database.unit(user="setup") as unit:
        (made,) = unit.customers.add([Customer(id=CustomerId(0), name="Li")])
        unit.contacts.add(
            [
                Contact(
                    id=ContactId(0),
                    customer_id=made.id,
                    name="Li",
                    email="li@example.org",
                    main=True,
                )
            ]
        )
        unit.commit()
    (key,) = found(ctx, make_ticket(1, type=type_, customer_name="Li", customer_id=made.id)).tickets
    step(ctx, key, S.RESOLVED, at=NOW)
    return key


@pytest.mark.parametrize("type_", [IT, AFTER_SALES])
@pytest.mark.parametrize("solved", [False, True])
def test_a_confirmation_by_link_takes_the_step_with_what_its_workflow_needs(
    ctx: Context, type_: str, solved: bool
) -> None:
    key = contacted(ctx, type_)
    survey.send(ctx)
    confirming.confirm(ctx, link(ctx, Purpose.CONFIRM), solved=solved)
    assert status(ctx, key) is (S.CONFIRMED if solved else S.REOPENED)
    last = lifecycle.read(ctx, key).steps[-1]
    assert last.data["by"] == "requester"
    assert last.data.get("signature") == ("Li" if solved else None)
    assert last.reason == ("" if solved else "报修人表示问题未解决")


def test_what_the_workflow_does_not_let_a_requester_do_the_dispatchers_hear_of(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dispatch_console.domain.roles import Role
    from dispatch_console.storage.repositories.workflows import Workflows

    key = contacted(ctx, MAINTENANCE)
    survey.send(ctx)
    monkeypatch.setattr(Workflows, "my_role", lambda self: Role.DISPATCHER)
    confirming.confirm(ctx, link(ctx, Purpose.CONFIRM), solved=True)
    assert status(ctx, key) is S.RESOLVED
    told = sent(ctx)[-1]
    assert (told["medium"], told["address"]) == ("console", "role:dispatcher")
    assert "报修人确认问题已解决" in told["body"]


def test_a_low_score_reopens_by_the_workflow_with_a_reason(ctx: Context) -> None:
    configure(ctx, reopen=True)
    key = it_ticket(ctx)
    take(ctx, key, S.RESOLVED, S.CONFIRMED, S.CLOSED)
    survey.type_in(ctx, uuid4(), asked(ctx, key).id, Answer(csat=1, words="slow"))
    last = lifecycle.read(ctx, key).steps[-1]
    assert (last.after, last.reason) == (S.REOPENED, "报修人不满意")
    assert any(row["address"] == "role:supervisor" for row in sent(ctx))


def test_a_low_score_for_a_ticket_that_cannot_be_reopened_tells_the_supervisors(
    ctx: Context,
) -> None:
    configure(ctx, reopen=True)
    key = it_ticket(ctx)
    take(ctx, key, S.RESOLVED, S.CONFIRMED, S.CLOSED, S.ARCHIVED)
    survey.type_in(ctx, uuid4(), asked(ctx, key).id, Answer(csat=1, words="still slow"))
    assert status(ctx, key) is S.ARCHIVED
    assert asked(ctx, key).csat == 1
    assert any(row["address"] == "role:supervisor" for row in sent(ctx))
