"""Notices of what somebody does with a ticket, put into the outbox in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping

from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.notice import Kind, worth_telling
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.roles import Role
from dispatch_console.domain.speaker import speaker
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.reaching import ENGINEER
from dispatch_console.storage.unit_of_work import Repositories, Unit

EXCERPT = 200
"""Letters of what was said that a notice quotes."""


def queue_address(queue: QueueId) -> str:
    """Where all members of a queue are reached."""
    return f"queue:{queue}"


def own_addresses(rows: Repositories, login: str) -> tuple[str, ...]:
    """All by which the login is reached; where nobody has a seat, everybody is every role."""
    role = rows.queues.colleagues().get(login)
    roles = tuple(Role) if role is None else (role,)
    queues = sorted(rows.queues.of(login))
    own = [f"{ENGINEER}{one.number}" for one in rows.engineers.find([login], "login").values()]
    return (login, *own, *(f"role:{one}" for one in roles), *map(queue_address, queues))


def known_logins(rows: Repositories, user: str) -> tuple[str, ...]:
    """Everybody who can be called on."""
    return tuple(sorted({*rows.queues.colleagues(), *rows.notices.people(), user}))


def known_engineers(rows: Repositories) -> Mapping[str, str]:
    """Number and name → address of every engineer who works here; of two of one name neither."""
    staff = rows.engineers.active().values()
    names = Counter(one.name for one in staff)
    found = {one.number: one.login or f"{ENGINEER}{one.number}" for one in staff}
    return {one.name: found[one.number] for one in staff if names[one.name] == 1} | found


def tell(
    unit: Unit,
    kind: Kind,
    ref: str,
    addresses: Iterable[str],
    ticket: Ticket,
    who: str,
    *,
    code: str,
    body: str = "",
    queue: Queue | None = None,
    more: Mapping[str, object] | None = None,
) -> int:
    """Have these addresses hear of it in the console, but not the person who did it; how many
    messages are new.

    `ref` tells this event from others of its kind; the same one is told once. `code` is the
    sentence ``notice.…``, filled with ticket, title, who, queue and what `more` says.
    """
    values: dict[str, object] = {"ticket": ticket.number, "title": ticket.title, "who": _named(who)}
    if queue is not None:
        values["queue"] = {"en": queue.name_en, "zh": queue.name_zh}
    values |= more or {}
    data: Mapping[str, object] = {"kind": kind.value, "by": who, "code": code, "values": values}
    return unit.outbox.put(
        Message(
            key=f"{kind}:{ref}:{address}",
            medium=Medium.CONSOLE,
            address=address,
            subject=f"{ticket.number} {ticket.title}",
            body=shortened(body),
            ticket_id=ticket.id,
            data=data,
        )
        for address in worth_telling(addresses, who)
    )


def _named(who: str) -> object:
    """For `wording`: a login as it is, else whom the gateway acted for."""
    found = speaker(who)
    return who if found is None else {"code": f"who.{found[0]}", "values": {"name": found[1]}}


def shortened(words: str) -> str:
    """The first words, where they are too many to quote."""
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"


def of_whole(unit: Repositories, ticket: TicketId) -> Ticket | None:
    """The ticket, or for a mate of a crew the one it belongs to; None if it is not to be seen."""
    found = unit.tickets.get([ticket]).get(ticket)
    if found is None or found.crew_of is None:
        return found
    return unit.tickets.get([found.whole]).get(found.whole)
