"""A ticket's life: the steps it took, those it may take now, and taking one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.signature import LONGEST, Signature, Way
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow import CUSTOM, Given, Need, Transition, asked_fields
from dispatch_console.gateway.api.caller import Command, Reader, Writer, require_past
from dispatch_console.gateway.api.fields import Line, Moment, Sent, Text, Told, Words
from dispatch_console.gateway.api.lookups import ticket_of
from dispatch_console.gateway.api.ticket_forms import Custom, TicketTold
from dispatch_console.gateway.api.tickets import told
from dispatch_console.services import lifecycle
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.dossiers import understood

router = APIRouter(tags=["steps"])


class SignatureSent(Sent):
    """Who signed. A `drawing` is strokes on a field of 900 × 300: points `x,y` with blanks between
    them, strokes with `;`. Signed on paper, `reason` says why not here."""

    name: Line
    way: Way = Way.TYPED
    drawing: Annotated[Words, Field(max_length=LONGEST)] = ""
    reason: Line = ""


class StepSent(Sent):
    """What is said with a step; what it needs is told by `legal-steps`."""

    status: Status
    reason: Text = ""
    hold_reason: HoldReason = HoldReason.NONE
    fields: dict[Need, Text] = Field({}, description="Fields of every ticket that it needs")
    custom: Custom = Field(default_factory=dict)
    signature: SignatureSent | None = None
    occurred_at: Moment | None = Field(None, description="When it was taken, if not just now")


class Signed(Told):
    """Who signed, and how."""

    name: str
    way: Way
    reason: str


class StepTold(Told):
    """A step that was taken."""

    at: datetime
    who: str
    before: Status
    after: Status
    reason: str
    hold_reason: HoldReason
    signature: Signed | None


class Steps(Told):
    """A ticket's steps, the first one first."""

    number: str
    status: Status
    steps: list[StepTold]


class ReasonTold(Told):
    """A usual reason."""

    name_en: str
    name_zh: str


class LegalStep(Told):
    """A step that may be taken now, and what has to be said with it unless it is there already."""

    status: Status
    fields: list[Need]
    custom: list[str] = Field(description="Codes of custom fields")
    reason: bool
    reasons: list[ReasonTold] = Field(description="Usual ones; any words will do")
    signature: bool


class LegalSteps(Told):
    """What may follow, in the order of a ticket's life."""

    number: str
    status: Status
    steps: list[LegalStep]


@router.get("/tickets/{number}/steps", summary="Steps a ticket took")
def taken(caller: Reader, number: str) -> Steps:
    """All its changes of status."""
    life = lifecycle.read(caller.context, ticket_of(caller.context, number).id)
    return Steps(
        number=life.ticket.number,
        status=life.ticket.status,
        steps=[_step(step, life.signatures) for step in life.steps],
    )


@router.get("/tickets/{number}/legal-steps", summary="Steps a ticket may take now")
def legal(caller: Reader, number: str) -> LegalSteps:
    """By its workflow, for this gateway."""
    ticket = ticket_of(caller.context, number)
    with caller.context.database.snapshot() as snap:
        definitions, role = snap.workflows.definitions(), snap.workflows.my_role()
    steps = lifecycle.legal_steps(definitions, ticket, role)
    return LegalSteps(
        number=ticket.number,
        status=ticket.status,
        steps=[_legal(step, ticket.type, definitions) for step in steps],
    )


@router.post("/tickets/{number}/steps", status_code=201, summary="Take a step")
def take(caller: Writer, command: Command, number: str, sent: StepSent) -> TicketTold:
    """By the ticket's workflow, with all that follows from it; one that is there already stays as
    it is."""
    ctx = caller.context
    ticket = ticket_of(ctx, number)
    with ctx.database.snapshot() as snap:
        fields = snap.workflows.definitions().fields_of(ticket.type)
        custom = understood(snap, fields, sent.custom)
    require_past(ctx, sent.occurred_at)
    signed = sent.signature
    given = Given(
        reason=sent.reason,
        hold_reason=sent.hold_reason,
        fields={name.value: words for name, words in sent.fields.items()},
        custom=custom,
        signature=signed and Signature(signed.name, signed.way, signed.drawing, signed.reason),
    )
    set_status(ctx, command, [ticket.id], sent.status, given, sent.occurred_at)
    return told(caller, ticket.id)


def _step(step: Step, signatures: Mapping[int, Signature]) -> StepTold:
    signed = signatures.get(step.id)
    return StepTold(
        at=step.at,
        who=step.who,
        before=step.before,
        after=step.after,
        reason=step.reason,
        hold_reason=step.hold_reason,
        signature=signed and Signed(name=signed.name, way=signed.way, reason=signed.reason),
    )


def _legal(step: Transition, type_: str, definitions: Definitions) -> LegalStep:
    asked = asked_fields(step, definitions.fields_of(type_))
    return LegalStep(
        status=step.after,
        fields=[Need(name) for name in asked if not name.startswith(CUSTOM)],
        custom=[name.removeprefix(CUSTOM) for name in asked if name.startswith(CUSTOM)],
        reason=step.reason,
        reasons=[ReasonTold(name_en=r.name_en, name_zh=r.name_zh) for r in step.reasons],
        signature=step.signature,
    )
