"""Asking requesters how it went, and whether it is solved: letters by duty, answers by link.

A ticket is asked about once, whatever path closed it: the duties go by the steps that the database
writes. Letters go out by the outbox, in the transaction that says they were sent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.domain.lifecycle import STEPS
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.survey import (
    Answer,
    Purpose,
    Requester,
    Survey,
    SurveySettings,
    filled,
    letter,
    read_token,
    require_sound_settings,
    token,
)
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.storage.unit_of_work import Repositories, Unit

RequesterOf = Callable[[Repositories, Ticket], Requester | None]

REQUESTERS: tuple[RequesterOf, ...] = ()
"""Where else it is known how somebody is reached: one entry for each feature, the first counts."""

LOOK_BACK = timedelta(days=30)
"""What was closed longer ago is not asked about any more, if no duty was done for so long."""

_NAMESPACE = UUID("1e3d7c52-8f5a-5b39-9a53-6f1c2d0b7e11")


def send(ctx: Context) -> int:
    """The duty: surveys for what was closed, reminders, letters asking whether what was resolved is
    solved. How many letters."""

    def work(unit: Unit) -> int:
        settings = unit.surveys.settings()
        if not settings.active:
            return 0
        return _start(unit, settings, ctx.clock()) + _remind(unit, settings, ctx.clock())

    surveys = ctx.database.run(work, user=ctx.user, what="survey.send")[0]
    return surveys + ctx.database.run(lambda unit: _ask_to_confirm(unit, ctx), user=ctx.user)[0]


def answer(ctx: Context, given: str, said: Answer) -> ChangeSet:
    """The requester's answer, by the token of the link.

    Raises `survey.token`, `survey.expired`, `survey.answered` where there is one.
    """

    def work(unit: Unit) -> None:
        now = ctx.clock()
        key = read_token(unit.surveys.secret(), given, Purpose.SURVEY, now)
        _keep(unit, SurveyId(key), said, now, "")

    return ctx.database.run(work, user=ctx.user, what="survey.answer")[1]


def questions(ctx: Context, given: str) -> tuple[Survey, SurveySettings]:
    """What the page behind the link asks. Raises as `answer`."""
    with ctx.database.snapshot() as snap:
        key = read_token(snap.surveys.secret(), given, Purpose.SURVEY, ctx.clock())
        found = snap.surveys.get([SurveyId(key)]).get(SurveyId(key))
        if found is None:
            raise DomainError("survey.token")
        if found.answered_at is not None:
            raise DomainError("survey.answered")
        return found, snap.surveys.settings()


def type_in(ctx: Context, command: UUID, survey: SurveyId, said: Answer) -> ChangeSet:
    """The answer to somebody who asked by phone. Raises `survey.answered`, `survey.gone`."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            _keep(unit, survey, said, ctx.clock(), ctx.user)

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.type_in")[1]


def confirm(ctx: Context, given: str, *, solved: bool) -> ChangeSet:
    """The requester says whether it is solved: the ticket is confirmed, or opened again.

    Raises `survey.token`, `survey.expired`, `survey.decided` where the ticket has gone on since.
    """
    command = uuid5(_NAMESPACE, given)
    with ctx.database.snapshot() as snap:
        step = read_token(snap.surveys.secret(), given, Purpose.CONFIRM, ctx.clock())
        ticket = snap.surveys.standing(step)
    if ticket is None:
        raise DomainError("survey.decided")
    status = Status.CONFIRMED if solved else Status.REOPENED
    return dispatch.set_status(ctx, command, [ticket], status)


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


def set_settings(ctx: Context, command: UUID, given: SurveySettings) -> ChangeSet:
    """Send them so from now on. Raises as `require_sound_settings`."""
    require_sound_settings(given)

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.surveys.set_settings(given)

    return ctx.database.run(work, user=ctx.user, command=command, what="survey.settings")[1]


def requester_of(rows: Repositories, ticket: Ticket) -> Requester:
    """How the requester is reached: by what a feature knows, by an address in the ticket's own
    fields, else by somebody at the console who phones."""
    for source in REQUESTERS:
        found = source(rows, ticket)
        if found is not None:
            return found
    own = dict(ticket.custom)
    for field, medium in (("email", Medium.EMAIL), ("wecom", Medium.WECOM)):
        address = own.get(field)
        if isinstance(address, str) and address.strip():
            return Requester(medium=medium, address=address.strip(), person=address.strip().lower())
    digits = "".join(letter for letter in ticket.phone if letter.isdigit())
    person = f"tel:{digits[-11:]}" if digits else ""
    return Requester(medium=Medium.CONSOLE, address="role:dispatcher", person=person)


def _start(unit: Unit, settings: SurveySettings, now: datetime) -> int:
    keys = unit.surveys.closed_since(now - LOOK_BACK)
    tickets = unit.tickets.get(keys)
    reached = {key: requester_of(unit, ticket) for key, ticket in tickets.items()}
    people = {one.person for one in reached.values()} - {""}
    quiet = timedelta(days=settings.quiet_days)
    asked = set(unit.surveys.asked_since(people, now - quiet))
    surveys: list[Survey] = []
    for key, one in reached.items():
        surveys.append(
            Survey(
                id=SurveyId(0),
                ticket_id=key,
                person=one.person,
                medium=one.medium,
                address=one.address,
                language=one.language,
                created_at=now,
                expires_at=now + timedelta(days=settings.expires_days),
                skipped=one.person in asked,
                asked_at=now,
            )
        )
        if settings.quiet_days and one.person:
            asked.add(one.person)
    made = [survey for survey in unit.surveys.start(surveys) if not survey.skipped]
    return unit.outbox.put(_letters(unit, settings, made, tickets))


def _remind(unit: Unit, settings: SurveySettings, now: datetime) -> int:
    every = timedelta(days=settings.reminder_days)
    due = unit.surveys.to_remind(now, settings.reminders, every)
    tickets = unit.tickets.get(survey.ticket_id for survey in due)
    unit.surveys.reminded([survey.id for survey in due], now)
    return unit.outbox.put(_letters(unit, settings, due, tickets, remind=True))


def _letters(
    unit: Unit,
    settings: SurveySettings,
    surveys: Iterable[Survey],
    tickets: dict[TicketId, Ticket],
    *,
    remind: bool = False,
) -> list[Message]:
    secret = unit.surveys.secret()
    made: list[Message] = []
    for survey in surveys:
        ticket = tickets[survey.ticket_id]
        made.append(
            _letter(
                settings,
                ticket,
                Requester(medium=survey.medium, address=survey.address, language=survey.language),
                f"survey:{survey.id}" + (f":{survey.reminders + 1}" if remind else ""),
                token(secret, Purpose.SURVEY, survey.id, survey.expires_at),
                Purpose.SURVEY,
            )
        )
    return made


def _letter(
    settings: SurveySettings,
    ticket: Ticket,
    to: Requester,
    key: str,
    signed: str,
    what: Purpose,
) -> Message:
    link = f"{settings.base_url.rstrip('/')}/{what.value}/{signed}"
    subject, body = letter(
        settings.texts,
        to.language,
        what.value,
        number=ticket.number,
        title=ticket.title,
        link=link if to.medium is not Medium.CONSOLE else ticket.phone,
    )
    return Message(
        key=key,
        medium=to.medium,
        address=to.address,
        subject=subject,
        body=body,
        ticket_id=ticket.id,
        data={"kind": what.value},
    )


def _ask_to_confirm(unit: Unit, ctx: Context) -> int:
    settings, now = unit.surveys.settings(), ctx.clock()
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
                _letter(settings, tickets[key], to, f"confirm:{step}", signed, Purpose.CONFIRM)
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
    if settings.reopen and Status.REOPENED in STEPS[ticket.status]:
        near = unit.tickets.get(unit.tickets.kin([ticket.id])).values()
        crew = [ticket.id, *(one.id for one in near if one.whole == ticket.id)]
        unit.tickets.set_status(dict.fromkeys(crew, Status.REOPENED))
        settle(unit, [ticket.id])


def _warn(
    unit: Unit, settings: SurveySettings, ticket: Ticket, survey: Survey, said: Answer
) -> None:
    told = {
        "number": ticket.number,
        "title": ticket.title,
        "csat": str(said.csat),
        "words": said.words,
    }
    texts = settings.texts.get(survey.language, {})
    unit.outbox.put(
        [
            Message(
                key=f"survey:{survey.id}:low",
                medium=Medium.CONSOLE,
                address="role:supervisor",
                subject=filled(texts.get("low_subject", ""), **told),
                body=letter(settings.texts, survey.language, "low", **told)[1],
                ticket_id=ticket.id,
                data={"kind": "survey.low", "csat": said.csat},
            )
        ]
    )
