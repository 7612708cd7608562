"""Whatever happened: rates lie in 0 to 1, groups add up, and so do periods that abut."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.insight.reports.duty import common, length, merged
from dispatch_console.insight.reports.facts import (
    Dimension,
    Duty,
    Facts,
    Promise,
    Said,
    TicketFact,
    Worked,
)
from dispatch_console.insight.reports.figures import SHAPES, Figure, Shape, Sum
from dispatch_console.insight.reports.period import Period, Preset, period_of
from dispatch_console.insight.reports.report import Query, behind, report
from tests.insight.reports.made import ZONE, at

FIRST = date(2026, 3, 1)
MOMENTS = st.integers(0, 40 * 24 * 60).map(lambda m: at(1, 0) + timedelta(minutes=m))
MAYBE = st.none() | MOMENTS
NOT_FLOWS = frozenset({Figure.OPEN, Figure.CLOSE_RATE})
"""What depends on when a period ends."""


@st.composite
def tickets(draw: st.DrawFn) -> TicketFact:
    created = draw(MOMENTS)
    gone = draw(st.booleans())
    scores = st.builds(
        Said, MOMENTS, st.just(True), st.integers(1, 5), st.none() | st.integers(0, 10)
    )
    return TicketFact(
        id=TicketId(draw(st.integers(1, 99))),
        region=draw(st.sampled_from([None, RegionId(1), RegionId(2)])),
        type=draw(st.sampled_from(["", "it", "facility"])),
        engineer=draw(st.sampled_from([None, EngineerId(1), EngineerId(2)])),
        created_at=created,
        came=(created,),
        left=tuple(draw(st.lists(MOMENTS.filter(lambda at: at >= created), max_size=1))),
        first_resolved=draw(MAYBE),
        reopened=draw(MAYBE),
        resolved=draw(MAYBE),
        closed=draw(MAYBE),
        gone=gone,
        visits=draw(st.integers(0, 3)),
        hands_on_s=draw(st.integers(0, 90_000)),
        promises=tuple(Promise(goal, draw(MOMENTS), draw(MAYBE)) for goal in Goal),
        said=draw(st.none() | st.builds(Said, MOMENTS) | scores),
        costs={"CNY": Decimal(draw(st.integers(0, 10**6))) / 100},
    )


HOURS = st.integers(0, 14)
DUTIES = st.builds(
    lambda who, start, hours: Duty(EngineerId(who), None, start, start + timedelta(hours=hours)),
    st.integers(1, 2),
    MOMENTS,
    HOURS,
)
WORKED = st.builds(
    lambda who, start, hours, travel: Worked(
        EngineerId(who), TicketId(1), start, start + timedelta(hours=hours), travel
    ),
    st.integers(1, 3),
    MOMENTS,
    HOURS,
    st.integers(0, 9000),
)
FACTS = st.builds(
    lambda tickets, duties, worked, now: Facts(
        now=now,
        since=at(1),
        until=at(31),
        tickets=tuple(tickets),
        duties=tuple(duties),
        worked=tuple(worked),
        with_costs=True,
    ),
    st.lists(tickets(), max_size=6),
    st.lists(DUTIES, max_size=5),
    st.lists(WORKED, max_size=6),
    MOMENTS,
)
PERIODS = st.builds(
    lambda first, days: Period(FIRST + timedelta(days=first), FIRST + timedelta(days=first + days)),
    st.integers(0, 20),
    st.integers(1, 20),
)


@given(FACTS, PERIODS, st.sampled_from(Dimension))
def test_rates_lie_between_nothing_and_all(facts: Facts, period: Period, group: Dimension) -> None:
    made = report(facts, Query(period, group), ZONE)
    for figure, lines in {**made.lines, **{f: (t,) for f, t in made.totals.items()}}.items():
        for line in lines:
            for value in (line.now.value(figure), line.before.value(figure)):
                if value is None or SHAPES[figure] in (Shape.TIME, Shape.MONEY, Shape.COUNT):
                    assert value is None or value >= 0
                elif SHAPES[figure] is Shape.RATE:
                    assert 0 <= value <= 1
                else:
                    assert -100 <= value <= 100


@given(FACTS, PERIODS, st.sampled_from(Dimension))
def test_groups_add_up_to_the_whole(facts: Facts, period: Period, group: Dimension) -> None:
    made = report(facts, Query(period, group), ZONE)
    for figure, lines in made.lines.items():
        if group is Dimension.TIME and figure is Figure.OPEN:
            continue
        assert sum((line.now for line in lines), Sum()) == made.totals[figure].now
        if group is not Dimension.TIME:
            assert sum((line.before for line in lines), Sum()) == made.totals[figure].before


@given(FACTS, PERIODS)
def test_periods_that_abut_add_up(facts: Facts, period: Period) -> None:
    half = period.first + timedelta(days=(period.last - period.first).days // 2)
    parts = (Period(period.first, half), Period(half + timedelta(days=1), period.last))
    whole, *others = (
        report(facts, Query(one), ZONE).totals for one in (period, *parts)
    )  # fmt: skip
    for figure in frozenset(Figure) - NOT_FLOWS:
        assert sum((one[figure].now for one in others), Sum()) == whole[figure].now


@given(FACTS, PERIODS, st.sampled_from(sorted(set(Dimension) - {Dimension.TIME})))
def test_the_tickets_behind_a_line_come_to_what_it_says(
    facts: Facts, period: Period, group: Dimension
) -> None:
    query = Query(period, group)
    for figure, lines in report(facts, query, ZONE).lines.items():
        if figure is not Figure.UTILISATION:
            for line in lines:
                found = behind(facts, query, ZONE, figure, line.key)
                assert sum((one.sum for one in found), Sum()) == line.now


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8), st.data())
def test_time_in_both_is_what_each_second_says(
    one: list[tuple[int, int]], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))

    def seconds(stretches: list[tuple[int, int]]) -> set[int]:
        return {second for start, end in stretches for second in range(start, end)}

    both = common(merged(one), merged(other))
    assert seconds(both) == seconds(one) & seconds(other)
    assert length(both) == len(seconds(both))
    assert length(merged(one)) == len(seconds(one))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 1830))
def test_the_parts_of_a_period_are_its_days(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days - 1))
    parts = period.parts()
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert sum(part.days for part in parts) == period.days == days
    assert len(parts) <= 93
    before = period.before()
    assert before.last + timedelta(days=1) == period.first
    assert before.days == days


@given(st.sampled_from(Preset), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_by_name_end_today_or_before(preset: Preset, today: date) -> None:
    period = period_of(preset, today)
    assert period.last <= today
    assert (period.last == today) is (preset is not Preset.LAST_MONTH)
