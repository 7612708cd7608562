"""What rules have left to be done by commands of their own: assignments and hand-overs, by the same
checks as by hand. No rule overrides another's lock or a rule of the plan.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.lifecycle import WITHOUT_VISIT
from dispatch_console.domain.rules.effects import Assign, HandOver
from dispatch_console.domain.rules.record import Deed, Logged
from dispatch_console.domain.rules.running import Outcome, error_mark
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import assign
from dispatch_console.services.handing_over import hand_over
from dispatch_console.services.rules.house import read_codes
from dispatch_console.services.rules.picking import candidates
from dispatch_console.storage.unit_of_work import Unit

log = logging.getLogger(__name__)

IN_A_ROUND = 100
TRIES = 5
PAUSE = timedelta(minutes=2)

HOPELESS = ("rules.definition", "rules.no_queue")
"""What trying again does not mend."""

Changes = Mapping[str, tuple[int | None, int]]
"""Field → before and after; empty where there was nothing to do any more."""

_ASSIGNABLE = WITHOUT_VISIT - {Status.CANCELLED, Status.MERGED}


def work_off(ctx: Context) -> int:
    """Do what is left to be done; how much was taken up. Raises ``database.…`` in an outage."""
    with ctx.database.snapshot() as snap:
        waiting = snap.rule_queue.deeds(IN_A_ROUND)
    for deed in waiting:
        try:
            _finish(ctx, deed, _do(ctx, deed))
        except DomainError as error:
            if is_outage(error):
                raise
            log.info("a rule's deed at ticket %s: %s", deed.ticket_id, error)
            _fail(ctx, deed, error)
    return len(waiting)


def _do(ctx: Context, deed: Deed) -> Changes:
    match deed.deed:
        case Assign(way):
            with ctx.database.snapshot() as snap:
                ticket = snap.tickets.get([deed.ticket_id]).get(deed.ticket_id)
                if ticket is None or ticket.visit or ticket.status not in _ASSIGNABLE:
                    return {}
                order = candidates(ctx, snap, deed.rule, way, ticket)
            return {"engineer": (None, int(_first_that_fits(ctx, deed, order)))}
        case HandOver(queue, note):
            return _handed_over(ctx, deed, queue, note)
        case _:
            raise DomainError("rules.definition", what=deed.deed.do)


def _first_that_fits(ctx: Context, deed: Deed, order: tuple[EngineerId, ...]) -> EngineerId:
    """Raises `rules.nobody`. The command is the same for each: at most one is given the ticket."""
    assert deed.command is not None
    for engineer in order:
        try:
            assign(ctx, deed.command, [deed.ticket_id], engineer, None, why=deed.name)
        except DomainError as refused:
            if refused.code not in ("dispatch.refused", "dispatch.engineer_gone"):
                raise
        else:
            return engineer
    raise DomainError("rules.nobody")


def _handed_over(ctx: Context, deed: Deed, code: str, note: str) -> Changes:
    """The rule's name is the reason where it gives none. Raises `rules.no_queue`."""
    assert deed.command is not None
    with ctx.database.snapshot() as snap:
        queue = read_codes(snap).queues.get(code)
        ticket = snap.tickets.get([deed.ticket_id]).get(deed.ticket_id)
    if queue is None:
        raise DomainError("rules.no_queue", queue=code)
    if ticket is None or ticket.queue_id == queue:
        return {}
    try:
        hand_over(ctx, deed.command, ticket.id, queue, note.strip() or deed.name)
    except DomainError as refused:
        if refused.code != "queue.same":
            raise
        return {}
    return {"queue_id": (ticket.queue_id, queue)}


def _finish(ctx: Context, deed: Deed, changes: Changes) -> None:
    def work(unit: Unit) -> None:
        # Two consoles may have been at it: one of them tells of it.
        if not unit.rule_queue.finish(deed.id) or not changes:
            return
        if "engineer" in changes:
            unit.rules.take_turn(deed.rule, EngineerId(changes["engineer"][1]))
        unit.rules.log([_line(deed, Outcome.FIRED, changes)])

    ctx.database.run(work, user=ctx.user)


def _fail(ctx: Context, deed: Deed, error: DomainError) -> None:
    def work(unit: Unit) -> None:
        if deed.tries + 1 < TRIES and error.code not in HOPELESS:
            unit.rule_queue.put_off_deed(deed.id, PAUSE * 4**deed.tries)
        elif unit.rule_queue.finish(deed.id):
            unit.rules.log([_line(deed, Outcome.FAILED, {}, error_mark(error))])

    ctx.database.run(work, user=ctx.user)


def _line(deed: Deed, outcome: Outcome, changes: Changes, error: str = "") -> Logged:
    return Logged(
        rule=deed.rule,
        version=deed.version,
        name=deed.name,
        ticket_id=deed.ticket_id,
        event=deed.event,
        outcome=outcome,
        changes=changes,
        deeds=(deed.deed,),
        error=error,
    )
