"""Calendar documents: what is understood, and how what is not is refused."""

from datetime import date
from typing import Any

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import Calendar, Span
from dispatch_console.domain.worktime.duration import duration, written
from dispatch_console.domain.worktime.reading import calendar_from

H = 3600


def calendar(**fields: Any) -> Calendar:
    return calendar_from({"zone": "UTC", "week": {"mon": ["09:00-17:00"]}} | fields)


def refusal(document: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        calendar_from(document)
    return caught.value


def test_ranges_of_days_may_run_over_the_weekend_and_single_days_win() -> None:
    week = calendar(week={"sat-mon": ["10:00-12:00"], "Sunday": []}).week
    assert week == (((Span(10 * H, 12 * H),),) + ((),) * 4 + ((Span(10 * H, 12 * H),), ()))


def test_hours_may_be_pairs_and_end_on_the_next_day() -> None:
    week = calendar(week={"mon": [["22:00", "06:00"], "00:00-24:00", "08:00-08:00"]}).week
    assert week[0] == (Span(0, 24 * H), Span(8 * H, 32 * H), Span(22 * H, 30 * H))


@pytest.mark.parametrize(
    ("fields", "code", "path"),
    [
        ({"week": {"mon": ["9-17"]}}, "calendar.field", "week.mon[0]"),
        ({"week": {"mon": ["09:00-25:00"]}}, "calendar.hours", "week.mon[0]"),
        ({"week": {"mon": ["24:00-06:00"]}}, "calendar.hours", "week.mon[0]"),
        ({"week": {"moon": []}}, "calendar.field", "week.moon"),
        ({"week": {"mon-fri": [], "tue-sat": []}}, "calendar.twice", "week.tue-sat"),
        ({"week": []}, "calendar.field", "week"),
        ({"weeks": {}}, "calendar.unknown_field", "weeks"),
        ({"zone": "Mars/Olympus"}, "calendar.zone", None),
        ({"holidays": ["XX"]}, "calendar.country", None),
        ({"holidays": ["DE-XX"]}, "calendar.subdivision", None),
        ({"holidays": [{"country": "DE", "categories": ["x"]}]}, "calendar.category", None),
        ({"holidays": [{}]}, "calendar.missing", "holidays[0].country"),
        ({"holidays": ["2026-12-25"]}, "calendar.field", "holidays[0]"),
        ({"holidays": [{"country": "DE", "nought": 1}]}, "calendar.unknown_field", None),
        ({"closed": ["2026-02-30"]}, "calendar.field", "closed[0].date"),
        ({"closed": ["02-30"]}, "calendar.field", "closed[0].date"),
        ({"closed": [{"from": "02-30", "to": "03-01"}]}, "calendar.field", "closed[0].from"),
        ({"closed": [{"from": "12-24", "to": "2027-01-02"}]}, "calendar.field", "closed[0].from"),
        ({"closed": [{"from": "2026-02-01"}]}, "calendar.closed_entry", "closed[0]"),
        ({"closed": [{"from": "2026-02-02", "to": "2026-02-01"}]}, "calendar.order", "closed[0]"),
        ({"closed": [7]}, "calendar.field", "closed[0]"),
        ({"special": [{"date": "2026-02-01"}]}, "calendar.missing", "special[0].hours"),
        (
            {"special": [{"date": "2026-02-01", "hours": []}] * 2},
            "calendar.twice",
            "special[1]",
        ),
        ({"days_off_end_at": "noon"}, "calendar.field", "days_off_end_at"),
        ({"unknown_years": 1}, "calendar.field", "unknown_years"),
        ({"day": "-8h"}, "calendar.field", "day"),
        ({"name": 7}, "calendar.field", "name"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    fields: dict[str, Any], code: str, path: str | None
) -> None:
    error = refusal({"zone": "UTC", "week": {}} | fields)
    assert error.code == code
    if path is not None:
        assert error.params["path"] == path


@pytest.mark.parametrize("document", [None, [], "x", {}, {"zone": "UTC"}, {"week": {}}])
def test_what_is_no_calendar_is_refused(document: object) -> None:
    assert refusal(document).code in ("calendar.field", "calendar.missing")


def test_closed_entries_come_in_all_their_forms() -> None:
    found = calendar(
        closed=[
            "2026-12-24",
            "12-25",
            {"from": "2026-08-01", "to": "2026-08-02"},
            {"from": "2026-09-07T15:00", "to": "2026-09-08"},
            {"date": "2026-12-31", "hours": ["12:00-24:00", "22:00-02:00"]},
        ]
    )
    assert [(str(one.first), str(one.last)) for one in found.days_off] == [
        ("2026-12-24", "2026-12-24"),
        ("2026-08-01", "2026-08-02"),
    ]
    assert [(one.month, one.day) for one in found.yearly] == [(12, 25)]
    assert [(str(one.start), str(one.end)) for one in found.time_off] == [
        ("2026-09-07 15:00:00", "2026-09-09 00:00:00"),
        ("2026-12-31 12:00:00", "2027-01-01 00:00:00"),
        ("2026-12-31 22:00:00", "2027-01-01 02:00:00"),
    ]


def test_exceptions_of_a_country_are_dates() -> None:
    source = calendar(holidays=[{"country": "DE", "except": ["2026-04-03"]}]).public[0]
    assert source.but_not == {date(2026, 4, 3)}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8h", 8 * H),
        ("1h30m", 5400),
        ("1h 30min", 5400),
        ("90m", 5400),
        ("45s", 45),
        ("2d", 16 * H),
        ("P1DT1H", 9 * H),
        ("pt4h", 4 * H),
        ("-4h", -4 * H),
        ("0h", 0),
        ("1.5h", 5400),
        ("PT0,5H", 1800),
        ("0.25d", 7200),
    ],
)
def test_lengths_of_time_as_people_write_them(text: str, seconds: int) -> None:
    assert duration(text, 8 * H) == seconds


@pytest.mark.parametrize(
    "text", ["", "8", "h", "8x", "P", "PT", "--4h", "+-4h", "1.h", "0.3s", "1.5", "٨h"]
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        duration(text, 8 * H)
    assert caught.value.code == "duration.wrong"


def test_days_need_a_length_and_ten_years_are_the_most() -> None:
    with pytest.raises(DomainError) as caught:
        duration("1d", None)
    assert caught.value.code == "duration.day"
    with pytest.raises(DomainError) as caught:
        duration("999999999h", None)
    assert caught.value.code == "duration.long"


@pytest.mark.parametrize("seconds", [0, 45, 60, 3600, 5430, -5400, 900_000])
def test_written_lengths_are_read_as_they_were(seconds: int) -> None:
    assert duration(written(seconds), None) == seconds
