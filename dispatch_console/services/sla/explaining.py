"""How a ticket's deadlines came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.service_level.choosing import Trait, choose, traits
from dispatch_console.domain.service_level.clock import Deadline, deadlines
from dispatch_console.domain.service_level.policy import Policy
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.worktime.days import Days
from dispatch_console.services.context import Context
from dispatch_console.services.sla.bonds import bonds_of
from dispatch_console.services.sla.definitions import days_of, load
from dispatch_console.services.sla.settling import with_agreed
from dispatch_console.storage.repositories.levels import NoticeRow
from dispatch_console.storage.unit_of_work import Repositories


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The policy, by which traits it is for the ticket, the less specific ones, and each deadline.

    `policy` is None where there is none for the ticket. `failure` is why nothing can be told.
    """

    ticket: Ticket
    policy: Policy | None = None
    by: tuple[Trait, ...] = ()
    beaten: tuple[Policy, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    calendars: Mapping[str, Days]
    notices: tuple[NoticeRow, ...] = ()
    failure: DomainError | None = None


def explain(ctx: Context, ticket_id: TicketId) -> Explanation:
    """By the definitions the ticket was reckoned by last; by those of now if it never was.

    A mate's are its ticket's. Raises `ticket.gone`.
    """
    with ctx.database.snapshot() as snap:
        ticket = snap.tickets.get([ticket_id]).get(ticket_id)
        if ticket is not None and ticket.crew_of is not None:
            ticket = snap.tickets.get([ticket.crew_of]).get(ticket.crew_of)
        if ticket is None:
            raise DomainError("ticket.gone", number=ticket_id)
        return _explained(snap, ticket)


def _explained(snap: Repositories, ticket: Ticket) -> Explanation:
    levels = load(snap)
    choice = choose(levels.policies, ticket, bonds_of(snap, levels.policies, [ticket])[ticket.id])
    edition = snap.levels.edition_of(ticket.id)
    if edition is not None:
        calendars = days_of(edition["calendars"])
        policy: Policy | None = policy_from(edition["policy"], calendars)
    else:
        calendars, policy = levels.calendars, choice and choice.policy
    if policy is None:
        return Explanation(ticket=ticket, calendars=calendars)
    same = choice is not None and choice.policy.code == policy.code
    notices = tuple(snap.levels.notices(ticket.id))
    steps = snap.steps.of([ticket.id]).get(ticket.id, ())
    clock = snap.levels.clocks([ticket.id]).get(ticket.id)
    failure: DomainError | None = None
    found: tuple[Deadline, ...] = ()
    try:
        found = with_agreed(ticket, clock, deadlines(policy, calendars, ticket, steps))
    except DomainError as error:
        failure = error
    return Explanation(
        ticket=ticket,
        policy=policy,
        by=traits(policy),
        beaten=choice.beaten if choice is not None and same else (),
        deadlines=found,
        calendars=calendars,
        notices=notices,
        failure=failure,
    )
