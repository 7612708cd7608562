"""The steps of a ticket's life that its engineer takes in the field."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.workflow import CUSTOM, Given, Need, Transition, asked_fields
from dispatch_console.services.context import Context
from dispatch_console.services.fieldwork.own import own_row
from dispatch_console.services.lifecycle import legal_steps
from dispatch_console.services.stepping import take
from dispatch_console.storage.unit_of_work import Unit

FIELD = frozenset(
    {Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS, Status.ON_HOLD, Status.RESOLVED}
)
"""Where an engineer takes a ticket; the rest of its life is the dispatcher's and the customer's."""

SLACK = timedelta(minutes=2)
"""A phone's clock may be so much ahead."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`again`: the same command had been carried out before. `before` is None then."""

    before: Status | None
    again: bool = False


def open_steps(definitions: Definitions, ticket: Ticket) -> tuple[Transition, ...]:
    """What the ticket's engineer may do now, what leads on first.

    Those steps to a status of `FIELD` that its workflow has for everybody, or for the role of the
    gateway, whose login takes them: the database goes by that too.
    """
    steps = (s for s in legal_steps(definitions, ticket, Role.GATEWAY) if s.after in FIELD)
    return tuple(sorted(steps, key=lambda step: step.after is Status.ON_HOLD))


def sight(definitions: Definitions, ticket: Ticket, status: Status) -> str:
    """What a form for that step shows of the ticket, in few letters: where it stands, whose visit
    it is, and the fields that the form would write."""
    step = definitions.workflow_of(ticket).step(ticket.status, status)
    names = () if step is None else asked_fields(step, definitions.fields_of(ticket.type))
    custom = dict(ticket.custom)
    shown = {
        name: custom.get(name.removeprefix(CUSTOM))
        if name.startswith(CUSTOM)
        else str(getattr(ticket, name))
        for name in names
        if name != Need.HOLD_REASON
    }
    visit = ticket.visit.id if ticket.visit is not None else None
    told = json.dumps([ticket.id, ticket.status, visit, shown], sort_keys=True)
    return sha256(told.encode()).hexdigest()[:20]


def step(
    ctx: Context,
    command: UUID,
    engineer: EngineerId,
    ticket: TicketId,
    status: Status,
    given: Given,
    *,
    seen: str,
    occurred_at: datetime | None = None,
) -> Taken:
    """Take the engineer's ticket to that status, now or when it `occurred_at`; one that is there
    already stays as it is.

    `seen` is the `sight` on which it was decided. Raises `visit.gone`, `ticket.changed_meanwhile`
    where the ticket looks otherwise now, `fieldwork.step` for a step that is not the engineer's,
    `fieldwork.hold_reason`, `fieldwork.ahead` and `fieldwork.before` for a time that cannot be, and
    as `stepping.take`.
    """
    if status is Status.ON_HOLD and given.hold_reason is HoldReason.NONE:
        raise DomainError("fieldwork.hold_reason")

    def work(unit: Unit) -> Taken:
        if unit.already_done:
            return Taken(None, again=True)
        definitions = unit.workflows.definitions()
        row, _ = own_row(unit, engineer, ticket)
        _require_possible(unit, row, occurred_at, ctx.clock())

        def look(now: Ticket) -> None:
            if sight(definitions, now, status) != seen:
                raise DomainError("ticket.changed_meanwhile", number=now.whole_number)
            if status not in {one.after for one in open_steps(definitions, now)}:
                raise DomainError("fieldwork.step", now=now.status, then=status)

        take(unit, [row.id], status, given, now=ctx.clock(), look=look)
        return Taken(row.status)

    return ctx.database.run(
        work,
        user=ctx.user,
        command=command,
        what=f"set_status {status.value}",
        why=given.reason.strip(),
        at=occurred_at,
    )[0]


def _require_possible(unit: Unit, row: Ticket, at: datetime | None, now: datetime) -> None:
    if at is None:
        return
    if at > now + SLACK:
        raise DomainError("fieldwork.ahead")
    before = unit.steps.of([row.id]).get(row.id, ())
    if before and at < before[-1].at:
        raise DomainError("fieldwork.before", at=before[-1].at)
