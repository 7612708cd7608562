"""Parts for a ticket: what was asked for and where it is, asking for more, saying what was used."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, RequisitionId, TicketId
from dispatch_console.domain.requisition import Action
from dispatch_console.gateway.engineer import forms
from dispatch_console.gateway.engineer.caller import Caller, Me, RowKey
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.forms import Form
from dispatch_console.gateway.engineer.showing import onward, show
from dispatch_console.services.fieldwork import dossier, van
from dispatch_console.services.parts import asking, reading
from dispatch_console.words import parts as words

router = APIRouter(route_class=EngineerRoute)

LONGEST_SEARCH = 100


@router.get("/tickets/{key}/parts")
def shown(request: Request, me: Me, key: RowKey, q: str = "") -> Response:
    """The ticket's parts, the van's, and what was searched for in the catalogue."""
    return _page(request, me, TicketId(key), q)


@router.post("/tickets/{key}/parts/ask")
def ask(request: Request, me: Me, key: RowKey, sent: Form) -> Response:
    """Ask for a part."""

    def work(ticket: TicketId) -> None:
        asking.request(
            me.context,
            forms.command(request, sent),
            ticket,
            PartId(forms.row_key(sent, "part")),
            forms.quantity(sent),
            forms.text(sent, "note"),
        )

    return _done(request, me, TicketId(key), sent, work, "asked")


@router.post("/tickets/{key}/parts/van")
def use_aboard(request: Request, me: Me, key: RowKey, sent: Form) -> Response:
    """Something out of the van was used."""

    def work(ticket: TicketId) -> None:
        van.use_aboard(
            me.context,
            forms.command(request, sent),
            me.id,
            ticket,
            PartId(forms.row_key(sent, "part")),
            forms.quantity(sent),
            words.numbers_of(forms.text(sent, "serials")),
        )

    return _done(request, me, TicketId(key), sent, work, "used")


@router.post("/tickets/{key}/parts/{requisition}/use")
def use(request: Request, me: Me, key: RowKey, requisition: RowKey, sent: Form) -> Response:
    """What was asked for was used."""

    def work(ticket: TicketId) -> None:
        van.use(
            me.context,
            forms.command(request, sent),
            me.id,
            ticket,
            RequisitionId(requisition),
            forms.quantity(sent),
            words.numbers_of(forms.text(sent, "serials")),
        )

    return _done(request, me, TicketId(key), sent, work, "used")


@router.post("/tickets/{key}/parts/{requisition}/cancel")
def cancel(request: Request, me: Me, key: RowKey, requisition: RowKey, sent: Form) -> Response:
    """What was asked for is not needed any more."""

    def work(ticket: TicketId) -> None:
        van.cancel(
            me.context, forms.command(request, sent), me.id, ticket, RequisitionId(requisition)
        )

    return _done(request, me, TicketId(key), sent, work, "cancelled")


@router.get("/tickets/{key}/parts/{form:path}")
def back(key: RowKey, form: str) -> Response:
    """Where one comes to who changes the language after a form was refused."""
    return onward(f"/tickets/{key}/parts")


def _done(
    request: Request,
    me: Caller,
    key: TicketId,
    sent: forms.FormData,
    work: Callable[[TicketId], None],
    done: str,
) -> Response:
    ticket = dossier.own(me.context, me.id, key).whole
    try:
        work(ticket)
    except DomainError as error:
        if is_outage(error) or error.code == "gateway.unfit":
            raise
        return _page(request, me, key, forms.text(sent, "q"), error, forms.typed(sent))
    return onward(f"/tickets/{key}/parts", done)


def _page(
    request: Request,
    me: Caller,
    key: TicketId,
    q: str,
    error: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    ticket = dossier.own(me.context, me.id, key)
    asked = q.strip()[:LONGEST_SEARCH]
    held = reading.of_ticket(me.context, ticket.whole)
    values: dict[str, Any] = {} if typed is None else {"command": typed.get("command", "")}
    return show(
        request,
        me,
        "parts.html",
        error=error,
        ticket=ticket,
        held=held,
        deeds={row.id: van.possible(me.context, row) for row in held.requisitions},
        aboard=van.aboard(me.context, me.id),
        q=asked,
        hits=[hit for hit in reading.search(me.context, asked) if hit[0].active] if asked else [],
        typed=typed or {},
        actions=Action,
        words=words,
        **values,
    )
