"""What rules have left to be done by commands of their own: assignments, by the same checks as
dispatching by hand. No rule overrides another's lock or a rule of the plan.
"""

import logging
from datetime import timedelta

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.lifecycle import WITHOUT_VISIT
from dispatch_console.domain.rules.effects import Assign, HandOver
from dispatch_console.domain.rules.record import Deed, Logged
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import assign
from dispatch_console.services.rules.picking import candidates
from dispatch_console.storage.unit_of_work import Unit

log = logging.getLogger(__name__)

IN_A_ROUND = 100
TRIES = 5
PAUSE = timedelta(minutes=2)

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
            _fail(ctx, deed, error.code)
    return len(waiting)


def _do(ctx: Context, deed: Deed) -> EngineerId | None:
    """Who got the ticket; None where there was nothing to do any more."""
    match deed.deed:
        case Assign(way):
            with ctx.database.snapshot() as snap:
                ticket = snap.tickets.get([deed.ticket_id]).get(deed.ticket_id)
                if ticket is None or ticket.visit or ticket.status not in _ASSIGNABLE:
                    return None
                order = candidates(ctx, snap, deed.rule, way, ticket)
            return _first_that_fits(ctx, deed, order)
        case HandOver():
            raise DomainError("rules.not_available")
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


def _finish(ctx: Context, deed: Deed, engineer: EngineerId | None) -> None:
    def work(unit: Unit) -> None:
        # Two consoles may have been at it: one of them tells of it.
        if unit.rule_queue.finish(deed.id) and engineer is not None:
            unit.rules.take_turn(deed.rule, engineer)
            unit.rules.log([_line(deed, Outcome.FIRED, {"engineer": (None, int(engineer))})])

    ctx.database.run(work, user=ctx.user)


def _fail(ctx: Context, deed: Deed, code: str) -> None:
    def work(unit: Unit) -> None:
        if deed.tries + 1 < TRIES and code not in ("rules.not_available", "rules.definition"):
            unit.rule_queue.put_off_deed(deed.id, PAUSE * 4**deed.tries)
        elif unit.rule_queue.finish(deed.id):
            unit.rules.log([_line(deed, Outcome.FAILED, {}, code)])

    ctx.database.run(work, user=ctx.user)


def _line(
    deed: Deed, outcome: Outcome, changes: dict[str, tuple[int | None, int]], error: str = ""
) -> Logged:
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
