"""Asking requesters how it went, and whether it is solved (`confirming` has their word): letters by
duty, answers by link.

A ticket is asked about once, whatever path closed it: the duties go by the steps that the database
writes, and all times are the server's, as those of the steps are. Letters go out by the outbox, in
the transaction that says they were sent.
"""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.survey import (
    DISSATISFIED,
    Answer,
    Purpose,
    Survey,
    SurveySettings,
    letter,
    letters_in,
    read_token,
    require_sound_settings,
    token,
    wording,
)
from dispatch_console.domain.survey_texts import SAMPLE, Texts, require_sound_texts
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import Given
from dispatch_console.services.confirming import BY_REQUESTER
from dispatch_console.services.context import Context
from dispatch_console.services.requesters import requester_of
from dispatch_console.services.stepping import take
from dispatch_console.services.survey_letters import ask, letters, one_letter
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.storage.unit_of_work import Unit

log = logging.getLogger(__name__)

_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")

LOOK_BACK = timedelta(days=30)
"""What was closed longer ago is not asked about any more, if no duty was done for so long."""


@dataclass(frozen=True, slots=True)
class Questions:
    """A survey that waits for its answer, what it is about, and the words of its questions."""

    survey: Survey
    ticket: Ticket
    texts: Texts


def send(ctx: Context) -> int:
    """The duty: surveys for what was closed, reminders, letters asking whether what was resolved is
    solved. How many letters."""

    def work(unit: Unit) -> int:
        settings = unit.surveys.settings()
        if not settings.active:
            return 0
        now = unit.now()
        return _start(unit, settings, now) + _remind(unit, settings, now)

    surveys = ctx.database.run(work, user=ctx.user, what="survey.send")[0]
    return surveys + ctx.database.run(_ask_to_confirm, user=ctx.user)[0]


def answer(ctx: Context, given: str, said: Answer) -> ChangeSet:
    """The requester's answer, by the token of the link.

    Raises `survey.token`, `survey.expired`, `survey.gone`, `survey.answered` where there is one.
    """

    def work(unit: Unit) -> None:
        now = unit.now()
        key = read_token(unit.surveys.secret(), given, Purpose.SURVEY, now)
        _keep(unit, SurveyId(key), said, now, "")

    return ctx.database.run(work, user=ctx.user, what="survey.answer")[1]


def questions(ctx: Context, given: str) -> Questions:
    """What the page behind the link asks. Raises as `answer`."""
    with ctx.database.snapshot() as snap:
        key = read_token(snap.surveys.secret(), given, Purpose.SURVEY, snap.now())
        found = snap.surveys.get([SurveyId(key)]).get(SurveyId(key))
        if found is None:
            raise DomainError("survey.gone")
        if found.answered_at is not None:
            raise DomainError("survey.answered")
        ticket = snap.tickets.get([found.ticket_id])[found.ticket_id]
        return Questions(found, ticket, snap.surveys.settings().texts)


def type_in(ctx: Context, command: UUID, survey: SurveyId, said: Answer) -> ChangeSet:
    """The answer to somebody who asked by phone. Raises `survey.answered`, `survey.gone`."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            _keep(unit, survey, said, unit.now(), ctx.user)

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.type_in")[1]


def of_ticket(ctx: Context, ticket: TicketId) -> Survey | None:
    """The ticket's survey."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get([ticket]).get(ticket)
        return None if found is None else snap.surveys.of_ticket(found.whole)


def said(ctx: Context, since: datetime) -> tuple[Said, ...]:
    """All surveys sent from then on, the newest first."""
    with ctx.database.snapshot() as snap:
        return snap.surveys.said_since(since)


def settings(ctx: Context) -> SurveySettings:
    """How surveys are sent."""
    with ctx.database.snapshot() as snap:
        return snap.surveys.settings()


def set_settings(
    ctx: Context, command: UUID, given: SurveySettings, base: SurveySettings
) -> ChangeSet:
    """Send them so from now on; their letters stay. `base` is what was edited.

    Raises as `require_sound_settings`, `survey.changed_meanwhile` where it is no longer so.
    """
    require_sound_settings(given)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.surveys.lock_settings()
        if replace(now, texts={}, version=0) != replace(base, texts={}, version=0):
            raise DomainError("survey.changed_meanwhile")
        unit.surveys.set_settings(replace(given, texts=now.texts))

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.settings")[1]


def set_texts(ctx: Context, command: UUID, texts: Texts, base: Texts) -> ChangeSet:
    """Write the letters so from now on; how they are sent stays. `base` are those that were edited.

    Raises as `require_sound_texts`, `survey.changed_meanwhile` where they are no longer so.
    """
    require_sound_texts(texts)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.surveys.lock_settings()
        if now.texts != base:
            raise DomainError("survey.changed_meanwhile")
        unit.surveys.set_settings(replace(now, texts=texts))

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.settings")[1]


def send_test(
    ctx: Context, command: UUID, texts: Texts, what: str, language: str, address: str
) -> ChangeSet:
    """Send a letter as it stands in the editor, filled with a sample, to an e-mail address.

    Raises as `require_sound_texts`, `survey.address` for what is no e-mail address.
    """
    require_sound_texts(texts)
    if not _ADDRESS.fullmatch(address):
        raise DomainError("survey.address", address=address)
    subject, body = letter(texts, language, what, **SAMPLE)
    message = Message(
        key=f"survey-test:{command}",
        medium=Medium.EMAIL,
        address=address,
        subject=subject,
        body=body,
        data={"kind": "survey-test"},
    )

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.outbox.put([message])

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.test")[1]


def _start(unit: Unit, settings: SurveySettings, now: datetime) -> int:
    return ask(unit, settings, unit.surveys.closed_since(now - LOOK_BACK), now)


def _remind(unit: Unit, settings: SurveySettings, now: datetime) -> int:
    every = timedelta(days=settings.reminder_days)
    due = unit.surveys.to_remind(now, settings.reminders, every)
    tickets = unit.tickets.get(survey.ticket_id for survey in due)
    unit.surveys.reminded([survey.id for survey in due], now)
    return unit.outbox.put(letters(unit, settings, due, tickets, remind=True))


def _ask_to_confirm(unit: Unit) -> int:
    settings, now = unit.surveys.settings(), unit.now()
    if not (settings.active and settings.base_url):
        return 0
    steps = unit.surveys.resolved_since(now - LOOK_BACK)
    tickets = unit.tickets.get(steps.values())
    secret = unit.surveys.secret()
    expires = now + timedelta(days=settings.expires_days)
    made: list[Message] = []
    for step, key in steps.items():
        to = requester_of(unit, tickets[key])
        if to.medium is not Medium.CONSOLE:
            signed = token(secret, Purpose.CONFIRM, step, expires)
            made.append(
                one_letter(settings, tickets[key], to, f"confirm:{step}", signed, Purpose.CONFIRM)
            )
    return unit.outbox.put(made)


def _keep(unit: Unit, key: SurveyId, said: Answer, now: datetime, by: str) -> None:
    found = unit.surveys.lock([key]).get(key)
    if found is None:
        raise DomainError("survey.gone")
    if found.answered_at is not None:
        raise DomainError("survey.answered")
    unit.surveys.answer(key, said, now, by)
    settings = unit.surveys.settings()
    if said.csat > settings.low_csat:
        return
    ticket = unit.tickets.lock([found.ticket_id])[found.ticket_id]
    _warn(unit, settings, ticket, found, said)
    if settings.reopen:
        _reopen(unit, ticket, found, now)


def _reopen(unit: Unit, ticket: Ticket, survey: Survey, now: datetime) -> None:
    """By the ticket's workflow; where that has no such step now, the warning is all there is."""
    # The words themselves stay with the survey, where they can be erased.
    reason = wording(DISSATISFIED, survey.language)
    unit.steps.because(reason)
    try:
        take(unit, [ticket.id], Status.REOPENED, Given(reason=reason), now=now, by=BY_REQUESTER)
    except DomainError as error:
        if not error.code.startswith("ticket."):
            raise
        log.info("ticket %s stays %s: %s", ticket.number, ticket.status, error)


def _warn(
    unit: Unit, settings: SurveySettings, ticket: Ticket, survey: Survey, said: Answer
) -> None:
    told = {
        "number": ticket.number,
        "title": ticket.title,
        "csat": str(said.csat),
        "words": said.words,
    }
    unit.outbox.put(
        [
            Message(
                key=f"survey:{survey.id}:low",
                medium=Medium.CONSOLE,
                address="role:supervisor",
                subject=ticket.number,
                body=said.words,
                ticket_id=ticket.id,
                data={
                    "kind": "survey.low",
                    "csat": said.csat,
                    "texts": letters_in(settings.texts, "low", **told),
                },
            )
        ]
    )
