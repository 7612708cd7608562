"""A report: every figure of a period against the one before, by time or by group.

Grouped by time, a line is a day (week, month) of the period; by anything else, a group with what it
was in the period before. `OPEN` is a stock: its lines by time do not add up, those of groups do.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import TicketId
from dispatch_console.insight.reports.duty import Used, used
from dispatch_console.insight.reports.facts import Dimension, Duty, Facts, Key, TicketFact
from dispatch_console.insight.reports.figures import (
    Amount,
    Figure,
    Sum,
    counted,
    currencies,
    is_open,
)
from dispatch_console.insight.reports.period import Period, Span

OF_DUTY = frozenset({Dimension.TIME, Dimension.REGION, Dimension.ENGINEER})
"""What time on duty can be told apart by; it is of no ticket."""

NOTHING = Sum()

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; `chosen` are filters, by the keys of groups."""

    period: Period
    group: Dimension = Dimension.TIME
    chosen: Mapping[Dimension, Key] = field(default_factory=dict[Dimension, Key])


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the period, or a group."""

    key: Key | Period
    now: Sum
    before: Sum = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`totals` have every figure that could be reckoned, `lines` those that can be grouped so."""

    query: Query
    made_at: datetime
    totals: Mapping[Figure, Line]
    lines: Mapping[Figure, tuple[Line, ...]]
    currencies: tuple[str, ...] = ()
    """Costs are in the first of them; the others are left out."""

    @property
    def empty(self) -> bool:
        """Whether no ticket counts in either period, whoever was on duty."""
        of_tickets = (one for key, one in self.totals.items() if key is not Figure.UTILISATION)
        return all(one.now == one.before == NOTHING for one in of_tickets)


@dataclass(frozen=True, slots=True)
class Behind:
    """A ticket that a line counts, with what it counts there."""

    ticket: TicketId
    sum: Sum


def report(facts: Facts, query: Query, zone: ZoneInfo) -> Report:
    """All figures; those of the period before need facts from its first day on."""
    works = _Works(facts, query, zone)
    totals: dict[Figure, Line] = {}
    lines: dict[Figure, tuple[Line, ...]] = {}
    for figure in filter(works.has, Figure):
        if works.groups(figure):
            lines[figure] = works.lines(figure)
        totals[figure] = works.total(figure, lines.get(figure))
    return Report(
        query=query,
        made_at=facts.now,
        totals=totals,
        lines=lines,
        currencies=works.currencies,
    )


def behind(
    facts: Facts, query: Query, zone: ZoneInfo, figure: Figure, key: Key | Period
) -> tuple[Behind, ...]:
    """The tickets that a line of the report counts, in the order they are kept."""
    return tuple(_Works(facts, query, zone).behind(figure, key))


class _Works:
    """One report being made: the tickets left by the filters, and the spans."""

    def __init__(self, facts: Facts, query: Query, zone: ZoneInfo) -> None:
        self._facts, self._query, self._zone = facts, query, zone
        self._tickets = [one for one in facts.tickets if _chosen(one, query.chosen)]
        self._now, self._before = query.period.span(zone), query.period.before().span(zone)
        self._parts = query.period.parts() if query.group is Dimension.TIME else ()
        self.currencies = currencies(facts)

    def has(self, figure: Figure) -> bool:
        if figure is Figure.COST:
            return self._facts.with_costs
        return figure is not Figure.UTILISATION or self._query.chosen.keys() <= OF_DUTY

    def groups(self, figure: Figure) -> bool:
        return figure is not Figure.UTILISATION or self._query.group in OF_DUTY

    def total(self, figure: Figure, lines: Sequence[Line] | None) -> Line:
        """Of the lines where they add up to it."""
        if lines is None or (figure is Figure.OPEN and self._parts):
            return Line(None, self._sum(figure, self._now), self._sum(figure, self._before))
        now = _added(line.now for line in lines)
        if self._parts:
            return Line(None, now, self._sum(figure, self._before))
        return Line(None, now, _added(line.before for line in lines))

    def lines(self, figure: Figure) -> tuple[Line, ...]:
        if self._query.group is Dimension.TIME:
            return tuple(self._by_time(figure))
        now, before = (self._by_group(figure, span) for span in (self._now, self._before))
        return tuple(
            Line(key, now.get(key, NOTHING), before.get(key, NOTHING))
            for key in dict.fromkeys((*now, *before))
        )

    def behind(self, figure: Figure, key: Key | Period) -> Iterator[Behind]:
        span, group = self._now, self._query.group
        if isinstance(key, Period):
            span = key.span(self._zone)
        of = (lambda _: True) if isinstance(key, Period) else _is_of(group, key)
        tickets = [one for one in self._tickets if of(one)]
        if figure is Figure.OPEN:
            at = min(span.end, self._facts.now)
            yield from (Behind(one.id, Sum(1)) for one in tickets if is_open(one, at))
        elif figure is Figure.UTILISATION:
            yield from self._visited(span, key)
        else:
            for ticket, at, found in self._counted(figure, tickets, self._now):
                if span.start <= at < span.end:
                    yield Behind(ticket.id, found)

    # Sums

    def _sum(self, figure: Figure, span: Span) -> Sum:
        if figure is Figure.OPEN:
            at = min(span.end, self._facts.now)
            return Sum(sum(is_open(one, at) for one in self._tickets))
        if figure is Figure.UTILISATION:
            return _added(_sum_of(one) for one in self._used([span]))
        return _added(found for _, _, found in self._counted(figure, self._tickets, span))

    def _by_time(self, figure: Figure) -> Iterator[Line]:
        spans = [part.span(self._zone) for part in self._parts]
        if figure is Figure.OPEN:
            sums = self._stock(spans)
        else:
            by_place = self._by_place(figure, spans)
            sums = [by_place.get(place, NOTHING) for place in range(len(spans))]
        for part, found in zip(self._parts, sums, strict=True):
            yield Line(part, found)

    def _by_place(self, figure: Figure, spans: Sequence[Span]) -> dict[int, Sum]:
        starts = [span.start for span in spans]
        if figure is Figure.UTILISATION:
            used_ = self._used(spans)
            return _gathered((bisect_left(starts, one.span.start), _sum_of(one)) for one in used_)
        return _gathered(
            (bisect_right(starts, at) - 1, found)
            for _, at, found in self._counted(figure, self._tickets, self._now)
        )

    def _stock(self, spans: Sequence[Span]) -> list[Sum]:
        came = sorted(at for one in self._tickets for at in one.came)
        left = sorted(at for one in self._tickets for at in one.left)
        ends = [min(span.end, self._facts.now) for span in spans]
        # What has not begun yet has no stock.
        return [
            Sum(bisect_left(came, end) - bisect_left(left, end))
            if span.start <= self._facts.now
            else Sum()
            for span, end in zip(spans, ends, strict=True)
        ]

    def _by_group(self, figure: Figure, span: Span) -> dict[Key, Sum]:
        group = self._query.group
        if figure is Figure.UTILISATION:
            by_engineer = group is Dimension.ENGINEER
            return _gathered(
                (one.engineer if by_engineer else one.region, _sum_of(one))
                for one in self._used([span])
            )
        key = attrgetter(group.value)
        if figure is Figure.OPEN:
            at = min(span.end, self._facts.now)
            return _gathered((key(one), Sum(1)) for one in self._tickets if is_open(one, at))
        return _gathered(
            (key(ticket), found) for ticket, _, found in self._counted(figure, self._tickets, span)
        )

    def _counted(
        self, figure: Figure, tickets: Sequence[TicketFact], span: Span
    ) -> Iterator[tuple[TicketFact, datetime, Sum]]:
        currency = self.currencies[0] if self.currencies else ""
        return counted(figure, tickets, span, self._facts.now, currency)

    # Time on duty

    def _used(self, spans: Sequence[Span]) -> Iterator[Used]:
        duties = [one for one in self._facts.duties if self._on(one)]
        return used(duties, self._facts.worked, spans, self._facts.now)

    def _on(self, duty: Duty) -> bool:
        of = {Dimension.REGION: duty.region, Dimension.ENGINEER: duty.engineer}
        return all(of[by] == key for by, key in self._query.chosen.items() if by in of)

    def _visited(self, span: Span, key: Key | Period) -> Iterator[Behind]:
        group = self._query.group
        duties = [one for one in self._facts.duties if self._on(one)]
        if group in (Dimension.REGION, Dimension.ENGINEER):
            duties = [d for d in duties if key == (d.region if group is Dimension.REGION
                                                   else d.engineer)]  # fmt: skip
        who, seen = {one.engineer for one in duties}, set[TicketId]()
        for visit in self._facts.worked:
            inside = visit.start < span.end and visit.end > span.start
            if inside and visit.engineer in who and visit.ticket not in seen:
                seen.add(visit.ticket)
                yield Behind(visit.ticket, Sum(int((visit.end - visit.start).total_seconds()), 1))


def _chosen(ticket: TicketFact, chosen: Mapping[Dimension, Key]) -> bool:
    return all(getattr(ticket, by.value) == key for by, key in chosen.items())


def _is_of(group: Dimension, key: Key) -> Callable[[TicketFact], bool]:
    return lambda ticket: getattr(ticket, group.value) == key


def _sum_of(one: Used) -> Sum:
    return Sum(one.busy_s, one.duty_s)


def _added(sums: Iterable[Sum]) -> Sum:
    return _gathered((None, one) for one in sums).get(None, NOTHING)


def _gathered(sums: Iterable[tuple[K, Sum]]) -> dict[K, Sum]:
    """The sums of each key, in the order in which the first of each comes."""
    found: dict[K, list[Amount]] = {}
    for key, one in sums:
        kept = found.setdefault(key, [0, 0])
        kept[0] += one.part
        kept[1] += one.whole
    return {key: Sum(part, int(whole)) for key, (part, whole) in found.items()}
