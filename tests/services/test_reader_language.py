"""Messages go out in their reader's language, whatever whoever runs the duty speaks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.notice import Choice, Contact, Kind
from dispatch_console.domain.survey import Answer, Purpose
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Given, Transition, Trigger
from dispatch_console.services import (
    commenting,
    departments,
    handing_over,
    helping,
    notices,
    survey,
)
from dispatch_console.services.context import Context
from dispatch_console.services.delivering.duty import language, set_language, unsent
from dispatch_console.services.delivering.fan_out import fan_out
from dispatch_console.services.delivering.routes import Routes
from dispatch_console.services.requesters import requester_of
from dispatch_console.services.sla.noticing import MOST_SINGLE, watch
from dispatch_console.services.step_hooks import Taken, set_off
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.wording import body_in, subject_in
from dispatch_console.support import i18n
from tests.factories import NOW, make_ticket
from tests.services.company import Company, Moment, found
from tests.services.costing.served import serve
from tests.services.moved import moved
from tests.services.sla.levels import hours, keep_policy, policy

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
READERS = {"eva": "en", "wu": "zh_CN", "kim": ""}
"""Login → language; without one it is the installation's."""


@pytest.fixture(autouse=True, params=["en", "zh_CN"])
def language_of_the_duty(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing of it may show."""
    i18n.set_language(request.param)
    yield
    i18n.set_language("en")


@pytest.fixture
def ctx(context: Context) -> Context:
    """Three members of IT, each of whom hears of everything by mail."""
    base = next(one for one in departments.read(context).queues if one.code == "it")
    departments.save(context, uuid4(), base, replace(base, members=tuple(READERS)))
    for login, spoken in READERS.items():
        contact = Contact(login=login, email=f"{login}@example.org", language=spoken)
        choices = dict.fromkeys(Kind, Choice(email=True))
        notices.wish(replace(context, user=login), notices.Wishes(choices, contact))
    return context


def mails(ctx: Context) -> dict[str, str]:
    """Login → subject and body of the one mail to it, blanks taken out."""
    fan_out(ctx)
    there = [one.message for one in unsent(ctx, Routes())]
    told = {one.address.partition("@")[0]: f"{one.subject}|{one.body}" for one in there}
    assert len(told) == len(there), "one mail each"
    return told


def the_queue(ctx: Context) -> QueueId:
    return next(one.id for one in departments.read(ctx).queues if one.code == "it")


def ticket(ctx: Context) -> TicketId:
    return create(ctx, uuid4(), NewTicket(title="Lift"), occurred_at=MONDAY).id


@pytest.mark.parametrize(
    ("deed", "english", "chinese"),
    [
        ("mention", "mentioned you", "提到了您"),
        ("hand_over", "handed", "流转"),
        ("help", "asks", "协助"),
        ("sla", "not resolved in time", "未按时解决"),
        ("missed", "came near or past", "临近或超过时限"),
        ("step", "Resolved", "已解决"),
    ],
)
def test_each_reads_it_in_their_own_language(
    ctx: Context, deed: str, english: str, chinese: str
) -> None:
    queue, later = the_queue(ctx), replace(ctx, clock=Moment(MONDAY + hours(10)))
    to = [f"user:{login}" for login in READERS]
    notice = {"goal": "resolution", "when": "0m", "to": to, "by": ["email"]}
    key = ticket(ctx)
    match deed:
        case "mention":
            commenting.say(ctx, uuid4(), key, "@it")
        case "hand_over":
            handing_over.hand_over(ctx, uuid4(), key, queue, "Network")
        case "help":
            helping.ask(ctx, uuid4(), key, "Which?", queue=queue)
        case "sla":
            keep_policy(ctx, policy(notices=[notice]))
            watch(later)
        case "missed":
            keep_policy(ctx, policy(notices=[notice]))
            for _ in range(MOST_SINGLE):
                ticket(ctx)
            watch(replace(ctx, clock=Moment(MONDAY + hours(40))))
        case _:
            tell_of_step(ctx, key)
    found = mails(ctx)
    assert english in found["eva"]
    assert chinese in found["wu"]
    assert chinese in found["kim"], "the installation's language"
    assert not any(english in found[login] for login in ("wu", "kim"))


def tell_of_step(ctx: Context, key: TicketId) -> None:
    """To each of the readers, as owner of the ticket."""
    step = Transition(
        before=Status.IN_PROGRESS, after=Status.RESOLVED, triggers=(Trigger.NOTIFY_OWNER,)
    )
    with ctx.database.unit(user=ctx.user) as unit:
        there = unit.tickets.get([key])[key]
        for login in READERS:
            set_off(unit, Taken(replace(there, owner=login), step, Given(), NOW))
        unit.commit()


def test_the_installation_s_language_is_for_those_who_chose_none(ctx: Context) -> None:
    set_language(ctx, uuid4(), "en")
    assert language(ctx) == "en"
    commenting.say(ctx, uuid4(), ticket(ctx), "@it")
    found = mails(ctx)
    assert "mentioned you" in found["kim"]
    assert "提到了您" in found["wu"]
    with pytest.raises(DomainError, match=r"language\.unknown"):
        set_language(ctx, uuid4(), "tlh")


def test_without_a_mail_address_the_console_is_told_and_nothing_is_lost(context: Context) -> None:
    by = {"goal": "resolution", "when": "0m", "to": ["user:li"], "by": ["email", "wecom"]}
    keep_policy(context, policy(notices=[by]))
    ticket(context)
    watch(replace(context, clock=Moment(MONDAY + hours(10))))
    (notice,) = notices.read(replace(context, user="li"))
    assert "not resolved in time" in subject_in("en", notice.subject, notice.data)
    assert "未按时解决" in subject_in("zh_CN", notice.subject, notice.data)


@pytest.mark.parametrize(("spoken", "word"), [("en", "closed"), ("zh_CN", "已关闭")])
def test_letters_are_in_the_requester_s_language_alone(
    context: Context, spoken: str, word: str
) -> None:
    """Here nothing is known of the requester: it is the installation's."""
    set_language(context, uuid4(), spoken)
    company = ask_for_survey(context)
    (one,) = [one.message for one in unsent(context, Routes())]
    assert word in one.body
    assert ("您" in one.body) == (spoken == "zh_CN")
    with context.database.snapshot() as snap:
        there = snap.tickets.get(company.tickets)[company.tickets[0]]
        assert requester_of(snap, there).language == spoken


def test_a_low_score_is_told_to_each_supervisor_in_their_language(context: Context) -> None:
    company = ask_for_survey(context)
    made = survey.of_ticket(context, company.tickets[0])
    assert made is not None
    survey.type_in(context, uuid4(), made.id, Answer(csat=1, words="slow"))
    told = [one for one in notices.read(context) if one.data.get("kind") == "survey.low"]
    (one,) = told
    assert "Low score" in subject_in("en", one.subject, one.data)
    assert "低分提醒" in subject_in("zh_CN", one.subject, one.data)
    assert "1 of 5" in body_in("en", one.body, one.data)
    assert Purpose.SURVEY.value not in one.subject


def ask_for_survey(ctx: Context) -> Company:
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE survey_setting SET since = '2026-01-01'")
    now = survey.settings(ctx)
    survey.set_settings(ctx, uuid4(), replace(now, base_url="https://example.org/"), now)
    company = found(ctx, make_ticket(1, custom=(("email", "a@example.org"),)))
    serve(ctx, company.tickets[0], company.engineers[0], NOW + hours(1))
    survey.send(moved(ctx, ctx.clock))
    return company
