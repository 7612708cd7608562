"""A closed ticket is asked about once; answers come once; people are left in peace."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.survey import Answer, Purpose, State, Survey, SurveySettings, token
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import confirming, survey
from dispatch_console.services.context import Context
from tests.factories import NOW, make_ticket
from tests.services.company import Company, Moment, found
from tests.services.costing.served import DONE, serve, step
from tests.services.moved import moved

URL = "https://service.example.org/"


@pytest.fixture
def clock() -> Moment:
    return Moment(NOW)


@pytest.fixture
def ctx(context: Context, clock: Moment) -> Context:
    # The database counts from the moment it was made.
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE survey_setting SET since = '2026-01-01'")
    made = moved(context, clock)
    configure(made)
    return made


def configure(ctx: Context, **given: Any) -> None:
    now = survey.settings(ctx)
    survey.set_settings(ctx, uuid4(), replace(now, **{"base_url": URL, **given}), now)


def mailed(number: int, address: str) -> Ticket:
    return make_ticket(number, custom=(("email", address),))


def close(ctx: Context, company: Company, number: int = 0) -> TicketId:
    key = company.tickets[number]
    serve(ctx, key, company.engineers[number], NOW + timedelta(hours=1))
    return key


def sent(ctx: Context) -> list[dict[str, Any]]:
    query = "SELECT key, medium, address, subject, body, ticket_id FROM outbox ORDER BY id"
    names = ("key", "medium", "address", "subject", "body", "ticket_id")
    with psycopg.connect(ctx.database.url) as connection:
        rows = connection.execute(query.encode()).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def asked(ctx: Context, ticket: TicketId) -> Survey:
    made = survey.of_ticket(ctx, ticket)
    assert made is not None
    return made


def link(ctx: Context, purpose: Purpose = Purpose.SURVEY) -> str:
    """The token of the last letter of a kind."""
    bodies = [row["body"] for row in sent(ctx) if f"/{purpose.value}/" in row["body"]]
    return bodies[-1].split(f"{URL}{purpose.value}/")[1].split()[0]


def status(ctx: Context, ticket: TicketId) -> Status:
    with ctx.database.snapshot() as snap:
        return snap.tickets.get([ticket])[ticket].status


def test_a_closed_ticket_is_asked_about_once_by_its_requester_s_own_way(ctx: Context) -> None:
    company = found(ctx, mailed(1, "Li@Example.org"), make_ticket(2, phone="021 5888"))
    keys = {close(ctx, company), close(ctx, company, 1)}
    assert survey.send(ctx) == 2
    assert survey.send(ctx) == 0
    rows = sent(ctx)
    assert {(row["medium"], row["address"]) for row in rows} == {
        ("email", "Li@Example.org"),
        ("console", "role:dispatcher"),
    }
    assert {row["ticket_id"] for row in rows} == keys
    assert all("请" in row["body"] and "ticket" not in row["body"] for row in rows)
    step(ctx, company.tickets[0], Status.REOPENED)
    serve(ctx, company.tickets[0], company.engineers[2], NOW + timedelta(hours=3))
    assert survey.send(ctx) == 0


def test_the_answer_by_link_is_taken_once(ctx: Context) -> None:
    key = close(ctx, found(ctx, mailed(1, "a@example.org")))
    survey.send(ctx)
    signed = link(ctx)
    assert survey.questions(ctx, signed).survey.id == asked(ctx, key).id
    survey.answer(ctx, signed, Answer(csat=5, nps=9, words="quick"))
    said = asked(ctx, key)
    assert (said.csat, said.nps, said.words, said.answered_by) == (5, 9, "quick", "")
    for again in (
        lambda: survey.answer(ctx, signed, Answer(csat=1)),
        lambda: survey.questions(ctx, signed),
        lambda: survey.type_in(ctx, uuid4(), said.id, Answer(csat=1)),
    ):
        with pytest.raises(DomainError, match=r"survey\.answered"):
            again()
    assert asked(ctx, key) == said


def test_a_changed_or_expired_link_is_refused(ctx: Context, clock: Moment) -> None:
    key = close(ctx, found(ctx, mailed(1, "a@example.org")))
    survey.send(ctx)
    signed = link(ctx)
    kind, number, rest = signed.split(".", 2)
    with pytest.raises(DomainError, match=r"survey\.token"):
        survey.answer(ctx, f"{kind}.{int(number) + 1}.{rest}", Answer(csat=1))
    clock.at += timedelta(days=15)
    with pytest.raises(DomainError, match=r"survey\.expired"):
        survey.answer(ctx, signed, Answer(csat=5))
    assert asked(ctx, key).state(clock.at) is State.EXPIRED


def test_reminders_are_capped_and_end_with_the_answer(ctx: Context, clock: Moment) -> None:
    company = found(ctx, mailed(1, "a@example.org"), mailed(2, "b@example.org"))
    close(ctx, company)
    close(ctx, company, 1)
    survey.send(ctx)
    survey.answer(ctx, link(ctx), Answer(csat=5))
    counts = []
    for _ in range(6):
        clock.at += timedelta(days=2)
        counts.append(survey.send(ctx))
    assert counts == [0, 1, 0, 1, 0, 0]


def test_nobody_is_asked_twice_within_the_quiet_days(ctx: Context, clock: Moment) -> None:
    company = found(ctx, *(mailed(n, "A@example.org") for n in (1, 2)), mailed(3, "a@example.org"))
    first, second = close(ctx, company), close(ctx, company, 1)
    assert survey.send(ctx) == 1
    assert {asked(ctx, key).state(NOW) for key in (first, second)} == {State.OPEN, State.SKIPPED}
    clock.at += timedelta(days=29)
    serve(ctx, company.tickets[2], company.engineers[2], NOW + timedelta(hours=3))
    configure(ctx, reminders=0)
    assert survey.send(ctx) == 0
    assert asked(ctx, company.tickets[2]).state(clock.at) is State.SKIPPED


@pytest.mark.parametrize("reopen", [False, True])
def test_a_low_score_tells_the_supervisors_and_reopens_where_that_is_set(
    ctx: Context, reopen: bool
) -> None:
    configure(ctx, reopen=reopen)
    key = close(ctx, found(ctx, make_ticket(1, crew_size=1)))
    survey.send(ctx)
    survey.type_in(ctx, uuid4(), asked(ctx, key).id, Answer(csat=2, words="still drips"))
    said = asked(ctx, key)
    assert (said.answered_by, said.csat) == ("tester", 2)
    (warning,) = [row for row in sent(ctx) if row["key"].endswith(":low")]
    assert (warning["medium"], warning["address"]) == ("console", "role:supervisor")
    assert "still drips" in warning["body"]
    assert status(ctx, key) is (Status.REOPENED if reopen else Status.CLOSED)


def test_a_good_score_tells_nobody(ctx: Context) -> None:
    key = close(ctx, found(ctx, make_ticket(1)))
    survey.send(ctx)
    survey.type_in(ctx, uuid4(), asked(ctx, key).id, Answer(csat=3))
    assert len(sent(ctx)) == 1


@pytest.mark.parametrize("solved", [True, False])
def test_the_requester_confirms_by_link_or_says_that_it_is_not_solved(
    ctx: Context, solved: bool
) -> None:
    company = found(ctx, mailed(1, "a@example.org"))
    key = company.tickets[0]
    serve(ctx, key, company.engineers[0], NOW + timedelta(hours=1), until=DONE[:3])
    assert survey.send(ctx) == 1
    assert survey.send(ctx) == 0
    signed = link(ctx, Purpose.CONFIRM)
    confirming.confirm(ctx, signed, solved=solved)
    assert status(ctx, key) is (Status.CONFIRMED if solved else Status.REOPENED)
    with pytest.raises(DomainError, match=r"survey\.decided"):
        confirming.confirm(ctx, signed, solved=True)
    with pytest.raises(DomainError, match=r"survey\.token"):
        survey.answer(ctx, signed, Answer(csat=1))


def test_nothing_is_sent_while_surveys_are_off(ctx: Context) -> None:
    configure(ctx, active=False)
    close(ctx, found(ctx, mailed(1, "a@example.org")))
    assert survey.send(ctx) == 0
    assert sent(ctx) == []


def test_a_survey_that_is_not_there_is_no_answer_s(ctx: Context) -> None:
    with ctx.database.snapshot() as snap:
        secret = snap.surveys.secret()
    assert len(secret) == 32
    signed = token(secret, Purpose.SURVEY, 999, NOW + timedelta(days=1))
    with pytest.raises(DomainError, match=r"survey\.gone"):
        survey.answer(ctx, signed, Answer(csat=1))
    with pytest.raises(DomainError, match=r"survey\.url"):
        survey.set_settings(ctx, uuid4(), SurveySettings(base_url="ftp://x"), survey.settings(ctx))


def test_what_was_said_comes_with_what_it_was_about(ctx: Context) -> None:
    company = found(ctx, mailed(1, "a@example.org"))
    key = close(ctx, company)
    survey.send(moved(ctx, lambda: NOW + timedelta(hours=3)))
    (one,) = survey.said(ctx, NOW)
    assert (one.survey.ticket_id, one.engineer, one.category) == (
        key,
        company.engineers[0],
        "repair",
    )
