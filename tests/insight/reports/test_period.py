"""Periods as people name them, and those that are none."""

from datetime import date

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.insight.reports.period import Period, Preset, period_of

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (Preset.WEEK, date(2026, 2, 27), TODAY),
        (Preset.MONTH_OF_DAYS, date(2026, 2, 4), TODAY),
        (Preset.THIS_MONTH, date(2026, 3, 1), TODAY),
        (Preset.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_preset_means_these_days(preset: Preset, first: date, last: date) -> None:
    assert period_of(preset, TODAY) == Period(first, last)


def test_long_periods_are_shown_by_weeks_and_months() -> None:
    weeks = Period(date(2026, 1, 1), date(2026, 6, 30)).parts()
    assert weeks[0] == Period(date(2026, 1, 1), date(2026, 1, 4))
    assert weeks[1] == Period(date(2026, 1, 5), date(2026, 1, 11))
    months = Period(date(2024, 12, 15), date(2026, 2, 3)).parts()
    assert months[0] == Period(date(2024, 12, 15), date(2024, 12, 31))
    assert months[1] == Period(date(2025, 1, 1), date(2025, 1, 31))
    assert months[-1] == Period(date(2026, 2, 1), date(2026, 2, 3))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "report.backwards"),
        (date(2020, 1, 1), date(2026, 1, 1), "report.too_long"),
        (date.min, date.min, "report.far"),
        (date(2026, 1, 1), date.max, "report.far"),
    ],
)
def test_what_is_no_period_is_refused(first: date, last: date, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        Period(first, last)
