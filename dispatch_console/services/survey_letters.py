"""The letters that ask requesters, and the survey that each ticket has once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.survey import (
    Purpose,
    Requester,
    Survey,
    SurveySettings,
    letter,
    letters_in,
    token,
)
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.requesters import requester_of
from dispatch_console.storage.unit_of_work import Unit


def ask(unit: Unit, settings: SurveySettings, keys: Iterable[TicketId], now: datetime) -> int:
    """Make the surveys of these tickets, of each that has none, and their letters; how many went.

    A ticket has one survey ever, whoever asks for it.
    """
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
    return unit.outbox.put(letters(unit, settings, made, tickets))


def letters(
    unit: Unit,
    settings: SurveySettings,
    surveys: Iterable[Survey],
    tickets: Mapping[TicketId, Ticket],
    *,
    remind: bool = False,
) -> list[Message]:
    """A letter for each survey, with the link that answers it."""
    secret = unit.surveys.secret()
    made: list[Message] = []
    for survey in surveys:
        ticket = tickets[survey.ticket_id]
        made.append(
            one_letter(
                settings,
                ticket,
                Requester(medium=survey.medium, address=survey.address, language=survey.language),
                f"survey:{survey.id}" + (f":{survey.reminders + 1}" if remind else ""),
                token(secret, Purpose.SURVEY, survey.id, survey.expires_at),
                Purpose.SURVEY,
                survey.person.removeprefix("tel:"),
            )
        )
    return made


def one_letter(
    settings: SurveySettings,
    ticket: Ticket,
    to: Requester,
    key: str,
    signed: str,
    what: Purpose,
    phone: str = "",
) -> Message:
    """One letter; to somebody at the console it has the number to phone in place of the link."""
    link = f"{settings.base_url.rstrip('/')}/{what.value}/{signed}"
    at_console = to.medium is Medium.CONSOLE
    said = {
        "number": ticket.number,
        "title": ticket.title,
        "link": ticket.phone or phone if at_console else link,
    }
    subject, body = letter(settings.texts, to.language, what.value, **said)
    data: dict[str, object] = {"kind": what.value}
    if at_console:
        data["texts"] = letters_in(settings.texts, what.value, **said)
    return Message(
        key=key,
        medium=to.medium,
        address=to.address,
        subject=subject,
        body=body,
        ticket_id=ticket.id,
        data=data,
    )
