"""What a ticket counts for each figure, and when: the formulas.

Every figure but `OPEN` is a sum over what `counted` yields in the period: a number where it counts
(`Shape.COUNT`), else `part` by `whole`. What is counted lies at one moment, so that it falls into
just one day, and into one group of each kind.

| figure | at | part by whole |
|---|---|---|
| created | created | tickets |
| closed | closed, for the last time | tickets that are still closed (as `costing.finance` has it) |
| open | the end | tickets that were on the board then (`domain.lifecycle.OPEN`) |
| first-contact resolution | first resolved | resolved by the first visit or without one, and not \
reopened within `FIRST_CONTACT_DAYS`, by tickets resolved |
| handling time | resolved for good | from creation until then, by tickets resolved |
| hands-on time | resolved for good | time on site of all visits that took place, by tickets |
| close rate | created | closed before the period ended, by tickets neither cancelled nor merged |
| SLA rates | due | met when due, by goals that are met or past due, of tickets not cancelled |
| CSAT, NPS | survey sent | as `insight.satisfaction` has them |
| cost per ticket | closed | what it cost the company (`domain.cost`), by tickets closed |
| utilisation | the day | as `duty` has it |

A resolution that was undone (Ctrl+Z) never was; the tickets of a crew are one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from operator import attrgetter

from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.insight.reports.facts import Facts, Promise, TicketFact
from dispatch_console.insight.reports.period import Span
from dispatch_console.insight.satisfaction import DETRACTING, PROMOTING, SATISFYING

FIRST_CONTACT_DAYS = 7
"""A ticket that comes back within these was not resolved; later it is another matter."""

Amount = int | Decimal


class Figure(StrEnum):
    """The figures, as they are shown."""

    CREATED = "created"
    CLOSED = "closed"
    OPEN = "open"
    CLOSE_RATE = "close_rate"
    FIRST_CONTACT = "fcr"
    HANDLING = "aht"
    HANDS_ON = "hands_on"
    RESPONSE = "sla_response"
    ARRIVAL = "sla_arrival"
    RESOLUTION = "sla_resolution"
    CSAT = "csat"
    NPS = "nps"
    COST = "cost_per_ticket"
    UTILISATION = "utilisation"


class Shape(StrEnum):
    """What kind of number a figure is."""

    COUNT = "count"
    RATE = "rate"
    TIME = "time"
    POINTS = "points"
    MONEY = "money"


SHAPES: Mapping[Figure, Shape] = {
    **dict.fromkeys(Figure, Shape.RATE),
    **dict.fromkeys((Figure.CREATED, Figure.CLOSED, Figure.OPEN), Shape.COUNT),
    **dict.fromkeys((Figure.HANDLING, Figure.HANDS_ON), Shape.TIME),
    Figure.NPS: Shape.POINTS,
    Figure.COST: Shape.MONEY,
}


@dataclass(frozen=True, slots=True)
class Sum:
    """Of a figure; counts have no whole. Seconds for times, money in the currency of the report."""

    part: Amount = 0
    whole: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.part + other.part, self.whole + other.whole)

    def value(self, figure: Figure) -> float | None:
        """The figure: a number, a share, seconds, NPS points or money; None of nothing."""
        shape = SHAPES[figure]
        if shape is Shape.COUNT:
            return float(self.part)
        if not self.whole:
            return None
        return float(self.part) / self.whole * (100 if shape is Shape.POINTS else 1)


Moment = Callable[[TicketFact], datetime | None]
"""When a ticket counts for a figure, if it does."""

Amounts = Callable[[TicketFact, Span, datetime], Sum | None]
"""What it counts in a span that is being reported on, as things are now."""


def counted(
    figure: Figure, tickets: Iterable[TicketFact], span: Span, now: datetime, currency: str = ""
) -> Iterator[tuple[TicketFact, datetime, Sum]]:
    """The tickets that count for the figure within the span, when, and what; not for `OPEN` and
    `UTILISATION`."""
    moment, amounts = _FORMULAS[figure]
    if figure is Figure.COST:
        amounts = partial(_cost, currency)
    for ticket in tickets:
        at = moment(ticket)
        if at is not None and span.start <= at < span.end:
            found = amounts(ticket, span, now)
            if found is not None:
                yield ticket, at, found


def is_open(ticket: TicketFact, at: datetime) -> bool:
    """Whether it was on the board right before that moment."""
    return sum(one < at for one in ticket.came) > sum(one < at for one in ticket.left)


def currencies(facts: Facts) -> tuple[str, ...]:
    """Those that costs are in, the one of most tickets first."""
    found: dict[str, int] = {}
    for ticket in facts.tickets:
        for code in ticket.costs:
            found[code] = found.get(code, 0) + 1
    return tuple(sorted(found, key=lambda code: (-found[code], code)))


def _one(_: TicketFact, __: Span, ___: datetime) -> Sum:
    return Sum(1)


def _close_rate(ticket: TicketFact, span: Span, _: datetime) -> Sum | None:
    if ticket.gone:
        return None
    return Sum(int(ticket.closed is not None and ticket.closed < span.end), 1)


def _first_contact(ticket: TicketFact, _: Span, __: datetime) -> Sum | None:
    first, again = ticket.first_resolved, ticket.reopened
    if first is None:
        return None
    held = again is None or again - first > timedelta(days=FIRST_CONTACT_DAYS)
    return Sum(int(held and ticket.visits <= 1), 1)


def _handling(ticket: TicketFact, _: Span, __: datetime) -> Sum | None:
    if ticket.resolved is None:
        return None
    took = max(timedelta(0), ticket.resolved - ticket.created_at)
    return Sum(int(took.total_seconds()), 1)


def _hands_on(ticket: TicketFact, _: Span, __: datetime) -> Sum:
    return Sum(ticket.hands_on_s, 1)


def _promise(goal: Goal, ticket: TicketFact) -> Promise | None:
    return next((one for one in ticket.promises if one.goal is goal), None)


def _due(goal: Goal, ticket: TicketFact) -> datetime | None:
    one = None if ticket.gone else _promise(goal, ticket)
    return None if one is None else one.due


def _kept(goal: Goal, ticket: TicketFact, _: Span, now: datetime) -> Sum | None:
    one = _promise(goal, ticket)
    if one is None or (one.met is None and one.due > now):
        return None
    return Sum(int(one.met is not None and one.met <= one.due), 1)


def _sent(ticket: TicketFact) -> datetime | None:
    said = ticket.said
    return said.sent_at if said is not None and said.answered else None


def _csat(ticket: TicketFact, _: Span, __: datetime) -> Sum | None:
    csat = ticket.said.csat if ticket.said else None
    return None if csat is None else Sum(int(csat >= SATISFYING), 1)


def _nps(ticket: TicketFact, _: Span, __: datetime) -> Sum | None:
    nps = ticket.said.nps if ticket.said else None
    return None if nps is None else Sum(int(nps >= PROMOTING) - int(nps <= DETRACTING), 1)


def _cost(currency: str, ticket: TicketFact, _: Span, __: datetime) -> Sum:
    return Sum(ticket.costs.get(currency, Decimal(0)), 1)


_CREATED, _CLOSED, _RESOLVED, _FIRST = (
    attrgetter(name) for name in ("created_at", "closed", "resolved", "first_resolved")
)

_GOALS: Mapping[Figure, Goal] = {
    Figure.RESPONSE: Goal.RESPONSE,
    Figure.ARRIVAL: Goal.ARRIVAL,
    Figure.RESOLUTION: Goal.RESOLUTION,
}

_FORMULAS: Mapping[Figure, tuple[Moment, Amounts]] = {
    Figure.CREATED: (_CREATED, _one),
    Figure.CLOSED: (_CLOSED, _one),
    Figure.CLOSE_RATE: (_CREATED, _close_rate),
    Figure.FIRST_CONTACT: (_FIRST, _first_contact),
    Figure.HANDLING: (_RESOLVED, _handling),
    Figure.HANDS_ON: (_RESOLVED, _hands_on),
    Figure.CSAT: (_sent, _csat),
    Figure.NPS: (_sent, _nps),
    Figure.COST: (_CLOSED, partial(_cost, "")),
    **{one: (partial(_due, goal), partial(_kept, goal)) for one, goal in _GOALS.items()},
}
