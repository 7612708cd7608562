"""Cells become values of the domain, whatever way people write them."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.services.importing import places, values, words
from dispatch_console.services.importing.dates import OrderEvidence, moment
from dispatch_console.services.importing.issues import UnreadableError
from dispatch_console.services.importing.mapping import DateOrder
from dispatch_console.services.importing.places import Whereabouts, whereabouts
from tests.factories import make_region

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def silent(_: str) -> None: ...


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 14:05", "2024/3/1 14:05", "2024年3月1日 下午2:05", "2024年3月1日14时05分",
        "2024-03-01T06:05:00Z", "2024-03-01T14:05:00+08:00", "2024-03-01 01:05-0500",
        "03/01/2024 02:05:00 PM", "3/1/2024 2:05 pm", "1.3.2024 14:05", "1 Mar 2024 14:05",
        "Mar 1, 2024 2:05 PM", "Fri, 1 March 2024 14:05", "20240301T1405", "1709273100",
        "1709273100000", "45352.586806", "星期五 2024-03-01 14:05:00.000", "2024.03.01 14:05",
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str) -> None:
    found = moment(text, SHANGHAI, DateOrder.MONTH_FIRST)
    assert found.replace(second=0) == datetime(2024, 3, 1, 6, 5, tzinfo=UTC)


def test_the_zone_of_the_file_and_its_summer_time_hold() -> None:
    winter = moment("01/15/2024 12:00:00 PM", NEW_YORK, DateOrder.MONTH_FIRST)
    summer = moment("07/15/2024 12:00:00 PM", NEW_YORK, DateOrder.MONTH_FIRST)
    assert (winter.hour, summer.hour) == (17, 16)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2024-13-01", "31/31/2024", "2024-02-30", "12", "2024-03-01 25:00", "1/1/1900",
     "2024-03-01 x", "99999", "2024-03-01 10:00+99:99", "2024-03-01 14"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        moment(text, SHANGHAI, DateOrder.DAY_FIRST)


def test_a_date_alone_is_due_at_its_end() -> None:
    assert moment("2024-03-01", SHANGHAI, DateOrder.AUTO, end_of_day=True) == datetime(
        2024, 3, 1, 15, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("dates", "order", "told"),
    [
        (["03/04/2024", "25/04/2024"], DateOrder.DAY_FIRST, False),
        (["03/04/2024", "04/25/2024"], DateOrder.MONTH_FIRST, False),
        (["03/04/2024", "05/06/2024"], DateOrder.DAY_FIRST, True),
        (["03/04/2024 01:00 PM", "05/06/2024 02:00 PM"], DateOrder.MONTH_FIRST, True),
        (["2024-03-04", "5.6.2024", "04/04/2024"], DateOrder.DAY_FIRST, False),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_all_dates_together(
    dates: list[str], order: DateOrder, told: bool
) -> None:
    evidence = OrderEvidence()
    for date in dates:
        evidence.observe(date)
    found, issues = evidence.conclude(DateOrder.AUTO)
    assert (found, bool(issues)) == (order, told)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("90 min", 90), ("1.5h", 90), ("1,5 h", 90), ("1h 30", 90), ("1:30", 90),
     ("PT1H30M", 90), ("1小时30分钟", 90), ("2 小时", 120), ("半小时", 30), ("1 day", 1440),
     ("5400 s", 90), ("1 hour 30 minutes", 90), ("0:45:00", 45)],
)  # fmt: skip
def test_durations_in_words_and_numbers(text: str, minutes: int) -> None:
    assert values.duration(text) == minutes * 60


@pytest.mark.parametrize("text", ["", "0", "-5", "soon", "3 moons", "900 h", "1:2:3:4"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        values.duration(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1,5", 1.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1,234,567", 1234567.0),
     ("-73,99", -73.99), ("−2", -2.0), ("1 234", 1234.0)],
)  # fmt: skip
def test_numbers_with_point_or_comma(text: str, found: float) -> None:
    assert values.number(text) == found


def test_levels_of_skills() -> None:
    expected = (("lift", 3), ("hvac", 2), ("电梯", 4), ("pump", 1))
    assert values.levels("lift:3; hvac (2)、电梯4级，pump", 1) == expected
    assert values.levels("lift:2; lift:4", 1) == (("lift", 4),)
    with pytest.raises(UnreadableError):
        values.levels("lift:9", 1)


def test_ids_that_a_spreadsheet_spoiled_are_refused_or_mended() -> None:
    told: list[str] = []
    assert values.identifier("  A 17 ", told.append) == "A 17"
    assert values.identifier("26589651.0", told.append) == "26589651"
    assert told == ["import.warning.id_fraction"]
    with pytest.raises(UnreadableError):
        values.identifier("1.23457E+11", told.append)


def test_phone_numbers_stay_text() -> None:
    told: list[str] = []
    assert values.phone("021-6888 8888", told.append) == "021-6888 8888"
    assert values.phone("+8613800001111", told.append) == "+8613800001111"
    assert values.phone("13800001111.0", told.append) == "13800001111"
    assert values.phone("1.38E+10", told.append) == ""
    assert told == ["import.warning.phone"]


def test_words_of_both_languages() -> None:
    assert words.meaning("In-Progress", words.STATUSES, "x") is Status.IN_PROGRESS
    assert words.meaning("待派单", words.STATUSES, "x") is Status.NEW
    assert words.meaning(" URGENT ", words.PRIORITIES, "x") is Priority.P1
    assert words.meaning("一般", words.PRIORITIES, "x") is Priority.P3
    with pytest.raises(UnreadableError, match="x"):
        words.meaning("whatever", words.PRIORITIES, "x")


@pytest.mark.parametrize(
    "text",
    [
        "(40.7, -73.8)",
        "40,7; -73,8",
        "40.7 -73.8",
        "POINT (-73.8 40.7)",
        "40.7，-73.8",
        "[40.7,-73.8]",
    ],
)
def test_pairs_of_coordinates(text: str) -> None:
    assert places.pair(text) == (40.7, -73.8)


def test_points_of_the_compass_give_the_sign() -> None:
    assert places.degrees("73.8° W") == -73.8
    assert places.degrees("31.2 北") == 31.2


def test_an_exchanged_pair_is_put_right_where_the_others_show_it() -> None:
    known = whereabouts([(40.7 + n / 100, -73.9) for n in range(20)], ())
    told: list[str] = []
    assert places.location(-73.8, 40.6, known, told.append) == Location(40.6, -73.8)
    assert told == ["import.warning.exchanged"]
    assert places.location(40.6, -73.8, known, silent) == Location(40.6, -73.8)


def test_an_exchanged_pair_in_china_needs_no_others() -> None:
    assert places.location(121.4, 31.2, Whereabouts(), silent) == Location(31.2, 121.4)


def test_known_regions_tell_an_exchanged_pair() -> None:
    region = make_region()
    ring = tuple((lon - 60, lat) for lon, lat in region.rings[0])
    known = Whereabouts(None, (replace(region, rings=(ring,)),))
    assert places.location(61.35, 31.15, known, silent) == Location(31.15, 61.35)


def test_placeholders_and_impossible_places_are_left_out_and_told() -> None:
    told: list[str] = []
    assert places.location(0, 0, Whereabouts(), told.append) is None
    assert places.location(400, 500, Whereabouts(), told.append) is None
    assert places.coordinates("40.7", "", "", told.append) is None
    assert places.coordinates("x", "y", "(31, 121)", told.append) == (31, 121)
    assert told == [
        "import.warning.zero_place",
        "import.warning.no_place_on_earth",
        "import.warning.half_place",
        "import.warning.unreadable_place",
    ]
