"""Deadlines and notices that follow the ticket, its steps and the definitions.

A due date on the ticket that is neither what the policy made of it nor the usual one of a priority
was agreed upon by people, and stays.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SlaPolicyId, TicketId
from dispatch_console.domain.service_level.choosing import choose
from dispatch_console.domain.service_level.clock import Deadline, board_dues, deadlines
from dispatch_console.domain.service_level.notices import Planned, plan
from dispatch_console.domain.service_level.policy import Goal, Policy
from dispatch_console.domain.sla import deadlines as usual_deadlines
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.sla.bonds import bonds_of
from dispatch_console.services.sla.definitions import Levels, load
from dispatch_console.storage.repositories.levels import BoardRow, ClockRow, NoticeRow
from dispatch_console.storage.unit_of_work import Repositories, Unit

MOST = 500
"""Tickets a transaction."""

Dues = tuple[datetime | None, datetime | None]
"""Of a board's two columns."""

log = logging.getLogger(__name__)


def due_by_policy(rows: Repositories, levels: Levels, ticket: Ticket) -> Ticket:
    """A new ticket with its policy and deadlines; none of either where no policy is for it.

    Where a calendar does not tell, the usual deadlines of the priority.
    """
    choice = choose(levels.policies, ticket, bonds_of(rows, levels.policies, [ticket])[ticket.id])
    if choice is None:
        return replace(ticket, response_due=None, resolution_due=None)
    try:
        response, resolution = board_dues(deadlines(choice.policy, levels.calendars, ticket, ()))
    except DomainError as error:
        log.warning("no deadline by policy %s: %s", choice.policy.code, error)
        response, resolution = usual_deadlines(ticket.priority, ticket.created_at)
    return replace(
        ticket,
        sla_policy_id=levels.ids[choice.policy.code],
        response_due=response,
        resolution_due=resolution,
    )


def settle(unit: Unit, tickets: Iterable[TicketId]) -> None:
    """Make these tickets' deadlines, clocks and notices what they should be now.

    Mates of a crew follow their ticket.
    """
    wanted = list(tickets)
    if not wanted:
        return
    levels = load(unit)
    rows = unit.tickets.lock(wanted)
    known = unit.levels.clocks(wanted)
    steps = unit.steps.of(wanted)
    whole = [rows[key] for key in sorted(rows) if rows[key].crew_of is None]
    bonds = bonds_of(unit, levels.policies, whole)
    editions: dict[str, int] = {}
    found: list[_Settled] = []
    for ticket in whole:
        choice = choose(levels.policies, ticket, bonds[ticket.id])
        if choice is not None and choice.policy.code not in editions:
            policy = choice.policy
            key, said = levels.ids[policy.code], levels.edition(policy)
            editions[policy.code] = unit.levels.edition(key, said)
        life, old = steps.get(ticket.id, ()), known.get(ticket.id)
        found.append(_settled(levels, ticket, life, old, choice and choice.policy))
    clocks = [
        one.clock if one.policy is None else replace(one.clock, edition_id=editions[one.policy])
        for one in found
    ]
    unit.levels.put_clocks(clocks)
    unit.levels.set_boards([one.board for one in found if one.board is not None])
    unit.levels.plan_notices(
        [clock.ticket_id for clock in clocks], [row for one in found for row in one.notices]
    )
    unit.levels.settled(wanted)


def settle_all(ctx: Context) -> int:
    """The duty: every ticket of which anything changed. Returns how many there were."""
    done = 0
    while True:

        def work(unit: Unit) -> int:
            stale = unit.levels.stale(MOST)
            settle(unit, stale)
            return len(stale)

        count, _ = ctx.database.run(work, user=ctx.user, what="sla.settle")
        done += count
        if count < MOST:
            return done


@dataclass(frozen=True, slots=True)
class _Settled:
    """A ticket's clock by the policy of that code, its notices, and its own columns where they are
    to be others."""

    clock: ClockRow
    policy: str | None = None
    notices: tuple[NoticeRow, ...] = ()
    board: BoardRow | None = None


def _settled(
    levels: Levels,
    ticket: Ticket,
    steps: Sequence[Step],
    old: ClockRow | None,
    policy: Policy | None,
) -> _Settled:
    clock = ClockRow(ticket_id=ticket.id, dues={}, met={})
    if policy is None:
        return _Settled(clock, board=_board(ticket, None, *_agreed(ticket, old)))
    try:
        found = deadlines(policy, levels.calendars, ticket, steps)
        board = board_dues(found)
        found = with_agreed(ticket, old, found)
        planned = plan(policy, levels.calendars, ticket, found)
    except DomainError as error:
        log.warning("no deadline of ticket %s by policy %s: %s", ticket.number, policy.code, error)
        failed = replace(
            clock,
            failure=error.code,
            board_response=old.board_response if old else None,
            board_resolution=old.board_resolution if old else None,
        )
        return _Settled(failed, policy.code)
    shown = _board(ticket, levels.ids[policy.code], *_kept(ticket, found, old, board))
    board = _remembered(ticket, old, board)
    reckoned = replace(
        clock,
        dues={one.goal.value: one.due for one in found},
        met={one.goal.value: one.met_at for one in found},
        board_response=board[0],
        board_resolution=board[1],
    )
    notices = tuple(_row(ticket, one) for one in planned)
    return _Settled(reckoned, policy.code, notices, shown)


def _agreed(ticket: Ticket, old: ClockRow | None, new: Dues = (None, None)) -> Dues:
    """The due dates that people gave the ticket in place of the policy's, which are `new` now."""
    usual = [usual_deadlines(priority, ticket.created_at) for priority in Priority]
    was = (None, None) if old is None else (old.board_response, old.board_resolution)
    response, resolution = (
        {None, one, other, *of_priorities}
        for one, other, of_priorities in zip(was, new, zip(*usual, strict=True), strict=True)
    )
    return (
        None if ticket.response_due in response else ticket.response_due,
        None if ticket.resolution_due in resolution else ticket.resolution_due,
    )


def _waived(ticket: Ticket, old: ClockRow | None) -> tuple[bool, bool]:
    """Which of the board's columns are empty because people want no deadline there.

    Of a ticket that was never reckoned: the one that is empty beside one that is not.
    """
    given = (ticket.response_due, ticket.resolution_due)
    if old is None:
        return given[0] is None and given[1] is not None, given[1] is None and given[0] is not None
    # While a pause goes on the policy itself leaves them empty.
    return (
        given[0] is None and old.board_response is not None,
        given[1] is None and old.board_resolution is not None,
    )


def with_agreed(
    ticket: Ticket, old: ClockRow | None, found: Sequence[Deadline]
) -> tuple[Deadline, ...]:
    """The policy's deadlines with what was agreed in their place, and without those that people
    want none of; the board's first column is the arrival's where there is one."""
    response, resolution = _agreed(ticket, old, board_dues(found))
    no_response, no_resolution = _waived(ticket, old)
    goals = {one.goal for one in found}
    first = Goal.ARRIVAL if Goal.ARRIVAL in goals else Goal.RESPONSE
    agreed = {first: response, Goal.RESOLUTION: resolution}
    none = {goal for goal, no in ((first, no_response), (Goal.RESOLUTION, no_resolution)) if no}
    return tuple(replace(one, agreed=agreed.get(one.goal)) for one in found if one.goal not in none)


def _kept(ticket: Ticket, found: Sequence[Deadline], old: ClockRow | None, board: Dues) -> Dues:
    """The board's columns: as agreed, also for a goal the policy has not, else by the policy."""
    agreed, due, none = _agreed(ticket, old, board), board_dues(found), _waived(ticket, old)
    return (
        None if none[0] else agreed[0] or due[0],
        None if none[1] else agreed[1] or due[1],
    )


def _remembered(ticket: Ticket, old: ClockRow | None, board: Dues) -> Dues:
    """What the policy made of the columns; never nothing where people want nothing, for that is how
    this is known the next time."""
    usual = usual_deadlines(ticket.priority, ticket.created_at)
    was = (None, None) if old is None else (old.board_response, old.board_resolution)
    none = _waived(ticket, old)
    return (
        (board[0] or was[0] or usual[0]) if none[0] else board[0],
        (board[1] or was[1] or usual[1]) if none[1] else board[1],
    )


def _board(
    ticket: Ticket,
    policy: SlaPolicyId | None,
    response: datetime | None,
    resolution: datetime | None,
) -> BoardRow | None:
    """The ticket's own columns; None where they say so already."""
    told = (ticket.sla_policy_id, ticket.response_due, ticket.resolution_due)
    if told == (policy, response, resolution):
        return None
    return BoardRow(ticket.id, policy, response, resolution)


def _row(ticket: Ticket, one: Planned) -> NoticeRow:
    return NoticeRow(
        ticket_id=ticket.id,
        key=one.key,
        at=one.at,
        goal=one.notice.goal.value,
        escalates=one.notice.escalates,
        recipients=one.notice.to,
        media=tuple(medium.value for medium in one.notice.by),
    )
