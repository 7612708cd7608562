"""One visit and all that there is to know of its ticket."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.signature import svg
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Transition, asked_fields
from dispatch_console.gateway.engineer import say
from dispatch_console.gateway.engineer.caller import Caller, Me, RowKey
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.showing import show
from dispatch_console.services.fieldwork import dossier
from dispatch_console.services.fieldwork.dossier import Dossier
from dispatch_console.services.fieldwork.stepping import sight
from dispatch_console.services.knowledge import finding, using
from dispatch_console.support.i18n import language
from dispatch_console.words import conversation, customers, lifecycle, parts, signature

router = APIRouter(route_class=EngineerRoute)

_WITH_FORM = frozenset({Status.ON_HOLD, Status.RESOLVED})
"""Steps with a form of their own even where it asks for nothing more: they are not taken by a slip
of the thumb."""

LAST = 12
"""So many entries of the line of time are in sight; the ones before are folded away."""


@router.get("/tickets/{key}")
def shown(request: Request, me: Me, key: RowKey) -> Response:
    """The engineer's visit."""
    return ticket_page(request, me, TicketId(key))


def ticket_page(
    request: Request,
    me: Caller,
    key: TicketId,
    error: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """The page of the visit; after a comment that was refused with what was `typed`."""
    found = dossier.read(me.context, me.id, key, me.zone)
    whole = found.whole.id
    values: dict[str, Any] = {} if typed is None else {"command": typed.get("command", "")}
    return show(
        request,
        me,
        "ticket.html",
        error=error,
        found=found,
        steps=[(step, _asks(found, step), _sight(found, step)) for step in found.steps],
        facts=lifecycle.custom_facts(found.board, found.whole),
        hits=finding.suggest_for(me.context, whole, language()),
        verdicts=using.said_at(me.context, whole),
        typed=typed or {},
        words=say,
        lifecycle=lifecycle,
        parts=parts,
        customers=customers,
        conversation=conversation,
        signature=signature,
        shown=LAST,
        svg=svg,
        **values,
    )


def _asks(found: Dossier, step: Transition) -> bool:
    """Whether the step has a form of its own."""
    fields = found.board.definitions.fields_of(found.ticket.type)
    return bool(step.after in _WITH_FORM or step.asks or asked_fields(step, fields))


def _sight(found: Dossier, step: Transition) -> str:
    return sight(found.board.definitions, found.ticket, step.after)
