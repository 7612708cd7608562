"""Cases worked out by hand with a calendar on the table; the comments are the working."""

from typing import Any

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import Kind, always
from dispatch_console.domain.worktime.count import Pause, add, elapsed, subtract
from dispatch_console.domain.worktime.days import Days
from tests.domain.worktime.calendars import at, days, pause

H = 3600
BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"
ROUND_THE_CLOCK = {"daily": ["00:00-24:00"]}
NIGHT = {"mon-fri": ["22:00-06:00"]}
LUNCH = {"mon-fri": ["12:00-13:00"]}

# Berlin: clocks go forward on 2026-03-29 (02:00 to 03:00), back on 2026-10-25 (03:00 to 02:00).
# New York: forward on 2026-03-08 (02:00 to 03:00), back on 2026-11-01 (02:00 to 01:00).


def due(found: Days, start: str, hours: float, *pauses: Pause) -> str | None:
    """When so much is up, by the calendar's own clock."""
    zone = found.calendar.zone
    end = add(found, at(start, zone.key), round(hours * H), pauses).end
    return None if end is None else end.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S%z")


def hours(found: Days, start: str, end: str, *pauses: Pause) -> float:
    zone = found.calendar.zone.key
    return elapsed(found, at(start, zone), at(end, zone), pauses).seconds / H


PLAIN: list[tuple[str, dict[str, Any], str, float, str]] = [
    # Mon 10:00 + 3 h.
    ("in the middle of a day", {}, "2026-03-02T10:00", 3, "2026-03-02T13:00:00+0000"),
    # Mon 15:00: 2 h until 17:00, then 3 h on Tue from 09:00.
    ("over a night", {}, "2026-03-02T15:00", 5, "2026-03-03T12:00:00+0000"),
    # Fri 16:00: 1 h, then Mon from 09:00 1 h.
    ("over a weekend", {}, "2026-03-06T16:00", 2, "2026-03-09T10:00:00+0000"),
    # Before the doors open: counted from 09:00.
    ("start before hours", {}, "2026-03-02T06:00", 1, "2026-03-02T10:00:00+0000"),
    # After the doors close: from Tue 09:00.
    ("start after hours", {}, "2026-03-02T20:00", 1, "2026-03-03T10:00:00+0000"),
    # Sat: from Mon 09:00.
    ("start on a day off", {}, "2026-03-07T12:00", 1, "2026-03-09T10:00:00+0000"),
    ("start as the doors open", {}, "2026-03-02T09:00", 1, "2026-03-02T10:00:00+0000"),
    # 17:00 is no longer open: from Tue 09:00.
    ("start as the doors close", {}, "2026-03-02T17:00", 1, "2026-03-03T10:00:00+0000"),
    # 8 h from 09:00 are up as the doors close, not as they open again.
    ("used up at closing time", {}, "2026-03-02T09:00", 8, "2026-03-02T17:00:00+0000"),
    # 5 days of 8 h from Mon 09:00 are up on Fri 17:00.
    ("a week's worth", {}, "2026-03-02T09:00", 40, "2026-03-06T17:00:00+0000"),
    # 25 times 40 h are 25 weeks: Mon 2026-03-02 + 24 weeks is Mon 2026-08-17, up on Fri 08-21.
    ("half a year", {}, "2026-03-02T09:00", 1000, "2026-08-21T17:00:00+0000"),
    ("nothing, in hours", {}, "2026-03-02T10:00", 0, "2026-03-02T10:00:00+0000"),
    ("nothing, out of hours", {}, "2026-03-07T12:00", 0, "2026-03-07T12:00:00+0000"),
    ("half an hour", {}, "2026-03-02T16:45", 0.5, "2026-03-03T09:15:00+0000"),
    # 11:00 to 12:00 is 1 h, 13:00 to 15:00 are 2 h.
    ("over lunch", {"breaks": LUNCH}, "2026-03-02T11:00", 3, "2026-03-02T15:00:00+0000"),
    ("start at lunch", {"breaks": LUNCH}, "2026-03-02T12:30", 1, "2026-03-02T14:00:00+0000"),
    # 7 h a day: Mon 7 h, Tue 1 h.
    ("two days with lunch", {"breaks": LUNCH}, "2026-03-02T09:00", 8, "2026-03-03T10:00:00+0000"),
    # Tue is closed: Mon 1 h, Wed 1 h.
    ("a day off", {"closed": ["2026-03-03"]}, "2026-03-02T16:00", 2, "2026-03-04T10:00:00+0000"),
    # Closed from Tue to Thu: Mon 1 h, Fri 1 h.
    (
        "days off",
        {"closed": [{"from": "2026-03-03", "to": "2026-03-05"}]},
        "2026-03-02T16:00",
        2,
        "2026-03-06T10:00:00+0000",
    ),
    # Thu 12-24 closes at 12:00 and Fri 12-25 stays closed: 3 h on Thu, 2 h on Mon 12-28.
    (
        "the eve of a holiday",
        {"closed": ["12-25", {"date": "2026-12-24", "hours": ["12:00-24:00"]}]},
        "2026-12-24T09:00",
        5,
        "2026-12-28T11:00:00+0000",
    ),
    # Away from Tue 15:00 to Wed 10:00: Tue 6 h, Wed 10:00 to 12:00 2 h.
    (
        "off from one hour to another",
        {"closed": [{"from": "2026-03-03T15:00", "to": "2026-03-04T10:00"}]},
        "2026-03-03T09:00",
        8,
        "2026-03-04T12:00:00+0000",
    ),
    # Sat is worked from 10 to 12: Fri 1 h, Sat 2 h, Mon 1 h.
    (
        "a Saturday that is worked",
        {"special": [{"date": "2026-03-07", "hours": ["10:00-12:00"]}]},
        "2026-03-06T16:00",
        4,
        "2026-03-09T10:00:00+0000",
    ),
    # A special day is worked though its year has it off.
    (
        "Christmas worked",
        {"closed": ["12-25"], "special": [{"date": "2026-12-25", "hours": ["10:00-11:00"]}]},
        "2026-12-24T16:00",
        2,
        "2026-12-25T11:00:00+0000",
    ),
]


@pytest.mark.parametrize(
    ("more", "start", "length", "wanted"),
    [case[1:] for case in PLAIN],
    ids=[case[0] for case in PLAIN],
)
def test_due_as_worked_out(more: dict[str, Any], start: str, length: float, wanted: str) -> None:
    assert due(days("UTC", **more), start, length) == wanted


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    night = days("UTC", NIGHT)
    # Fri 22:00 to Sat 06:00 is worked; the next begins on Mon 22:00.
    assert due(night, "2026-03-06T23:00", 7) == "2026-03-07T06:00:00+0000"
    assert due(night, "2026-03-06T23:00", 8) == "2026-03-09T23:00:00+0000"
    # Mon 00:00 to 06:00 would be Sunday's shift: there is none.
    assert hours(night, "2026-03-09T00:00", "2026-03-09T22:00") == 0
    # Five nights of 8 h from Mon noon to next Mon noon.
    assert hours(night, "2026-03-02T12:00", "2026-03-09T12:00") == 40


def test_a_night_shift_is_not_counted_twice_at_midnight() -> None:
    night = days("UTC", {"daily": ["22:00-06:00"]})
    found = elapsed(night, at("2026-03-02T20:00"), at("2026-03-03T20:00"))
    assert [(str(one.start)[5:16], str(one.end)[5:16]) for one in found.spans] == [
        ("03-02 22:00", "03-03 06:00")
    ]


def test_a_break_in_the_small_hours_is_cut_by_the_clock_of_its_own_day() -> None:
    # Mon 22:00 to Tue 06:00 without Tue 02:00 to 02:30: 4 h until 02:00, 3.5 h after.
    night = days("UTC", {"mon": ["22:00-06:00"]}, breaks={"tue": ["02:00-02:30"]})
    assert hours(night, "2026-03-02T20:00", "2026-03-03T20:00") == 7.5
    assert due(night, "2026-03-02T22:00", 5) == "2026-03-03T03:30:00+0000"


def test_a_day_off_cuts_a_night_shift_at_midnight_unless_shifts_are_worked_to_the_end() -> None:
    off = {"closed": ["2026-03-04"]}
    # Tue 22:00 to 24:00 is worked; nothing on Wed; Thu from 22:00.
    cut = days("UTC", NIGHT, **off)
    assert due(cut, "2026-03-03T22:00", 3) == "2026-03-05T23:00:00+0000"
    # Tue's shift ends on Wed 06:00, Wed's does not begin; Thu from 22:00.
    whole = days("UTC", NIGHT, days_off_end_at="shift", **off)
    assert due(whole, "2026-03-03T22:00", 8) == "2026-03-04T06:00:00+0000"
    assert due(whole, "2026-03-03T22:00", 9) == "2026-03-05T23:00:00+0000"


def test_a_shift_of_24_hours_ends_as_it_began() -> None:
    duty = days("UTC", {"sat": ["08:00-08:00"]})
    assert hours(duty, "2026-03-02T00:00", "2026-03-09T00:00") == 24
    assert due(duty, "2026-03-02T00:00", 24) == "2026-03-08T08:00:00+0000"


def test_hours_that_overlap_count_once() -> None:
    assert (
        hours(
            days("UTC", {"mon": ["09:00-13:00", "12:00-17:00"]}),
            "2026-03-02T00:00",
            "2026-03-03T00:00",
        )
        == 8
    )


def test_a_day_has_23_or_25_hours_where_clocks_change() -> None:
    for zone, spring, autumn in (
        (BERLIN, "2026-03-29", "2026-10-25"),
        (NEW_YORK, "2026-03-08", "2026-11-01"),
    ):
        clock = days(zone, ROUND_THE_CLOCK)
        assert (
            hours(clock, f"{spring}T00:00", f"{spring[:-2]}{int(spring[-2:]) + 1:02}T00:00") == 23
        )
        assert (
            hours(clock, f"{autumn}T00:00", f"{autumn[:-2]}{int(autumn[-2:]) + 1:02}T00:00") == 25
        )


def test_a_night_shift_is_shorter_by_the_hour_that_is_skipped() -> None:
    # Sat 22:00 CET (21:00 UTC) to Sun 06:00 CEST (04:00 UTC): 7 h.
    night = days(BERLIN, {"daily": ["22:00-06:00"]})
    assert hours(night, "2026-03-28T22:00", "2026-03-29T06:00") == 7
    # 5 h from 22:00: 4 h until 02:00 = 03:00, one more until 04:00.
    assert due(night, "2026-03-28T22:00", 5) == "2026-03-29T04:00:00+0200"
    # New York, Sat 2026-03-07 22:00 EST: 4 h until 02:00 = 03:00 EDT, then until 05:00 2 h.
    assert due(days(NEW_YORK, {"daily": ["22:00-06:00"]}), "2026-03-07T22:00", 6) == (
        "2026-03-08T05:00:00-0400"
    )


def test_a_night_shift_is_longer_by_the_hour_that_comes_twice() -> None:
    # Sat 22:00 CEST (20:00 UTC) to Sun 06:00 CET (05:00 UTC): 9 h.
    night = days(BERLIN, {"daily": ["22:00-06:00"]})
    assert hours(night, "2026-10-24T22:00", "2026-10-25T06:00") == 9
    # 22:00 to 03:00 CEST are 5 h; then it is 02:00 CET; the sixth ends at 03:00 CET.
    assert due(night, "2026-10-24T22:00", 5) == "2026-10-25T02:00:00+0100"
    assert due(night, "2026-10-24T22:00", 6) == "2026-10-25T03:00:00+0100"
    # New York, Sat 2026-10-31 22:00 EDT: 4 h until 02:00 EDT = 01:00 EST.
    assert due(days(NEW_YORK, {"daily": ["22:00-06:00"]}), "2026-10-31T22:00", 4) == (
        "2026-11-01T01:00:00-0500"
    )


def test_hours_within_the_change_are_read_as_calendars_read_them() -> None:
    # 02:00 to 03:00 does not exist on the day of the gap, and is two hours on that of the overlap.
    small = days(BERLIN, {"sun": ["02:00-03:00"]})
    assert hours(small, "2026-03-29T00:00", "2026-03-30T00:00") == 0
    assert hours(small, "2026-10-25T00:00", "2026-10-26T00:00") == 2
    # 02:30 is skipped and read as 03:30 CEST: until 05:00 1.5 h.
    assert hours(
        days(BERLIN, {"sun": ["02:30-05:00"]}), "2026-03-29T00:00", "2026-03-30T00:00"
    ) == (1.5)
    # It would end before it begins (03:30 to 03:15): none.
    assert (
        hours(days(BERLIN, {"sun": ["02:30-03:15"]}), "2026-03-29T00:00", "2026-03-30T00:00") == 0
    )
    # 02:30 comes twice, and the first of them is meant: 01:00 to 02:30 CEST.
    assert hours(
        days(BERLIN, {"sun": ["01:00-02:30"]}), "2026-10-25T00:00", "2026-10-26T00:00"
    ) == (1.5)


def test_office_hours_know_no_change_of_clocks_at_night() -> None:
    # Fri 2026-03-27 16:00 CET: 1 h, then Mon 09:00 CEST (07:00 UTC) 1 h.
    assert due(days(BERLIN), "2026-03-27T16:00", 2) == "2026-03-30T10:00:00+0200"
    assert add(days(BERLIN), at("2026-03-27T15:00"), 2 * H).end == at("2026-03-30T08:00")
    # Fri 2026-10-30 16:00 EDT, Mon 10:00 EST.
    assert due(days(NEW_YORK), "2026-10-30T16:00", 2) == "2026-11-02T10:00:00-0500"


def test_midnight_that_does_not_exist_begins_the_day_an_hour_later() -> None:
    # Beirut: on 2026-03-29 clocks go from 00:00 to 01:00.
    clock = days("Asia/Beirut", ROUND_THE_CLOCK)
    assert hours(clock, "2026-03-28T12:00", "2026-03-29T12:00") == 23


CHINA = {"mon-fri": ["09:00-18:00"]}


def test_china_makes_up_for_its_holidays_on_weekends() -> None:
    china = days(SHANGHAI, CHINA, breaks=LUNCH, holidays=["CN"])
    # National Day 2026: off from Thu 10-01 to Wed 10-07; Sat 10-10 and Sun 09-20 are worked.
    # Wed 09-30 17:00: 1 h; Thu 10-08 8 h, Fri 8 h, Sat 10-10 3 h until 12:00.
    assert due(china, "2026-09-30T17:00", 20) == "2026-10-10T12:00:00+0800"
    # Spring Festival 2026: off from Sun 02-15 to Mon 02-23; Sat 02-14 and Sat 02-28 are worked.
    # Fri 02-13 17:00: 1 h, Sat 02-14 8 h, Tue 02-24 1 h.
    assert due(china, "2026-02-13T17:00", 10) == "2026-02-24T10:00:00+0800"
    kinds = [
        (str(day.day), day.kind)
        for day in elapsed(
            china, at("2026-02-13T00:00", SHANGHAI), at("2026-02-16T00:00", SHANGHAI)
        ).days
    ]
    assert kinds == [
        ("2026-02-14", Kind.MAKE_UP),
        ("2026-02-15", Kind.PUBLIC),
        ("2026-02-16", Kind.PUBLIC),
    ]


def test_make_up_days_may_have_the_hours_of_another_day_or_be_left_out() -> None:
    week = CHINA | {"fri": ["09:00-15:00"]}
    saturday = ("2026-10-10T00:00", "2026-10-11T00:00")
    friday = days(SHANGHAI, week, holidays=["CN"], make_up_day="fri")
    assert hours(friday, *saturday) == 6
    none = days(SHANGHAI, week, holidays=[{"country": "CN", "make_up_days": False}])
    assert hours(none, *saturday) == 0


def test_a_year_that_no_library_knows_is_refused_or_counted_by_the_week() -> None:
    careful = days(SHANGHAI, CHINA, holidays=["CN"])
    with pytest.raises(DomainError) as caught:
        due(careful, "2031-12-31T09:00", 1)
    assert (caught.value.code, caught.value.params["year"]) == ("calendar.year", 2031)
    lenient = days(SHANGHAI, CHINA, holidays=["CN"], unknown_years="weekly")
    found = add(lenient, at("2031-10-01T09:00", SHANGHAI), H)
    assert found.end == at("2031-10-01T10:00", SHANGHAI)
    assert found.unknown_years == (2031,)


def test_germany_by_subdivision() -> None:
    # 2026-03-08 is a Sunday; 2027-03-08, Women's Day, a Monday and off in Berlin alone.
    assert (
        due(days(BERLIN, holidays=["DE-BE"]), "2027-03-05T16:00", 2) == "2027-03-09T10:00:00+0100"
    )
    assert due(days(BERLIN, holidays=["DE"]), "2027-03-05T16:00", 2) == "2027-03-08T10:00:00+0100"
    # Good Friday and Easter Monday 2026 are 04-03 and 04-06: Thu 1 h, Tue 04-07 1 h.
    assert due(days(BERLIN, holidays=["DE"]), "2026-04-02T16:00", 2) == "2026-04-07T10:00:00+0200"
    but = {"country": "DE", "except": ["2026-04-03"]}
    assert due(days(BERLIN, holidays=[but]), "2026-04-02T16:00", 2) == "2026-04-03T10:00:00+0200"


def test_a_holiday_on_a_weekend_is_observed_where_the_country_does_so() -> None:
    # 2026-07-04 is a Saturday, observed on Fri 07-03 in the United States.
    assert due(days(NEW_YORK, holidays=["US"]), "2026-07-02T16:00", 2) == "2026-07-06T10:00:00-0400"
    plain = [{"country": "US", "observed": False}]
    assert due(days(NEW_YORK, holidays=plain), "2026-07-02T16:00", 2) == "2026-07-03T10:00:00-0400"


def test_pauses_take_out_working_time_alone() -> None:
    office = days("UTC")
    # Paused on Mon from 10:00 to 12:00: 2 h later.
    assert due(
        office, "2026-03-02T09:00", 4, pause("UTC", "2026-03-02T10:00", "2026-03-02T12:00")
    ) == ("2026-03-02T15:00:00+0000")
    # Paused from Mon 16:00 to Tue 10:00: 2 h of work; 9:00 to 16:00 are 7 h, the eighth from 10:00.
    long = pause("UTC", "2026-03-02T16:00", "2026-03-03T10:00")
    assert due(office, "2026-03-02T09:00", 8, long) == "2026-03-03T11:00:00+0000"
    assert hours(office, "2026-03-02T09:00", "2026-03-03T17:00", long) == 14
    # Paused over the weekend alone: as if it were not.
    weekend = pause("UTC", "2026-03-06T18:00", "2026-03-09T08:00")
    assert due(office, "2026-03-06T16:00", 2, weekend) == "2026-03-09T10:00:00+0000"


def test_pauses_that_overlap_count_once() -> None:
    two = (
        pause("UTC", "2026-03-02T10:00", "2026-03-02T12:00"),
        pause("UTC", "2026-03-02T11:00", "2026-03-02T13:00"),
    )
    assert due(days("UTC"), "2026-03-02T09:00", 4, *two) == "2026-03-02T16:00:00+0000"


def test_a_pause_that_goes_on_leaves_no_due_date_unless_it_was_due_before() -> None:
    open_end = pause("UTC", "2026-03-02T12:00")
    assert due(days("UTC"), "2026-03-02T09:00", 4, open_end) is None
    assert due(days("UTC"), "2026-03-02T09:00", 3, open_end) == "2026-03-02T12:00:00+0000"
    found = add(days("UTC"), at("2026-03-02T09:00"), 4 * H, (open_end,))
    assert found.seconds == 3 * H
    assert hours(days("UTC"), "2026-03-02T09:00", "2026-03-03T17:00", open_end) == 3


def test_a_pause_may_begin_before_the_start() -> None:
    early = pause("UTC", "2026-03-01T00:00", "2026-03-02T10:00")
    assert due(days("UTC"), "2026-03-02T09:00", 1, early) == "2026-03-02T11:00:00+0000"


def test_subtracting_goes_the_same_way_back() -> None:
    office = days("UTC", breaks=LUNCH)
    # Tue 10:00 back: 1 h until 09:00, then Mon 17:00 back to 13:00 4 h, then before lunch.
    assert subtract(office, at("2026-03-03T10:00"), 5 * H).start == at("2026-03-02T13:00")
    assert subtract(office, at("2026-03-03T10:00"), 6 * H).start == at("2026-03-02T11:00")
    # With Mon from 15:00 to 17:00 paused: 1 h, 15:00 back to 13:00 2 h, 12:00 back to 10:00 2 h.
    away = pause("UTC", "2026-03-02T15:00", "2026-03-02T17:00")
    assert subtract(office, at("2026-03-03T10:00"), 5 * H, (away,)).start == at("2026-03-02T10:00")


def test_elapsed_time_is_the_calendar_in_which_everything_counts() -> None:
    clock = Days(always())
    assert add(clock, at("2026-03-06T16:00"), 96 * H).end == at("2026-03-10T16:00")


def test_a_calendar_that_never_opens_is_refused() -> None:
    for never in ({}, {"mon": []}):
        with pytest.raises(DomainError) as caught:
            due(days("UTC", never), "2026-03-02T09:00", 1)
        assert caught.value.code == "calendar.closed"


def test_the_end_of_time_is_refused_and_no_crash() -> None:
    for start, code in (
        ("9999-12-30T09:00", "calendar.range"),
        ("0001-01-01T09:00", "calendar.range"),
        ("2400-12-30T09:00", "calendar.range"),
    ):
        with pytest.raises(DomainError) as caught:
            due(days("UTC"), start, 100)
        assert caught.value.code == code
