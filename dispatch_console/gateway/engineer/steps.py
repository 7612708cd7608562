"""Steps of the ticket's life: a button for what needs nothing, else a form."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.custom import CustomField, FieldKind, Target
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow import CUSTOM, Given, Need, Transition, asked_fields
from dispatch_console.gateway.engineer import forms
from dispatch_console.gateway.engineer.caller import Caller, Me, RowKey
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.forms import Form
from dispatch_console.gateway.engineer.showing import onward, show
from dispatch_console.services import lifecycle as lives
from dispatch_console.services.fieldwork import dossier, stepping
from dispatch_console.services.fieldwork.dossier import Dossier
from dispatch_console.words import lifecycle

router = APIRouter(route_class=EngineerRoute)

FIELD = "field."
"""What the name of an input for one of `Need` begins with; those of custom fields with `CUSTOM`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step's form has inputs for."""

    step: Transition
    needs: tuple[str, ...]
    custom: tuple[CustomField, ...]
    hold: bool


def _status(status: str) -> Status:
    found = next((one for one in stepping.FIELD if one.value == status), None)
    if found is None:
        raise DomainError("gateway.no_page")
    return found


To = Annotated[Status, Depends(_status)]


@router.get("/tickets/{key}/step/{status}")
def form(request: Request, me: Me, key: RowKey, then: To) -> Response:
    """What the step asks for."""
    return _page(request, me, TicketId(key), then)


@router.post("/tickets/{key}/step/{status}")
def step(request: Request, me: Me, key: RowKey, then: To, sent: Form) -> Response:
    """Take it; where that is refused, the form again with what was typed."""
    try:
        return _take(request, me, TicketId(key), then, sent)
    except DomainError as error:
        if is_outage(error) or error.code in ("visit.gone", "gateway.unfit"):
            raise
        return _page(request, me, TicketId(key), then, error, forms.typed(sent))


def _take(request: Request, me: Caller, key: TicketId, then: Status, sent: FormData) -> Response:
    taken = stepping.step(
        me.context,
        forms.command(request, sent),
        me.id,
        key,
        then,
        _given(me, then, sent),
        seen=forms.text(sent, "seen"),
        occurred_at=forms.moment(sent, "occurred_at", me.zone),
    )
    done = "again" if taken.again else "same" if taken.before is then else "step"
    try:
        dossier.own(me.context, me.id, key)
    except DomainError:
        # Put on hold before anybody left for it, a ticket loses its visit.
        return onward("", "gone")
    return onward(f"/tickets/{key}", done)


def _page(
    request: Request,
    me: Caller,
    key: TicketId,
    then: Status,
    error: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    found = dossier.read(me.context, me.id, key, me.zone)
    asked = _asked(found, then)
    if asked is None and error is None:
        raise DomainError("fieldwork.step", now=found.ticket.status, then=then)
    before = _before(found, asked)
    shown = {**before, **(typed or {})}
    return show(
        request,
        me,
        "step.html",
        error=error,
        sentence=_lacking(found, error),
        found=found,
        asked=asked,
        then=then,
        typed=shown,
        changed={
            name: value
            for name, value in before.items()
            if error is not None and value and shown[name] != value
        },
        seen=stepping.sight(found.board.definitions, found.ticket, then),
        hold_reasons=[one for one in HoldReason if one is not HoldReason.NONE],
        kinds=FieldKind,
        targets=Target,
        lifecycle=lifecycle,
        FIELD=FIELD,
        CUSTOM=CUSTOM,
        **_command(error, typed),
    )


def _lacking(found: Dossier, error: DomainError | None) -> str:
    """What is still asked for, by its names."""
    if error is None or error.code != "ticket.step_needs":
        return ""
    return lifecycle.refusal_words(error, found.board.definitions)


def _command(error: DomainError | None, typed: dict[str, str] | None) -> dict[str, str]:
    """The same one as before, so that what may have arrived is not done twice."""
    return {} if error is None or not typed else {"command": typed.get("command", "")}


def _asked(found: Dossier, then: Status) -> Asked | None:
    step = next((one for one in found.steps if one.after is then), None)
    if step is None:
        return None
    fields = found.board.definitions.fields_of(found.ticket.type)
    names = asked_fields(step, fields)
    return Asked(
        step=step,
        needs=tuple(n for n in names if not n.startswith(CUSTOM) and n != Need.HOLD_REASON),
        custom=tuple(one for one in fields if CUSTOM + one.code in names),
        hold=then is Status.ON_HOLD or Need.HOLD_REASON in names,
    )


def _before(found: Dossier, asked: Asked | None) -> dict[str, str]:
    """What the ticket says already in the fields of the form."""
    if asked is None:
        return {}
    values = dict(found.ticket.custom)
    shown = {FIELD + name: str(getattr(found.ticket, name)) for name in asked.needs}
    for one in asked.custom:
        value = values.get(one.code)
        if one.target is Target.TICKET and isinstance(value, int):
            known = found.board.tickets.get(TicketId(value))
            value = known.number if known else value
        shown[CUSTOM + one.code] = "" if value is None else str(value)
    return shown


def _given(me: Caller, then: Status, sent: FormData) -> Given:
    fields = {
        name.removeprefix(FIELD): forms.text(sent, name)
        for name in sent
        if name.startswith(FIELD) and forms.text(sent, name)
    }
    custom: dict[str, object] = {
        name.removeprefix(CUSTOM): forms.text(sent, name)
        for name in sent
        if name.startswith(CUSTOM)
    }
    for name in sent:
        if name.startswith("ticket."):
            number = forms.text(sent, name)
            key = lives.find(me.context, number).id if number else ""
            custom[name.removeprefix("ticket.")] = key
    hold = forms.text(sent, "hold_reason")
    return Given(
        reason=forms.text(sent, "reason"),
        signature=_signature(sent),
        hold_reason=HoldReason(hold) if hold in set(HoldReason) else HoldReason.NONE,
        fields=fields,
        custom=custom,
    )


def _signature(sent: FormData) -> Signature | None:
    """On paper where a reason says so, else as it was drawn, else by the name that was typed."""
    name, drawing, paper = (forms.text(sent, one) for one in ("signer", "drawing", "paper"))
    if paper:
        return Signature(name, Way.PAPER, reason=paper)
    if drawing:
        return Signature(name, Way.DRAWN, drawing)
    return Signature(name) if name else None
