"""How the requester of a ticket is reached: by what is known of the customer and in the ticket."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from dispatch_console.domain.customer import Contact, Customer
from dispatch_console.domain.message import Medium
from dispatch_console.domain.phone import alike_nearby
from dispatch_console.domain.survey import Requester
from dispatch_console.domain.ticket import Channel, Ticket
from dispatch_console.storage.unit_of_work import Repositories

RequesterOf = Callable[[Repositories, Ticket], Requester | None]

CONSOLE = "role:dispatcher"
"""Who phones those that cannot be written to."""


def requester_of(rows: Repositories, ticket: Ticket) -> Requester:
    """The first that `REQUESTERS` know of; else whoever answers at the ticket's own phone.

    Whose language is not known is written to in that of the installation.
    """
    found = (source(rows, ticket) for source in REQUESTERS)
    known = next((one for one in found if one is not None), None) or _by_phone(ticket.phone)
    return known if known.language else replace(known, language=rows.outbox.language())


def _caller(rows: Repositories, ticket: Ticket) -> Requester | None:
    """The customer's contact who called: of the ticket's phone, else of its name."""
    known, customer = _people(rows, ticket)
    phone = [one for one in known if alike_nearby(one.phone, ticket.phone)]
    name = [one for one in known if one.name.casefold() == ticket.customer_name.casefold()]
    return _first((*phone, *name), customer, ticket)


def _own_address(rows: Repositories, ticket: Ticket) -> Requester | None:
    """The addresses in the ticket's own fields."""
    own = dict(ticket.custom)
    email, wecom = own.get("email"), own.get("wecom")
    return _written(
        email.strip() if isinstance(email, str) else "",
        wecom.strip() if isinstance(wecom, str) else "",
        ticket.channel,
        "",
    )


def _main_contact(rows: Repositories, ticket: Ticket) -> Requester | None:
    """Whom one asks first at the customer: at the ticket's site before the others."""
    known, customer = _people(rows, ticket)
    main = [one for one in known if one.main]
    main.sort(key=lambda one: (one.site_id != ticket.site_id, one.id))
    return _first(main, customer, ticket)


def _customer(rows: Repositories, ticket: Ticket) -> Requester | None:
    """The customer's own phone, where the ticket has none."""
    customer = _people(rows, ticket)[1]
    if ticket.phone.strip() or customer is None or not customer.phone.strip():
        return None
    return _by_phone(customer.phone, customer.language.value)


REQUESTERS: tuple[RequesterOf, ...] = (_caller, _own_address, _main_contact, _customer)
"""In their order: the first who knows counts."""


def _people(rows: Repositories, ticket: Ticket) -> tuple[list[Contact], Customer | None]:
    if ticket.customer_id is None:
        return [], None
    customer = rows.customers.get([ticket.customer_id]).get(ticket.customer_id)
    people = rows.contacts.of([ticket.customer_id]).values()
    return [one for one in people if one.active], customer


def _first(
    people: Iterable[Contact], customer: Customer | None, ticket: Ticket
) -> Requester | None:
    whole = customer.language.value if customer is not None else ""
    for one in people:
        language = one.language.value or whole
        found = _written(one.email.strip(), one.wechat.strip(), ticket.channel, language)
        if found is not None:
            return found
    return None


def _written(email: str, wechat: str, channel: Channel, language: str) -> Requester | None:
    """The way the ticket came in where there is an address for it, else by mail before WeCom."""
    ways = [(Medium.EMAIL, email), (Medium.WECOM, wechat)]
    if channel is Channel.WECHAT:
        ways.reverse()
    for medium, address in ways:
        if address:
            return Requester(
                medium=medium, address=address, person=address.lower(), language=language
            )
    return None


def _by_phone(phone: str, language: str = "") -> Requester:
    digits = "".join(letter for letter in phone if letter.isdigit())
    person = f"tel:{digits[-11:]}" if digits else ""
    return Requester(medium=Medium.CONSOLE, address=CONSOLE, person=person, language=language)
