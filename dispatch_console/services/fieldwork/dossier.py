"""All that an engineer needs to know of one of their visits, read at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from dispatch_console.domain.attachment import Attachment
from dispatch_console.domain.board import Board
from dispatch_console.domain.conversation import Entry
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Status, Ticket, Visit
from dispatch_console.domain.workflow import Transition
from dispatch_console.services.context import Context
from dispatch_console.services.customers.reading import AssetCard, asset_card
from dispatch_console.services.fieldwork.own import own_row
from dispatch_console.services.fieldwork.stepping import open_steps
from dispatch_console.services.lifecycle import Life
from dispatch_console.services.lifecycle import read as read_life
from dispatch_console.services.parts import reading as parts_reading
from dispatch_console.services.parts.reading import TicketParts
from dispatch_console.services.ticket_timeline import entries
from dispatch_console.storage.unit_of_work import Snapshot


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody else of the crew; `visit` is None while nobody is found."""

    status: Status
    visit: Visit | None
    engineer: Engineer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`ticket` is the engineer's own row, whose `visit` it is; `whole` what is said of the ticket
    as such. `board` holds what values of custom fields name. `steps` may be taken now."""

    ticket: Ticket
    visit: Visit
    whole: Ticket
    board: Board
    steps: tuple[Transition, ...]
    customer: Customer | None
    contacts: tuple[Contact, ...]
    site: Site | None
    device: AssetCard
    parts: TicketParts
    life: Life
    entries: tuple[Entry, ...]
    mates: tuple[Mate, ...]
    people: Mapping[str, str]
    """Names of those who wrote, by how the database calls them."""


def read(ctx: Context, engineer: EngineerId, ticket: TicketId, zone: ZoneInfo) -> Dossier:
    """The engineer's visit. Raises `visit.gone` for a ticket that is none of theirs."""
    with ctx.database.snapshot() as snap:
        row, visit = own_row(snap, engineer, ticket)
        crew = snap.tickets.crew(row.whole)
        whole = crew[0]
        definitions = snap.workflows.definitions()
        staff = snap.engineers.every()
        told = entries(snap, whole.id)
        customer, contacts, site = _customer(snap, whole)
        board = Board(
            read_at=ctx.clock(),
            engineers=staff,
            skills=snap.skills.all(),
            definitions=definitions,
        )
    life = read_life(ctx, whole.id)
    return Dossier(
        ticket=row,
        visit=visit,
        whole=whole,
        board=replace(board, tickets=life.kin),
        steps=open_steps(definitions, row),
        customer=customer,
        contacts=contacts,
        site=site,
        device=asset_card(ctx, whole.id, zone),
        parts=parts_reading.of_ticket(ctx, whole.id),
        life=life,
        entries=told,
        mates=tuple(
            Mate(one.status, one.visit, staff.get(one.visit.engineer_id) if one.visit else None)
            for one in crew
            if one.id != row.id and one.crew_place <= whole.crew_size
        ),
        people={f"engineer:{one.number}": one.name for one in staff.values()},
    )


def own(ctx: Context, engineer: EngineerId, ticket: TicketId) -> Ticket:
    """The engineer's own row alone. Raises `visit.gone`."""
    with ctx.database.snapshot() as snap:
        return own_row(snap, engineer, ticket)[0]


def files(ctx: Context, engineer: EngineerId, ticket: TicketId) -> Mapping[int, Attachment]:
    """What is attached to the engineer's ticket, by id. Raises `visit.gone`."""
    with ctx.database.snapshot() as snap:
        told = entries(snap, own_row(snap, engineer, ticket)[0].whole)
    return {one.id: one for entry in told for one in entry.attachments}


def _customer(
    snap: Snapshot, ticket: Ticket
) -> tuple[Customer | None, tuple[Contact, ...], Site | None]:
    """Whom to call there: people of the ticket's site and those of no site, the main one first."""
    key, place = ticket.customer_id, ticket.site_id
    site = None if place is None else snap.sites.get([place]).get(place)
    if key is None:
        return None, (), site
    known = snap.contacts.of([key]).values()
    there = [one for one in known if one.active and one.site_id in (None, place)]
    there.sort(key=lambda one: (not one.main, one.site_id is None, one.id))
    return snap.customers.get([key]).get(key), tuple(there), site
