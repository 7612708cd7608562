"""What is said about a ticket, with photos; and files to look at."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from dispatch_console.domain.attachment import PICTURES
from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.gateway.downloads import download
from dispatch_console.gateway.engineer import forms
from dispatch_console.gateway.engineer.caller import Me, RowKey
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.forms import Form
from dispatch_console.gateway.engineer.showing import onward
from dispatch_console.gateway.engineer.ticket import ticket_page
from dispatch_console.services import commenting
from dispatch_console.services.fieldwork import dossier

router = APIRouter(route_class=EngineerRoute)


@router.post("/tickets/{key}/comments")
def say(request: Request, me: Me, key: RowKey, sent: Form) -> Response:
    """Put a comment to the ticket."""
    ticket = dossier.own(me.context, me.id, TicketId(key))
    try:
        commenting.say(
            me.context,
            forms.command(request, sent),
            ticket.id,
            forms.text(sent, "body"),
            public=bool(forms.text(sent, "public")),
            files=forms.files(sent, "files"),
        )
    except DomainError as error:
        if is_outage(error) or error.code == "gateway.unfit":
            raise
        return ticket_page(request, me, ticket.id, error, forms.typed(sent))
    return onward(f"/tickets/{key}", "said", "talk")


@router.get("/tickets/{key}/comments")
def back(key: RowKey) -> Response:
    """Where one comes to who changes the language after a comment was refused."""
    return onward(f"/tickets/{key}")


@router.get("/tickets/{key}/files/{file}")
def attached(me: Me, key: RowKey, file: RowKey) -> Response:
    """A file of the ticket: pictures are shown, others are saved."""
    known = dossier.files(me.context, me.id, TicketId(key)).get(file)
    if known is None:
        raise DomainError("attachment.gone")
    data = commenting.read_file(me.context, file)
    response = download(known.name, known.kind, data, shown=known.kind in PICTURES)
    # What was said stays, and so does what is attached to it.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
