"""What is written of a calendar is read as the same calendar."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from, calendar_laid_out
from dispatch_console.domain.worktime.writing import calendar_document
from tests.domain.worktime.test_properties import calendars


@settings(deadline=None)
@given(calendars())
def test_a_calendar_comes_back_as_it_was(days: Days) -> None:
    assert calendar_from(calendar_document(days.calendar)) == days.calendar


CLOSED: list[Any] = [
    "2026-12-24",
    "12-25",
    {"date": "2026-12-31", "hours": ["12:00-24:00", "00:00-01:30"], "name": "Eve"},
    {"date": "2026-12-30", "hours": ["22:00-06:00"]},
    {"from": "2026-08-03", "to": "2026-08-14", "name": "Works holiday"},
    {"from": "2026-09-07T15:00", "to": "2026-09-08T10:00:30", "name": "Move"},
    {"from": "2026-09-07T15:00", "to": "2026-09-20"},
]


@pytest.mark.parametrize("entry", CLOSED)
def test_closed_days_of_every_kind_come_back(entry: object) -> None:
    found = calendar_from({"zone": "UTC", "week": {"daily": ["08:00-08:00"]}, "closed": [entry]})
    assert calendar_laid_out(calendar_document(found)) == found


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(range(len(CLOSED))), max_size=6),
    st.sampled_from([None, "8h", "7h30m", "45s"]),
)
def test_fields_that_are_seldom_used_come_back(chosen: list[int], day: str | None) -> None:
    document: dict[str, Any] = {
        "name": "Shanghai 上海",
        "zone": "Asia/Shanghai",
        "week": {"mon-fri": ["22:00-06:00", "09:00-09:00:30"], "sat": []},
        "breaks": {"daily": ["02:00-02:30"]},
        "holidays": [
            {"country": "CN", "make_up_days": False, "except": ["2026-10-02", "2026-10-01"]},
            {"country": "DE", "subdivision": "BE", "observed": False, "categories": ["public"]},
        ],
        "closed": [CLOSED[at] for at in chosen],
        "special": [{"date": "2026-12-25", "hours": []}],
        "make_up_day": "fri",
        "days_off_end_at": "shift",
        "unknown_years": "weekly",
    }
    found = calendar_from(document if day is None else document | {"day": day})
    assert calendar_from(calendar_document(found)) == found
