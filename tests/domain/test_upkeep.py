"""Maintenance plans: when they come round, and that each time is answered once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.asset import Reading
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId, UpkeepId
from dispatch_console.domain.upkeep import (
    Outcome,
    Template,
    Unit,
    Upkeep,
    due_day,
    foreseen,
    going_on,
    last_by,
    longest_lead,
    owed,
    require_sound,
)

START = date(2026, 1, 31)
METER = MeterId(5)


def plan(**fields: Any) -> Upkeep:
    given: dict[str, Any] = {
        "id": UpkeepId(1),
        "name": "Lift, monthly",
        "customer_id": CustomerId(1),
        "asset_id": AssetId(1),
        "starts_on": START,
        "lead_days": 0,
        "template": Template(title="Monthly check"),
    }
    return Upkeep(**(given | fields))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


plans = st.builds(
    lambda unit, every, start, lead: plan(
        unit=unit,
        every=every,
        starts_on=start,
        lead_days=min(lead, longest_lead(plan(unit=unit, every=every))),
    ),
    st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]),
    st.integers(1, 18),
    st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    st.integers(0, 60),
)


def test_a_month_without_that_day_has_it_on_its_last() -> None:
    days = [due_day(plan(), place) for place in range(4)]
    assert days == [START, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@given(plans, st.dates(date(2019, 1, 1), date(2035, 1, 1)))
def test_the_last_by_a_day_is_followed_by_one_after_it(given_plan: Upkeep, day: date) -> None:
    place = last_by(given_plan, day)
    assert place == -1 or due_day(given_plan, place) <= day
    assert due_day(given_plan, place + 1) > day


@given(plans, st.lists(st.integers(0, 400), max_size=12))
def test_each_occasion_is_owed_at_most_once_and_the_last_never_gets_lost(
    given_plan: Upkeep, gaps: list[int]
) -> None:
    day, answered, seen = given_plan.starts_on, 0, []
    for gap in gaps:
        day += timedelta(days=gap)
        found = owed(given_plan, answered, noon(day))
        if found is not None:
            seen.append(found.place)
            assert found.due_on == due_day(given_plan, found.place)
            assert found.passed == found.place - answered
            answered = found.place + 1
        assert owed(given_plan, answered, noon(day)) is None, "one a look, never a flood"
        assert answered - 1 == max(-1, last_by(given_plan, day + timedelta(given_plan.lead_days)))
    assert seen == sorted(set(seen))


def test_a_ticket_is_there_the_lead_time_ahead_and_not_before() -> None:
    monthly = plan(starts_on=date(2026, 5, 10), lead_days=7)
    assert owed(monthly, 0, noon(date(2026, 5, 2))) is None
    found = owed(monthly, 0, noon(date(2026, 5, 3)))
    assert found is not None
    assert (found.place, found.due_on, found.outcome) == (0, date(2026, 5, 10), Outcome.MADE)


def test_the_day_is_that_of_the_place() -> None:
    daily = plan(unit=Unit.DAY, starts_on=date(2026, 5, 10))
    assert owed(daily, 0, datetime(2026, 5, 9, 15, 59, tzinfo=UTC)) is None
    assert owed(daily, 0, datetime(2026, 5, 9, 16, 0, tzinfo=UTC)) is not None


def test_while_the_ticket_before_is_open_there_is_no_other() -> None:
    found = owed(plan(), 1, noon(date(2026, 3, 1)), still_open=True)
    assert found is not None
    assert found.outcome is Outcome.OPEN


def test_after_an_outage_only_the_last_counts() -> None:
    found = owed(plan(unit=Unit.WEEK), 0, noon(START + timedelta(weeks=10)))
    assert found is not None
    assert (found.place, found.passed) == (10, 10)


def test_what_was_owed_before_the_end_is_still_owed_after_it() -> None:
    ending = plan(unit=Unit.WEEK, ends_on=START + timedelta(weeks=3))
    found = owed(ending, 3, noon(START + timedelta(weeks=30)))
    assert found is not None
    assert found.place == 3
    assert owed(ending, 4, noon(START + timedelta(weeks=30))) is None


def test_a_plan_put_to_rest_owes_nothing() -> None:
    assert owed(plan(active=False), 0, noon(date(2027, 1, 1))) is None


def counted(*values: int) -> list[Reading]:
    """A reading a day from the start on."""
    return [
        Reading(METER, noon(START + timedelta(days=n)), Decimal(v)) for n, v in enumerate(values)
    ]


def test_a_meter_is_foreseen_to_go_on_as_it_did() -> None:
    assert foreseen(counted(0, 10, 20), Decimal(50)) == noon(START + timedelta(days=5))
    assert foreseen(counted(0, 10, 20), Decimal(10)) == noon(START + timedelta(days=1))
    assert foreseen(counted(7), Decimal(50)) is None
    assert foreseen(counted(7, 7), Decimal(50)) is None
    assert foreseen(counted(0, 1), Decimal(10**30)) is None


def test_a_meter_plan_owes_by_what_was_read_and_ahead_of_it() -> None:
    hours = plan(unit=Unit.METER, every=100, meter_id=METER, starts_at=Decimal(100), lead_days=3)
    today = noon(START + timedelta(days=2))
    assert owed(hours, 0, today, counted(0, 10, 20)) is None
    ahead = owed(hours, 0, today, counted(0, 40, 60))
    assert ahead is not None
    assert (ahead.place, ahead.value) == (0, Decimal(100))
    late = owed(hours, 0, today, counted(0, 200, 410))
    assert late is not None
    assert (late.place, late.value, late.passed) == (3, Decimal(400), 3)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_a_meter_plan_answers_each_step_once(gains: list[int]) -> None:
    steps = plan(unit=Unit.METER, every=60, meter_id=METER, starts_at=Decimal(60))
    answered, total, values = 0, 0, [0]
    for gain in gains:
        total += gain
        values.append(total)
        today = noon(START + timedelta(days=len(values) - 1))
        if (found := owed(steps, answered, today, counted(*values))) is not None:
            answered = found.place + 1
        # The next step too, where it is foreseen for today.
        assert total // 60 <= answered <= total // 60 + 1


def test_a_meter_that_was_set_back_goes_on_from_what_it_had_run() -> None:
    # 80, then a new counter: 10 of it are 90 in all, 30 are 110.
    steps = plan(unit=Unit.METER, every=100, meter_id=METER, starts_at=Decimal(100))
    run = counted(40, 80, 10, 30)
    assert [one.value for one in going_on(run)] == [40, 80, 90, 110]
    first = owed(steps, 0, noon(START + timedelta(days=3)), run)
    assert first is not None
    assert (first.place, first.value) == (0, Decimal(100))
    # The next is 200: 24 a day on the way (40 to 110 in 3 days) come there on the fourth day after.
    assert owed(steps, 1, noon(START + timedelta(days=6)), run) is None
    assert foreseen(run, Decimal(200)) == noon(START + timedelta(days=3)) + timedelta(days=3) * (
        90 / 70
    )


@given(st.lists(st.integers(0, 50), min_size=2, max_size=20), st.data())
def test_what_a_meter_has_run_does_not_hang_on_when_it_was_set_back(
    gains: list[int], data: st.DataObject
) -> None:
    back = data.draw(st.sets(st.integers(1, len(gains) - 1)))
    shown, values = 0, []
    for place, gain in enumerate(gains):
        # Set back just after a reading; one that shows as much again by the next cannot be seen.
        if place in back and gain < shown:
            shown = 0
        shown += gain
        values.append(shown)
    run = [one.value for one in going_on(counted(*values))]
    assert run == [sum(gains[: n + 1]) for n in range(len(gains))]


def test_each_29_february_is_its_month_s_last_day_where_there_is_none() -> None:
    yearly = plan(every=12, starts_on=date(2028, 2, 29))
    days = [due_day(yearly, place) for place in range(5)]
    assert days == [date(y, 2, 29 if y in (2028, 2032) else 28) for y in range(2028, 2033)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "upkeep.name"),
        ({"template": Template(title="")}, "upkeep.title"),
        ({"asset_id": None}, "upkeep.target"),
        ({"every": 0}, "upkeep.every"),
        ({"ends_on": START - timedelta(days=1)}, "upkeep.dates"),
        ({"unit": Unit.WEEK, "lead_days": 7}, "upkeep.lead"),
        ({"unit": Unit.METER}, "upkeep.meter"),
        ({"template": Template(title="x", duration_s=0)}, "upkeep.duration"),
        ({"zone": "Nowhere/City"}, "upkeep.zone"),
    ],
)
def test_a_plan_that_cannot_work_is_refused_with_the_reason(
    fields: dict[str, Any], code: str
) -> None:
    require_sound(plan())
    with pytest.raises(DomainError) as refused:
        require_sound(replace(plan(), **fields))
    assert refused.value.code == code
