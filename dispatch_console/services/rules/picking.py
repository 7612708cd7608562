"""Whom a rule would send: those able to, in the order its way of choosing prefers them."""

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, RuleId
from dispatch_console.domain.rules.effects import Way
from dispatch_console.domain.skill import missing_skills
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.board import SHIFTS_KEPT
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories

TRIED = 8
"""More are not asked whether the ticket fits into their days."""


def candidates(
    ctx: Context, rows: Repositories, rule: RuleId, way: Way, ticket: Ticket
) -> tuple[EngineerId, ...]:
    """At most `TRIED`, the preferred one first; none without skills, region or a coming shift."""
    now = ctx.clock()
    shifts = rows.shifts.on_board(now - SHIFTS_KEPT).values()
    working = {shift.engineer_id for shift in shifts if shift.end > now}
    able = {
        key: one
        for key, one in rows.engineers.active().items()
        if key in working
        and not missing_skills(ticket.skills, one.skills)
        and (ticket.region_id is None or ticket.region_id in one.regions)
    }
    loads = rows.rules.loads(now)

    def load(key: EngineerId) -> float:
        return loads.get(key, 0.0)

    match way:
        case Way.SKILL:
            order = sorted(able, key=lambda key: (_surplus(able[key], ticket), load(key), key))
        case Way.REGION:
            order = sorted(able, key=lambda key: (_remoteness(able[key], ticket), load(key), key))
        case Way.LEAST_LOAD:
            order = sorted(able, key=lambda key: (load(key), key))
        case Way.ROUND_ROBIN:
            turns = rows.rules.turns(rule)
            order = sorted(able, key=lambda key: (turns.get(key, 0), key))
        case Way.PREVIOUS:
            order = [key for key in rows.rules.previous(ticket.id, now) if key in able]
    return tuple(order[:TRIED])


def _surplus(engineer: Engineer, ticket: Ticket) -> int:
    """Levels of skill beyond those needed: the expert is kept for what takes one."""
    return sum(s.level for s in engineer.skills) - sum(s.level for s in ticket.skills)


def _remoteness(engineer: Engineer, ticket: Ticket) -> int:
    """How far down the region is among those the engineer serves."""
    return engineer.regions.index(ticket.region_id) if ticket.region_id is not None else 0
