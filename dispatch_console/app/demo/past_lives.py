"""How tickets of the past went: the steps each took, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.services.stepping import BY_DUTY

S = Status

ARCHIVED_AFTER = timedelta(days=30)
"""As the policy of data life has it from the start; workflows of types have their own."""

DISPATCHERS = ("chen.jing", "zhou.min")

_HELD = (
    (HoldReason.PART, "等待备件到货"),
    (HoldReason.PART, "Part ordered from the maker"),
    (HoldReason.CUSTOMER, "客户要求改期"),
    (HoldReason.CUSTOMER, "Nobody on site, customer asks for another day"),
    (HoldReason.SPECIALIST, "需研发专家会诊"),
)
_AGAIN = ("故障复现", "The same fault came back", "处理不完整")
_OFF = ("客户不再需要", "误建工单", "Cannot be reached")


@dataclass(frozen=True, slots=True)
class Came:
    """That a ticket came to a status, when and by whom."""

    status: Status
    at: datetime
    who: str
    reason: str = ""
    hold: HoldReason = HoldReason.NONE


@dataclass(frozen=True, slots=True)
class Service:
    """A visit as it took place."""

    leaves: datetime
    start: datetime
    end: datetime
    engineer: str


def served(created: datetime, last: Service, rng: Random) -> list[Came]:
    """One visit, and it was done."""
    return [*_there(created, last, rng), Came(S.RESOLVED, last.end, last.engineer)]


def held(created: datetime, last: Service, rng: Random) -> list[Came]:
    """Somebody was there, had to wait for something, and came again."""
    first = _first(created, last, rng)
    reason, words = rng.choice(_HELD)
    back = max(first.end + (last.leaves - first.end) / 2, last.leaves - timedelta(hours=5))
    return [
        *_there(created, first, rng),
        Came(S.ON_HOLD, first.end, first.engineer, words, reason),
        *_there(back, last, rng),
        Came(S.RESOLVED, last.end, last.engineer),
    ]


def reopened(created: datetime, last: Service, rng: Random) -> list[Came]:
    """It was done, came back, and was done again."""
    first = _first(created, last, rng)
    back = first.end + (last.leaves - first.end) * rng.uniform(0.3, 0.7)
    return [
        *served(created, first, rng),
        Came(S.REOPENED, back, rng.choice(DISPATCHERS), rng.choice(_AGAIN)),
        *_there(back, last, rng),
        Came(S.RESOLVED, last.end, last.engineer),
    ]


def cancelled(created: datetime, rng: Random) -> list[Came]:
    """Nobody had to come."""
    at = created + timedelta(minutes=rng.randrange(15, 600))
    return [Came(S.CANCELLED, at, rng.choice(DISPATCHERS), rng.choice(_OFF))]


def remote(created: datetime, who: str, rng: Random) -> list[Came]:
    """It was done on the phone."""
    return [Came(S.RESOLVED, created + timedelta(minutes=rng.randrange(10, 150)), who)]


def settled(came: Sequence[Came], rng: Random, *, archived: bool) -> list[Came]:
    """What was resolved is confirmed and closed after a while, and `archived` later."""
    last = came[-1]
    if last.status is not S.RESOLVED:
        return list(came)
    confirmed = last.at + timedelta(minutes=rng.randrange(40, 1800))
    closed = confirmed + timedelta(minutes=rng.randrange(60, 2800))
    who = rng.choice(DISPATCHERS)
    ends = [Came(S.CONFIRMED, confirmed, who), Came(S.CLOSED, closed, who)]
    if archived:
        ends.append(Came(S.ARCHIVED, closed + ARCHIVED_AFTER, who))
    return [*came, *ends]


def until(came: Sequence[Came], now: datetime) -> list[Came]:
    """What had happened by now."""
    return [one for one in came if one.at < now]


def steps(came: Sequence[Came], ticket: TicketId) -> list[Step]:
    """The steps of a ticket that began as a new one."""
    return [
        Step(
            ticket_id=ticket,
            at=then.at,
            who=then.who,
            before=now.status,
            after=then.status,
            reason=then.reason,
            hold_reason=then.hold,
            data={"by": BY_DUTY} if then.status is S.ARCHIVED else {},
        )
        for now, then in pairwise((Came(S.NEW, came[0].at, ""), *came))
    ]


def _there(since: datetime, visit: Service, rng: Random) -> list[Came]:
    """From the call to the work."""
    gap = visit.leaves - since
    told = since + min(gap * 0.4, timedelta(minutes=rng.randrange(4, 50)))
    accepted = told + min(gap * 0.4, timedelta(minutes=rng.randrange(2, 35)))
    return [
        Came(S.ASSIGNED, told, rng.choice(DISPATCHERS)),
        Came(S.ACCEPTED, accepted, visit.engineer),
        Came(S.EN_ROUTE, visit.leaves, visit.engineer),
        Came(S.IN_PROGRESS, visit.start, visit.engineer),
    ]


def _first(created: datetime, last: Service, rng: Random) -> Service:
    """An earlier visit, by the same engineer, well before the last."""
    gap = last.leaves - created
    start = created + min(gap * 0.4, timedelta(minutes=rng.randrange(100, 400)))
    end = start + min(gap * 0.2, timedelta(minutes=rng.randrange(30, 90)))
    return Service(start - min(gap * 0.1, timedelta(minutes=25)), start, end, last.engineer)
