"""Steps that tickets take by themselves once they have stood still long enough."""

import logging
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId, WorkflowId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import CUSTOM, Transition
from dispatch_console.services.context import Context
from dispatch_console.services.stepping import BY_DUTY, take
from dispatch_console.storage.unit_of_work import Repositories, Unit

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
"""Of each step; what is left has its turn the next time."""

ARCHIVE = "archive"
"""The policy of data life that says when closed tickets are archived."""


def take_due(ctx: Context) -> int:
    """Take every automatic step that is due; how many were.

    One that cannot be taken (its children are open) is left where it is and logged; where a field
    is missing, somebody is told. Raises ``database.…``.
    """
    done = 0
    for workflow, step, tickets in _due(ctx):
        log.info("%d tickets of workflow %s: %s by themselves", len(tickets), workflow, step.after)
        for ticket in tickets:
            done += _take(ctx, ticket, step)
    return done


def archive(ctx: Context) -> int:
    """Archive what was closed as long ago as the policy of data life says; how many there were.

    Where a workflow says itself after how long, its automatic step does it and this leaves it be.
    """
    done = 0
    with ctx.database.snapshot() as snap:
        found = to_archive(snap, MOST_AT_ONCE)
    for step, tickets in found:
        for ticket in tickets:
            done += _take(ctx, ticket, step)
    return done


def to_archive(rows: Repositories, most: int) -> list[tuple[Transition, tuple[TicketId, ...]]]:
    """What `archive` would take, up to `most` of each workflow, by the server's clock."""
    days = rows.data_life.policies().get(ARCHIVE)
    if days is None:
        return []
    since = rows.now() - timedelta(days=days)
    found: list[tuple[Transition, tuple[TicketId, ...]]] = []
    for key, workflow in rows.workflows.definitions().workflows.items():
        step = workflow.step(Status.CLOSED, Status.ARCHIVED)
        if step is not None and step.after_days is None and not step.asks:
            found.append((step, rows.tickets.standing_since(key, step.before, since, most)))
    return found


def _due(ctx: Context) -> list[tuple[WorkflowId, Transition, tuple[TicketId, ...]]]:
    found: list[tuple[WorkflowId, Transition, tuple[TicketId, ...]]] = []
    with ctx.database.snapshot() as snap:
        for key, workflow in snap.workflows.definitions().workflows.items():
            for step in workflow.transitions:
                if step.after_days is None:
                    continue
                since = ctx.clock() - timedelta(days=step.after_days)
                due = snap.tickets.standing_since(key, step.before, since, MOST_AT_ONCE)
                if due:
                    found.append((key, step, due))
    return found


def _take(ctx: Context, ticket: TicketId, step: Transition) -> bool:
    """Whether it was taken; at most once for each time the ticket stands there."""

    def work(unit: Unit) -> bool:
        held = unit.tickets.lock([ticket]).get(ticket)
        if unit.already_done or held is None or held.status is not step.before:
            return False
        take(unit, [ticket], step.after, now=ctx.clock(), by=BY_DUTY)
        return True

    with ctx.database.snapshot() as snap:
        steps = snap.steps.of([ticket]).get(ticket, ())
    since = steps[-1].at if steps else ""
    command = uuid5(NAMESPACE_OID, f"step {ticket} {step.before} {step.after} {since}")
    try:
        return ctx.database.run(
            work, user=ctx.user, command=command, what=f"set_status {step.after.value}"
        )[0]
    except DomainError as error:
        if error.code.startswith("database."):
            raise
        log.info("ticket %s stays %s: %s", ticket, step.before, error)
        if error.code == "ticket.step_needs":
            _tell_stuck(ctx, ticket, step, str(since), error)
        return False


def _tell_stuck(
    ctx: Context, ticket: TicketId, step: Transition, since: str, error: DomainError
) -> None:
    """Say once, to who answers for the ticket, that a field keeps it from going on: one that was
    made a must after the workflow was published."""
    needs, names = error.params["needs"], error.params["names"]
    assert isinstance(needs, tuple)
    assert isinstance(names, dict)
    code = str(needs[0]).removeprefix(CUSTOM)
    en, zh = names.get(code, (code, code))

    def work(unit: Unit) -> None:
        held = unit.tickets.get([ticket]).get(ticket)
        if held is None:
            return
        values = {
            "ticket": held.number,
            "after": {"code": f"status.{step.after.value}"},
            "field": {"en": en, "zh": zh},
        }
        message = Message(
            key=f"stuck/{ticket}/{step.after}/{since}",
            medium=Medium.CONSOLE,
            address=held.owner or f"role:{Role.DISPATCHER}",
            subject=f"{held.number} {held.title}",
            ticket_id=ticket,
            data={"event": "step.stuck", "code": "notice.stuck", "values": values},
        )
        unit.outbox.put([message])

    ctx.database.run(work, user=ctx.user)
