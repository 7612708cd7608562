"""Where a person, a role or a queue is reached by a medium, and in which language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch_console.domain.engineer_reach import ways_to
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.queue import is_email, is_web
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.wording import body_in, subject_in
from dispatch_console.storage.unit_of_work import Repositories


@dataclass(frozen=True, slots=True)
class Reached:
    """An address of a medium, and the language that is read there."""

    medium: Medium
    address: str
    language: str


ENGINEER = "engineer:"
"""Before an engineer's number, as an address."""

DISPATCHERS = f"role:{Role.DISPATCHER}"


def address_of(rows: Repositories, ticket: Ticket, word: str) -> str:
    """Whom `owner` and `engineer` mean at a ticket: the dispatchers where there is none. Any other
    word is an address already."""
    if word == "owner":
        return ticket.owner or DISPATCHERS
    if word != "engineer":
        return word
    if ticket.visit is None:
        return DISPATCHERS
    engineer = rows.engineers.get([ticket.visit.engineer_id]).get(ticket.visit.engineer_id)
    return DISPATCHERS if engineer is None else f"{ENGINEER}{engineer.number}"


def ways_of(rows: Repositories, address: str) -> tuple[tuple[Medium, str], ...]:
    """Where an engineer is told who has no console; nowhere for any other address."""
    if not address.startswith(ENGINEER) or rows.queues.addressees(address):
        return ()
    number = address.removeprefix(ENGINEER)
    engineer = rows.engineers.find([number], "number").get(number)
    return () if engineer is None else ways_to(engineer)


def reachable(rows: Repositories, address: str) -> bool:
    """Whether somebody sees what is sent there, or is told of it."""
    return bool(rows.queues.addressees(address) or ways_of(rows, address))


def reached(rows: Repositories, medium: Medium, address: str) -> Iterable[Reached]:
    """The address itself where it is one of the medium, else those of the people behind it; in
    their console where they have none of the medium."""
    usual = rows.outbox.language()
    console = Reached(Medium.CONSOLE, address, usual)
    if medium in (Medium.CONSOLE, Medium.WEBHOOK) or is_email(address) or is_web(address):
        return (Reached(medium, address, usual),)
    found = []
    for login in rows.queues.addressees(address):
        contact = rows.notices.contact(login)
        own = contact.email if medium is Medium.EMAIL else contact.wecom
        if own:
            found.append(Reached(medium, own, contact.language or usual))
    found += [Reached(way, own, usual) for way, own in ways_of(rows, address) if way is medium]
    return found or (console,)


def written(
    to: Reached,
    *,
    key: str,
    data: Mapping[str, Any],
    subject: str = "",
    ticket_id: TicketId | None = None,
) -> Message:
    """A message in the reader's language; one for the console is put into words where it is read,
    so it keeps the `subject`, which needs no language."""
    body = body_in(to.language, "", data)
    if to.medium is not Medium.CONSOLE:
        body = "\n\n".join(part for part in (subject, body) if part)
        subject = subject_in(to.language, subject, data)
    return Message(
        key=key,
        medium=to.medium,
        address=to.address,
        subject=subject,
        body=body,
        ticket_id=ticket_id,
        data=data,
    )
