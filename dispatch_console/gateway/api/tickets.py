"""Tickets: found by the page, told one by one, made and changed."""

from dataclasses import replace
from typing import Annotated
from uuid import uuid5

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from dispatch_console.domain.custom import merged
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.domain.ticket_filter import TicketFilter
from dispatch_console.domain.wording import wanted
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.gateway.api.answers import ClashError
from dispatch_console.gateway.api.caller import Caller, Command, Reader, Writer, require_past
from dispatch_console.gateway.api.clashes import clash_of, require_unchanged
from dispatch_console.gateway.api.fields import Key, Line, Moment, said
from dispatch_console.gateway.api.lookups import (
    Ref,
    asset_of,
    customer_of,
    engineer_of,
    site_of,
    ticket_of,
)
from dispatch_console.gateway.api.paging import MOST_WORDS, USUAL, Cursor, Limit, row_before
from dispatch_console.gateway.api.ticket_forms import (
    NewTicketSent,
    TicketPage,
    TicketPatch,
    TicketTold,
    page_told,
    skills_of,
    ticket_told,
    windows_of,
)
from dispatch_console.services import dossiers
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import require_own
from dispatch_console.services.dossiers import understood, wanted_values
from dispatch_console.services.editing import changes, edit
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage.unit_of_work import Snapshot

router = APIRouter(tags=["tickets"])


class Wish(BaseModel):
    """Which tickets; all that is given must hold. `custom.<code>=…` asks for the value of a custom
    field; one that is given several times for any of them."""

    model_config = ConfigDict(extra="allow", frozen=True)

    status: list[Status] = []
    type: list[Line] = []
    priority: Annotated[list[Annotated[int, Field(ge=1, le=4)]], Field()] = []
    updated_since: Moment | None = Field(
        None,
        description="Changed at that moment or later. A change is seen once it is whole: begin a"
        " few minutes before you asked last, and go by `version`",
    )
    customer_id: Key | None = None
    customer_external_id: Line | None = None
    engineer: Line | None = Field(None, description="The number of who has the visit")
    queue: Line | None = Field(None, description="The code of a department")
    external_id: Line | None = None
    text: Annotated[Line, Field(max_length=MOST_WORDS)] = Field(
        "", description="Words to be found in it, in any order"
    )
    newest_first: bool = False
    cursor: Cursor = ""
    limit: Limit = USUAL

    @property
    def custom(self) -> dict[str, list[str]]:
        """Code → the values asked for."""
        return {
            name.removeprefix(CUSTOM): list(map(str, given if isinstance(given, list) else [given]))
            for name, given in (self.model_extra or {}).items()
            if name.startswith(CUSTOM)
        }


@router.get("/tickets", summary="Find tickets, by the page")
def find(caller: Reader, wish: Annotated[Wish, Query()]) -> TicketPage:
    """In the order they were made in, whatever happens to them meanwhile."""
    with caller.context.database.snapshot() as snap:
        asked = _filter(snap, wish)
    before = row_before(wish.cursor)
    found = dossiers.page(
        caller.context,
        asked,
        None if before is None else TicketId(before),
        wish.limit,
        newest_first=wish.newest_first,
    )
    return page_told(found)


@router.get("/tickets/{number}", summary="Tell one ticket")
def tell(caller: Reader, number: str) -> TicketTold:
    """The ticket of that number, as it is now."""
    return told(caller, ticket_of(caller.context, number).id)


@router.post("/tickets", status_code=201, summary="Make a ticket")
def make(
    caller: Writer, command: Command, sent: NewTicketSent, request: Request, response: Response
) -> TicketTold:
    """Its number and deadlines are given here, and rules for new tickets have been at it."""
    new = _new(caller.context, sent)
    require_past(caller.context, sent.occurred_at)
    try:
        made = create(caller.context, command, new, sent.occurred_at)
    except DomainError as error:
        if error.code == "database.duplicate" and sent.external_id is not None:
            raise _taken(caller.context, sent.external_id) from error
        raise
    response.headers["Location"] = request.url.path + f"/{made.number}"
    return told(caller, made.id)


@router.patch("/tickets/{number}", summary="Change a ticket")
def change(caller: Writer, command: Command, number: str, sent: TicketPatch) -> TicketTold:
    """Field by field: 409 only where somebody else has changed one of these fields since the
    `version` that was read; `changed` says what they are now."""
    ctx = caller.context
    base = ticket_of(ctx, number)
    with ctx.database.snapshot() as snap:
        wanted = _wanted(snap, base, sent)
        urgency = Priority(sent.priority or base.priority)
        names = set(changes(base, wanted)) | ({"priority"} if urgency != base.priority else set())
        require_unchanged(snap, base, sent.version, names, command)
    try:
        edit(ctx, command, base, wanted)
    except DomainError as error:
        raise clash_of(error, base) from error
    if urgency != base.priority:
        set_priority(ctx, uuid5(command, "priority"), [base.id], urgency)
    return told(caller, base.id)


def told(caller: Caller, ticket: TicketId) -> TicketTold:
    """The ticket as it is now."""
    found = dossiers.one(caller.context, ticket)
    return ticket_told(found.tickets[0], found)


def _filter(snap: Snapshot, wish: Wish) -> TicketFilter:
    """Raises `api.customer`, `api.engineer`, `api.queue`, and of custom fields what
    `dossiers.wanted_values` does."""
    customer = engineer = queue = None
    if wish.customer_id is not None or wish.customer_external_id is not None:
        ref = Ref.model_construct(id=wish.customer_id, external_id=wish.customer_external_id)
        customer = customer_of(snap, ref).id
    if wish.engineer is not None:
        engineer = engineer_of(snap, wish.engineer).id
    if wish.queue is not None:
        queue = next(
            (key for key, one in snap.queues.all().items() if one.code == wish.queue), None
        )
        if queue is None:
            raise DomainError("api.queue", said=wish.queue)
    definitions = snap.workflows.definitions()
    return TicketFilter(
        statuses=frozenset(wish.status),
        types=frozenset(wish.type),
        priorities=frozenset(map(Priority, wish.priority)),
        updated_since=wish.updated_since,
        customer=customer,
        engineer=engineer,
        queue=queue,
        external_id=wish.external_id,
        text=wanted(wish.text),
        custom=tuple(
            (
                code,
                tuple(v for word in words for v in wanted_values(snap, definitions, code, word)),
            )
            for code, words in wish.custom.items()
        ),
    )


def _new(ctx: Context, sent: NewTicketSent) -> NewTicket:
    """What was sent, with all that it names. Raises `api.customer`, `api.site`, `api.asset`,
    `customers.foreign` for a site or device of another customer."""
    with ctx.database.snapshot() as snap:
        asset = None if sent.asset is None else asset_of(snap, sent.asset)
        site = None if sent.site is None else site_of(snap, sent.site)
        if site is None and asset is not None and asset.site_id is not None:
            site = snap.sites.get([asset.site_id]).get(asset.site_id)
        customer = None if sent.customer is None else customer_of(snap, sent.customer)
        owner = (asset and asset.customer_id) or (site and site.customer_id)
        if customer is None and owner:
            customer = snap.customers.get([owner])[owner]
        if customer is not None:
            sites = [site.id] if site is not None and site.customer_id is not None else []
            require_own(snap, customer.id, sites, [asset.id] if asset else [])
        fields = snap.workflows.definitions().fields_of(sent.type)
        custom = understood(snap, fields, sent.custom)
    return NewTicket(
        title=sent.title,
        type=sent.type,
        description=sent.description,
        priority=Priority(sent.priority),
        channel=sent.channel,
        category=sent.category,
        external_id=sent.external_id,
        customer_id=customer and customer.id,
        customer_name=sent.customer_name or (customer.name if customer else ""),
        phone=sent.phone or (customer.phone if customer else ""),
        site_id=site and site.id,
        asset_id=asset and asset.id,
        address=sent.address or (site.address if site else ""),
        location=sent.location.location if sent.location else site and site.location,
        skills=skills_of(sent.skills),
        duration_s=sent.duration_s,
        windows=windows_of(sent.windows),
        crew_size=sent.crew_size,
        custom=custom,
    )


def _wanted(snap: Snapshot, base: Ticket, sent: TicketPatch) -> Ticket:
    """The ticket as it is to be, its priority aside. Raises as `domain.custom.merged`."""
    values = said(sent, "version", "priority", "custom")
    if sent.skills is not None:
        values["skills"] = skills_of(sent.skills)
    if sent.windows is not None:
        values["windows"] = windows_of(sent.windows)
    if sent.location is not None:
        values["location"] = sent.location.location
    after = replace(base, **values)
    if not sent.custom:
        return after
    fields = snap.workflows.definitions().fields_of(after.type)
    return replace(after, custom=merged(fields, base.custom, understood(snap, fields, sent.custom)))


def _taken(ctx: Context, external_id: str) -> ClashError:
    """That another ticket has it already, and which."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.find([external_id]).get(external_id)
    number = found.number if found else ""
    return ClashError("api.external_taken", {"number": number}, said=external_id, number=number)
