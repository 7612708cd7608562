"""A calendar's dates: what hours each has and why, and which moments these are.

A reading of the wall clock is one moment by the rule of RFC 5545: where clocks go back and show an
hour twice it is the first of the two; where they go forward and skip an hour it is as far after the
change as it would have been without one. Work goes on between two such moments however long that
is, so that a night shift is an hour longer or shorter. A span that ends up backwards is none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import (
    DAY_S,
    Calendar,
    Cut,
    DayRule,
    Kind,
    Span,
    Unknown,
)
from dispatch_console.domain.worktime.intervals import Interval, union, within, without
from dispatch_console.domain.worktime.public_days import public_year

_DAY = timedelta(days=1)


def _is_off(rule: DayRule) -> bool:
    return rule.kind in (Kind.OFF, Kind.PUBLIC) or (rule.kind is Kind.SPECIAL and not rule.spans)


class Days:
    """The dates of a calendar, kept once worked out. Threads may share it."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._special = {one.day: one for one in calendar.special}
        self._yearly = {(one.month, one.day): one for one in calendar.yearly}
        pairs = ((self.moment(one.start), self.moment(one.end)) for one in calendar.time_off)
        self._time_off = union(Interval(start, end) for start, end in pairs if start < end)
        self._midnights: dict[date, datetime] = {}
        self._rules: dict[date, DayRule] = {}
        self._work: dict[date, tuple[Interval, ...]] = {}

    def date_of(self, moment: datetime) -> date:
        """The date between whose midnights a moment lies.

        It is not the one on the wall where clocks go back past midnight, or forward over it.
        """
        day = moment.astimezone(self.calendar.zone).date()
        while moment < self.midnight(day):
            day -= _DAY
        while moment >= self.midnight(day + _DAY):
            day += _DAY
        return day

    def moment(self, reading: datetime) -> datetime:
        """The moment at which the calendar's wall clock shows a naive `reading`."""
        return reading.replace(tzinfo=self.calendar.zone).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """The moment at which a date begins."""
        if day not in self._midnights:
            self._midnights[day] = self.moment(datetime.combine(day, time()))
        return self._midnights[day]

    def rule(self, day: date) -> DayRule:
        """The hours that begin on a date, and why.

        Raises `calendar.year` where the holidays of that year are not known.
        """
        if day not in self._rules:
            self._rules[day] = self._find_rule(day)
        return self._rules[day]

    def work(self, day: date) -> tuple[Interval, ...]:
        """The working time between a date's midnights, disjoint and in order. Raises as `rule`."""
        if day not in self._work:
            self._work[day] = tuple(self._find_work(day))
        return self._work[day]

    def known(self, day: date) -> bool:
        """Whether the public holidays of the date's year are known."""
        return all(public_year(one, day.year).known for one in self.calendar.public)

    def _find_rule(self, day: date) -> DayRule:
        calendar = self.calendar
        special = self._special.get(day)
        if special is not None:
            return DayRule(day, Kind.SPECIAL, special.spans, special.name)
        for off in calendar.days_off:
            if off.first <= day <= off.last:
                return DayRule(day, Kind.OFF, (), off.name)
        yearly = self._yearly.get((day.month, day.day))
        if yearly is not None:
            return DayRule(day, Kind.OFF, (), yearly.name)
        years = [public_year(one, day.year) for one in calendar.public]
        if calendar.unknown is Unknown.REFUSE and not all(year.known for year in years):
            country = next(
                source.country
                for source, year in zip(calendar.public, years, strict=True)
                if not year.known
            )
            raise DomainError("calendar.year", year=day.year, country=country)
        for year in years:
            if day in year.make_up:
                spans = calendar.week[calendar.make_up_as]
                return DayRule(day, Kind.MAKE_UP, spans, year.make_up[day])
        for year in years:
            if day in year.off:
                return DayRule(day, Kind.PUBLIC, (), year.off[day])
        return DayRule(day, Kind.WEEKLY, calendar.week[day.weekday()])

    def _find_work(self, day: date) -> list[Interval]:
        before, rule = self._day_before(day), self.rule(day)
        if self.calendar.cut is Cut.MIDNIGHT and _is_off(rule):
            return []
        begun = [span for span in self.rule(before).spans if span.end_s > DAY_S]
        found = union((*self._intervals(before, begun), *self._intervals(day, rule.spans)))
        start, end = self.midnight(day), self.midnight(day + _DAY)
        cuts = (*self._breaks(before), *self._breaks(day), *self._time_off_in(start, end))
        return within(without(found, cuts), start, end)

    def _day_before(self, day: date) -> date:
        """The last date that was: a zone that changes sides of the date line skips one."""
        before = day - _DAY
        while self.midnight(before) == self.midnight(day):
            before -= _DAY
        return before

    def _time_off_in(self, start: datetime, end: datetime) -> list[Interval]:
        first = bisect_right(self._time_off, start, key=lambda one: one.end)
        last = bisect_left(self._time_off, end, key=lambda one: one.start)
        return self._time_off[first:last]

    def _breaks(self, day: date) -> list[Interval]:
        rule = self.rule(day)
        if rule.kind is Kind.SPECIAL:
            return []
        weekday = self.calendar.make_up_as if rule.kind is Kind.MAKE_UP else day.weekday()
        return self._intervals(day, self.calendar.breaks[weekday])

    def _intervals(self, day: date, spans: Iterable[Span]) -> list[Interval]:
        midnight = datetime.combine(day, time())
        pairs = (
            (
                self.moment(midnight + timedelta(seconds=span.start_s)),
                self.moment(midnight + timedelta(seconds=span.end_s)),
            )
            for span in spans
        )
        return [Interval(start, end) for start, end in pairs if start < end]
