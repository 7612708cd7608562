"""Assigning against rules: what it would break, and doing it with the reason on record.

The visit is locked to engineer and time, so that every plan leaves it. It stands against rules as
long as that lock does. This is the one place where anybody sets a rule aside by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.override import Override, OverrideReason, require_words
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.domain.ticket import Lock
from dispatch_console.planning.solution import Rule
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import require_checked, routes_placed
from dispatch_console.services.locking import engineers_of, locked_board, require_held
from dispatch_console.services.placing import NO_RULE, Placing, place
from dispatch_console.services.planning import route_visits
from dispatch_console.services.refusing import Broken, overridable
from dispatch_console.services.setting_aside import Aside
from dispatch_console.storage.unit_of_work import Unit

NO_BREAK = (Rule.BREAK, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overriding:
    """What assigning the tickets against rules would do.

    `against` are the rules broken, `final` what cannot be set aside: with any of it there is no
    visit. `start` / `end` are the first ticket's visit, `later` others that get another start.
    """

    tickets: tuple[TicketId, ...]
    engineer_id: EngineerId
    placing: Placing = field(default_factory=Placing)
    against: tuple[Broken, ...] = ()
    final: tuple[Broken, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    later: Mapping[TicketId, datetime] = field(default_factory=dict)

    @property
    def rules(self) -> frozenset[tuple[Rule, TicketId | None]]:
        """Each rule broken with the ticket that it is about, None for the engineer's day."""
        return frozenset((b.rule, b.ticket_id) for b in self.against if b.rule is not None)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why it is done all the same; `seen` are the `Overriding.rules` that the person was shown."""

    reason: OverrideReason
    words: str
    seen: frozenset[tuple[Rule, TicketId | None]]


def assess(
    board: Board,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    *,
    now: datetime,
) -> Overriding:
    """Where the tickets would stand, with just those rules set aside that are in the way.

    Never raises a refusal: what cannot be set aside is in `final`.
    """
    wanted = tuple(dict.fromkeys(tickets))
    aside: Aside = NO_RULE
    while True:
        try:
            placing = place(board, wanted, engineer, start, now=now, aside=aside)
        except DomainError as refusal:
            broken = (Broken(code=refusal.code, params=refusal.params),)
            return Overriding(tickets=wanted, engineer_id=engineer, final=broken)
        if not placing.broken:
            return _settled(board, wanted, engineer, placing)
        more = aside | {(b.rule, b.ticket_id) for b in placing.broken if b.rule is not None}
        if {(Rule.WINDOW, key) for key in wanted} & (more - aside):
            # Rather another hour for the break than a customer who is not there.
            rested = place(board, wanted, engineer, start, now=now, aside=aside | {NO_BREAK})
            if not rested.broken:
                return _settled(board, wanted, engineer, rested)
        if not overridable(placing.broken) or more == aside:
            final = tuple(b for b in placing.broken if more == aside or not b.overridable)
            return Overriding(tickets=wanted, engineer_id=engineer, final=final)
        aside = more


def override(
    ctx: Context,
    command_id: UUID,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    grounds: Grounds,
) -> ChangeSet:
    """Give the tickets to the engineer against rules, and lock those that stand against any.

    The reason goes into the visit and into the audit trail. Raises `override.words`;
    `override.more` with `reasons` where other rules would be broken than those seen;
    `dispatch.refused` with `reasons` for what cannot be set aside; and as `dispatch.assign`.
    """
    require_words(grounds.reason, grounds.words)
    words = grounds.words.strip()

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = ctx.clock()
        board = locked_board(unit, engineers_of(unit, tickets) | {engineer}, tickets, now)
        require_held(board, tickets)
        found = assess(board, tickets, engineer, start, now=now)
        if found.final:
            raise DomainError("dispatch.refused", reasons=found.final)
        if not found.rules <= grounds.seen:
            raise DomainError("override.more", reasons=found.against)
        given = Override(grounds.reason, words, (), ctx.user, now)
        _write(unit, board, found, given)

    why = f"{grounds.reason.value}: {words}" if words else grounds.reason.value
    return ctx.database.run(work, user=ctx.user, command=command_id, what="override", why=why)[1]


def _settled(
    board: Board, tickets: tuple[TicketId, ...], engineer: EngineerId, placing: Placing
) -> Overriding:
    assert placing.problem is not None
    assert placing.shift_id is not None
    visits = route_visits(board, placing.problem, placing.routes[placing.shift_id])
    told = {key: planned(board.tickets[key]) for key in visits if key not in tickets}
    return Overriding(
        tickets=tickets,
        engineer_id=engineer,
        placing=placing,
        against=placing.against,
        start=visits[tickets[0]].start,
        end=visits[tickets[0]].end,
        later={
            key: visits[key].start
            for key, before in told.items()
            if before is not None and before.start != visits[key].start
        },
    )


def _write(unit: Unit, board: Board, found: Overriding, given: Override) -> None:
    placing = found.placing
    assert placing.problem is not None
    assert placing.shift_id is not None
    require_checked(board, placing.problem, placing.routes[placing.shift_id])
    visits = routes_placed(board, placing, found.tickets)
    rules = _by_ticket(found)
    unit.visits.replace([_marked(visit, given, rules) for visit in visits.values()])
    unit.tickets.set_lock(sorted(rules), Lock.ALL)


def _marked(
    visit: PlannedVisit, given: Override, rules: Mapping[TicketId, Sequence[str]]
) -> PlannedVisit:
    mine = rules.get(visit.ticket_id)
    return visit if mine is None else replace(visit, override=replace(given, rules=tuple(mine)))


def _by_ticket(found: Overriding) -> dict[TicketId, list[str]]:
    """Whose visit stands against which rules; a day made longer is on account of those put there.

    So is another customer's promised time: that visit itself is as legal as it was.
    """
    rules: dict[TicketId, list[str]] = {}
    for broken in found.against:
        key = broken.ticket_id
        if broken.rule is None:
            continue
        if key is not None and broken.rule is not Rule.LOCK:
            concerned: Sequence[TicketId] = (key,)
        elif broken.rule is Rule.MAX_TICKETS:
            concerned = found.tickets[-_above(broken) :]
        else:
            concerned = found.tickets
        for ticket in concerned:
            if broken.rule.value not in rules.setdefault(ticket, []):
                rules[ticket].append(broken.rule.value)
    return rules


def _above(broken: Broken) -> int:
    """How many tickets are above the shift's limit."""
    count, limit = broken.params["count"], broken.params["limit"]
    assert isinstance(count, int)
    assert isinstance(limit, int)
    return max(1, count - limit)
