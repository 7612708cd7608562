"""Where a ticket stands in its life: the steps it took, those it may take, who belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch_console.domain.custom import CustomField, FieldKind, Target
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Role
from dispatch_console.domain.signature import Signature
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import CustomValue, Ticket
from dispatch_console.domain.ticket_link import TicketLink
from dispatch_console.domain.workflow import Transition
from dispatch_console.services.context import Context


@dataclass(frozen=True, slots=True)
class Life:
    """`steps` in order of time. `kin` has every ticket that is named: the parent, children, those
    merged in or that it was merged into, the ends of `links`, what references name.
    """

    ticket: Ticket
    steps: tuple[Step, ...]
    links: tuple[TicketLink, ...]
    kin: dict[TicketId, Ticket]
    signatures: Mapping[int, Signature] = field(default_factory=dict)
    """By the id of the step."""

    def children(self) -> tuple[Ticket, ...]:
        """Those that were split from it."""
        return tuple(one for one in self.kin.values() if one.parent_id == self.ticket.id)

    def merged_in(self) -> tuple[Ticket, ...]:
        """Those in whose stead it goes on."""
        return tuple(one for one in self.kin.values() if one.merged_into == self.ticket.id)


def read(ctx: Context, ticket: TicketId) -> Life:
    """The life of the ticket, of a mate that of its whole. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        asked = snap.tickets.get([ticket]).values()
        found = next(iter(snap.tickets.get([one.whole for one in asked]).values()), None)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        links = snap.ticket_links.of(found.id)
        definitions = snap.workflows.definitions()
        named = {found.parent_id, found.merged_into, *_referred(found, definitions)}
        named |= {end for link in links for end in (link.ticket_id, link.other_id)}
        kin = snap.tickets.get(key for key in named if key is not None and key != found.id)
        kin |= {one.id: one for one in snap.tickets.children(found.id)}
        kin |= {one.id: one for one in snap.tickets.merged_in(found.id)}
        steps = snap.steps.of([found.id]).get(found.id, ())
        return Life(found, steps, links, kin, snap.signatures.of([found.id]))


def find(ctx: Context, number: str) -> Ticket:
    """The ticket of that number (in capitals or not), on the board or not. Raises
    `ticket.unknown`."""
    wanted = number.strip()
    said = dict.fromkeys((wanted, wanted.upper()))
    with ctx.database.snapshot() as snap:
        found = snap.tickets.find(said, "number") or snap.tickets.find([wanted])
    if not found:
        raise DomainError("ticket.unknown", number=wanted)
    return next(iter(found.values()))


def legal_steps(
    definitions: Definitions, ticket: Ticket, role: Role | None
) -> tuple[Transition, ...]:
    """What the ticket's workflow has for somebody of the role now; None is who owns the tables."""
    workflow = definitions.workflow_of(ticket)
    return tuple(step for step in workflow.steps_from(ticket.status) if step.open_to(role))


def as_plain(ticket: Ticket, definitions: Definitions) -> dict[str, CustomValue | None]:
    """The ticket's custom fields by code, each there though it may be empty: for other systems."""
    values = dict(ticket.custom)
    return {field.code: values.get(field.code) for field in definitions.fields_of(ticket.type)}


def _referred(ticket: Ticket, definitions: Definitions) -> list[TicketId]:
    values = dict(ticket.custom)
    fields = (f for f in definitions.fields_of(ticket.type) if _names_ticket(f))
    found = (values.get(field.code) for field in fields)
    return [TicketId(value) for value in found if isinstance(value, int)]


def _names_ticket(field: CustomField) -> bool:
    return field.kind is FieldKind.REFERENCE and field.target is Target.TICKET
