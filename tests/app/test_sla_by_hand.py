"""Deadlines by calendars as other programs have them, worked out by hand, through the command.

The comments are the working. 2026-03-02 is a Monday.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from dispatch_console.app.cli import main

OFFICE = {"zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}}
SIESTA = {"zone": "Europe/Madrid", "week": {"mon-fri": ["09:00-14:00", "16:00-19:00"]}}
RIYADH = {"zone": "Asia/Riyadh", "week": {"sun-thu": ["08:00-16:00"]}}
KOLKATA = {
    "zone": "Asia/Kolkata",
    "week": {"mon-fri": ["09:30-18:30"], "sat": ["09:30-13:30"]},
    "breaks": {"mon-fri": ["13:00-13:30"]},
}
KATHMANDU = {"zone": "Asia/Kathmandu", "week": {"sun-fri": ["10:00-17:00"]}}
THREE_SHIFTS = {
    "zone": "UTC",
    "week": {"mon-fri": ["06:00-14:00", "14:00-22:00", "22:00-06:00"]},
}
WEEKEND_NIGHTS = {"zone": "UTC", "week": {"fri": ["20:00-08:00"], "sat": ["20:00-08:00"]}}
NIGHTS = {"zone": "UTC", "week": {"daily": ["22:00-06:00"]}}
CHINA = {
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-18:00"]},
    "breaks": {"mon-fri": ["12:00-13:00"]},
    "holidays": ["CN"],
}


def clock(zone: str) -> dict[str, Any]:
    return {"zone": zone, "week": {"daily": ["00:00-24:00"]}}


def nights(zone: str) -> dict[str, Any]:
    return NIGHTS | {"zone": zone}


def office(zone: str, **more: Any) -> dict[str, Any]:
    return OFFICE | {"zone": zone} | more


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(calendar: dict[str, Any], action: str, *arguments: str) -> dict[str, Any]:
        path = tmp_path / "calendar.json"
        path.write_text(json.dumps(calendar), encoding="utf-8")
        assert main(["sla", action, "--calendar", str(path), *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return asked


DUE: list[tuple[dict[str, Any], str, str, str]] = [
    # Several shifts a day. 13:30 to 14:00, then from 16:00.
    (SIESTA, "2026-03-02T13:30", "1h", "2026-03-02T16:30:00+01:00"),
    # Used up as the doors close for the siesta.
    (SIESTA, "2026-03-02T13:00", "1h", "2026-03-02T14:00:00+01:00"),
    # 14:00 is closed already.
    (SIESTA, "2026-03-02T14:00", "1s", "2026-03-02T16:00:01+01:00"),
    # Fri 1 h, Mon 09:00 to 14:00 5 h.
    (SIESTA, "2026-03-06T18:00", "6h", "2026-03-09T14:00:00+01:00"),
    # A week from Sunday to Thursday: Thu 1 h, Sun 1 h.
    (RIYADH, "2026-03-05T15:00", "2h", "2026-03-08T09:00:00+03:00"),
    # Half a Saturday: Fri half an hour, Sat 4 h, Mon half an hour.
    (KOLKATA, "2026-03-06T18:00", "5h", "2026-03-09T10:00:00+05:30"),
    # In the break: counted from 13:30.
    (KOLKATA, "2026-03-02T13:15", "15m", "2026-03-02T13:45:00+05:30"),
    # 11:00 UTC is Fri 16:45: a quarter, then Sun a quarter.
    (KATHMANDU, "2026-03-06T11:00:00Z", "30m", "2026-03-08T10:15:00+05:45"),
    # Shifts that touch: Fri 20:00 to Sat 06:00 10 h; Mon begins at 06:00.
    (THREE_SHIFTS, "2026-03-06T20:00", "12h", "2026-03-09T08:00:00+00:00"),
    # Two nights of 12 h.
    (WEEKEND_NIGHTS, "2026-03-06T12:00", "24h", "2026-03-08T08:00:00+00:00"),
    # One second left of Saturday's night, the other on Friday.
    (WEEKEND_NIGHTS, "2026-03-08T07:59:59", "2s", "2026-03-13T20:00:01+00:00"),
    # A date without hours is a day off: Tue 22 to 24 2 h, nothing on Wed, Thu from 22:00.
    (
        NIGHTS | {"special": [{"date": "2026-03-04", "hours": []}]},
        "2026-03-03T22:00",
        "3h",
        "2026-03-05T23:00:00+00:00",
    ),
    # The same where shifts are worked to their end: Tue 22:00 to Wed 06:00.
    (
        NIGHTS | {"special": [{"date": "2026-03-04", "hours": []}], "days_off_end_at": "shift"},
        "2026-03-03T22:00",
        "3h",
        "2026-03-04T01:00:00+00:00",
    ),
    # A date with a few hours leaves the night before alone: Wed 00 to 06 and 10 to 11.
    (
        NIGHTS | {"special": [{"date": "2026-03-04", "hours": ["10:00-11:00"]}]},
        "2026-03-04T00:00",
        "7h",
        "2026-03-04T11:00:00+00:00",
    ),
    # A break over midnight: 22:00 to 23:45, then from 00:15.
    (
        NIGHTS | {"breaks": {"daily": ["23:45-00:15"]}},
        "2026-03-02T22:00",
        "2h",
        "2026-03-03T00:30:00+00:00",
    ),
    # Breaks that overlap and one out of hours: 9 to 12, 14 to 15.
    (
        office("UTC", breaks={"mon-fri": ["12:00-13:30", "13:00-14:00", "18:00-19:00"]}),
        "2026-03-02T09:00",
        "4h",
        "2026-03-02T15:00:00+00:00",
    ),
    # Five days round the clock: Fri 1 h, Mon 1 h, in summer time by then.
    (
        {"zone": "America/New_York", "week": {"mon-fri": ["00:00-24:00"]}},
        "2026-03-06T23:00",
        "2h",
        "2026-03-09T01:00:00-04:00",
    ),
    # 12:00 BST is 11:00 UTC; so it is a day later.
    (clock("Europe/London"), "2026-10-24T12:00", "24h", "2026-10-25T11:00:00+00:00"),
    # Lord Howe, half an hour forward at 02:00: 22 to 02 4 h, then 02:30 to 03:30.
    (nights("Australia/Lord_Howe"), "2026-10-03T22:00", "5h", "2026-10-04T03:30:00+11:00"),
    # Santiago, 00:00 to 01:00: 2 h until then, one more.
    (nights("America/Santiago"), "2026-09-05T22:00", "3h", "2026-09-06T02:00:00-03:00"),
    # Apia has no 2011-12-30: Thu 1 h, then Mon.
    (office("Pacific/Apia"), "2011-12-29T16:00", "2h", "2012-01-02T10:00:00+14:00"),
    # Thursday's night is worked to its end, on Saturday.
    (nights("Pacific/Apia"), "2011-12-29T22:00", "5h", "2011-12-31T03:00:00+14:00"),
    # The 1994-12-31 that Kiritimati never had.
    (clock("Pacific/Kiritimati"), "1994-12-30T12:00", "24h", "1995-01-01T12:00:00+14:00"),
    # A reading that is skipped is an hour later; one that comes twice is the first.
    (clock("Europe/Berlin"), "2026-03-29T02:30", "0h", "2026-03-29T03:30:00+02:00"),
    (clock("Europe/Berlin"), "2026-10-25T02:30", "0h", "2026-10-25T02:30:00+02:00"),
    # The second of the two, by its offset: half an hour later it is three.
    (clock("Europe/Berlin"), "2026-10-25T02:30+01:00", "30m", "2026-10-25T03:00:00+01:00"),
    # National Day 2025, 10-01 to 10-08: Tue 1 h, Thu 10-09 8 h, Fri 1 h.
    (CHINA, "2025-09-30T17:00", "10h", "2025-10-10T10:00:00+08:00"),
    # Fri 10-10 1 h, Sat 10-11 is worked.
    (CHINA, "2025-10-10T17:00", "2h", "2025-10-11T10:00:00+08:00"),
    # Spring Festival 2024, 02-10 to 02-17: Fri 1 h, Sun 02-18 is worked.
    (CHINA, "2024-02-09T17:00", "2h", "2024-02-18T10:00:00+08:00"),
    # 2020's was made longer, until Sun 02-02: Thu 01-23 1 h, Mon 1 h.
    (CHINA, "2020-01-23T17:00", "2h", "2020-02-03T10:00:00+08:00"),
    # By its other code, too.
    (CHINA | {"holidays": ["CHN"]}, "2025-10-10T17:00", "2h", "2025-10-11T10:00:00+08:00"),
    # One's own day off wins over a make-up day: Fri 1 h, Mon 1 h.
    (CHINA | {"closed": ["2025-10-11"]}, "2025-10-10T17:00", "2h", "2025-10-13T10:00:00+08:00"),
    # Days of every year: Wed 12-23 1 h, Thu and Fri off, Mon 2 h.
    (
        office("Europe/Berlin", closed=["12-24", "12-25", "12-26", "12-31", "01-01"]),
        "2026-12-23T16:00",
        "3h",
        "2026-12-28T11:00:00+01:00",
    ),
    # Every year from 12-24 to 01-02: Wed 12-23 1 h, then Mon 2027-01-04.
    (
        office("UTC", closed=[{"from": "12-24", "to": "01-02"}]),
        "2026-12-23T16:00",
        "2h",
        "2027-01-04T10:00:00+00:00",
    ),
    # And in July: Fri 2029-07-13 1 h, off from 07-16 to 07-20, Mon 07-23 1 h.
    (
        office("UTC", closed=[{"from": "07-16", "to": "07-20", "name": "Works holiday"}]),
        "2029-07-13T16:00",
        "2h",
        "2029-07-23T10:00:00+00:00",
    ),
    # Mon 1 h, Tue is 02-29, Wed 1 h.
    (office("UTC", closed=["02-29"]), "2028-02-28T16:00", "2h", "2028-03-01T10:00:00+00:00"),
    # Boxing Day 2026 is a Saturday, off on Mon 12-28 instead: Thu 1 h, Tue 1 h.
    (
        office("Europe/London", holidays=["GB-ENG"]),
        "2026-12-24T16:00",
        "2h",
        "2026-12-29T10:00:00+00:00",
    ),
    # 2026-09-21 and 09-23 are holidays in Japan, so the day between is one: Fri 1 h, Thu 1 h.
    (
        office("Asia/Tokyo", holidays=["JP"]),
        "2026-09-18T16:00",
        "2h",
        "2026-09-24T10:00:00+09:00",
    ),
    # New Year 2022 is a Saturday, observed on Fri 2021-12-31: Thu 1 h, Mon 1 h.
    (
        office("America/New_York", holidays=["US"]),
        "2021-12-30T16:00",
        "2h",
        "2022-01-03T10:00:00-05:00",
    ),
    # To the second.
    (OFFICE, "2026-03-02T09:00:30", "45s", "2026-03-02T09:01:15+00:00"),
    (OFFICE, "2026-03-02T16:59:59", "2s", "2026-03-03T09:00:01+00:00"),
    (
        {"zone": "UTC", "week": {"mon": ["09:00:10-09:00:20"]}},
        "2026-03-02T00:00",
        "15s",
        "2026-03-09T09:00:15+00:00",
    ),
    (OFFICE, "2026-03-02T09:00", "1.5h", "2026-03-02T10:30:00+00:00"),
    # 17:30 in Kolkata is 12:00 UTC; 23:30 of the day before at -10:00 is 09:30.
    (OFFICE, "2026-03-02T17:30+05:30", "1h", "2026-03-02T13:00:00+00:00"),
    (OFFICE, "2026-03-01T23:30-10:00", "1h", "2026-03-02T10:30:00+00:00"),
    # 3,650 days; of the ten years two are leap years.
    (clock("UTC"), "2026-01-01", "87600h", "2035-12-30T00:00:00+00:00"),
    # 520 weeks of 40 h: Mon 2036-02-18 would begin the next; up on Friday.
    (OFFICE, "2026-03-02T09:00", "20800h", "2036-02-15T17:00:00+00:00"),
    (clock("UTC"), "1969-12-31T23:59:59", "2s", "1970-01-01T00:00:01+00:00"),
    # Backwards: Mon 1 h, Fri 1 h; at the opening from Friday's close; 0 either way.
    (OFFICE, "2026-03-02T10:00", "-2h", "2026-02-27T16:00:00+00:00"),
    (OFFICE, "2026-03-02T09:00", "-1s", "2026-02-27T16:59:59+00:00"),
    (OFFICE, "2026-03-01T12:00", "-0h", "2026-03-01T12:00:00+00:00"),
    # The 25th hour of St John's: the first 2010-11-07 begins at 02:30 UTC and lasts a minute.
    (clock("America/St_Johns"), "2010-11-07T12:00", "-25h", "2010-11-06T12:00:00-02:30"),
    (clock("America/St_Johns"), "2010-11-07T03:00Z", "-1h", "2010-11-06T23:30:00-02:30"),
]


@pytest.mark.parametrize(("calendar", "start", "target", "wanted"), DUE)
def test_due(calendar: dict[str, Any], start: str, target: str, wanted: str, ask: Any) -> None:
    found = ask(calendar, "due", "--start", start, f"--target={target}")
    assert found["due"]["local"] == wanted


ELAPSED: list[tuple[dict[str, Any], str, str, float]] = [
    (SIESTA, "2026-03-02", "2026-03-09", 40),
    # 5 × 8.5 h and 4 h.
    (KOLKATA, "2026-03-02", "2026-03-09", 46.5),
    # Clocks go forward over the weekend.
    (clock("Europe/Berlin"), "2026-03-27T12:00", "2026-03-30T12:00", 71),
    (clock("Australia/Lord_Howe"), "2026-04-05", "2026-04-06", 24.5),
    (clock("Australia/Lord_Howe"), "2026-10-04", "2026-10-05", 23.5),
    # 01:00 at +11:00 to 03:00 at +10:30.
    (
        {"zone": "Australia/Lord_Howe", "week": {"sun": ["01:00-03:00"]}},
        "2026-04-05",
        "2026-04-06",
        2.5,
    ),
    # Beirut goes back from Sunday's midnight to Saturday 23:00: 20 to 24 lasts 5 h.
    (clock("Asia/Beirut"), "2026-10-24", "2026-10-25", 25),
    (
        {"zone": "Asia/Beirut", "week": {"sat": ["20:00-24:00"]}},
        "2026-10-24",
        "2026-10-25",
        5,
    ),
    # Havana goes from 00:00 to 01:00, and from 01:00 back to 00:00.
    ({"zone": "America/Havana", "week": {"sun": ["00:00-08:00"]}}, "2026-03-08", "2026-03-09", 7),
    ({"zone": "America/Havana", "week": {"sun": ["00:00-08:00"]}}, "2026-11-01", "2026-11-02", 9),
    # Santiago goes back from Sunday's midnight: Saturday's night is 9 h long.
    (nights("America/Santiago"), "2026-04-04T12:00", "2026-04-05T12:00", 9),
    # Two hours at once.
    (clock("Antarctica/Troll"), "2026-03-29", "2026-03-30", 22),
    # Forward over midnight, from 23:30 to 00:30: 17:00 UTC to 04:45 UTC.
    (clock("America/Toronto"), "1919-03-30T12:00", "1919-03-31T00:45", 11.75),
    # Back over midnight, from 00:01 to 23:01.
    (clock("America/St_Johns"), "2010-11-06T12:00", "2010-11-07T03:00Z", 12.5),
    (clock("America/St_Johns"), "2010-11-06T12:00", "2010-11-07T12:00", 25),
    (clock("Pacific/Apia"), "2011-12-29", "2011-12-31", 24),
    # Thursday's and Saturday's night, 8 h each.
    (nights("Pacific/Apia"), "2011-12-29T12:00", "2012-01-01T12:00", 16),
    (OFFICE, "2026-03-02T17:00", "2026-03-03T09:00", 0),
    (OFFICE, "2026-03-02T12:00", "2026-03-02T12:00", 0),
]


@pytest.mark.parametrize(("calendar", "start", "end", "hours"), ELAPSED)
def test_elapsed(calendar: dict[str, Any], start: str, end: str, hours: float, ask: Any) -> None:
    found = ask(calendar, "elapsed", "--start", start, "--end", end)
    assert found["elapsed_s"] == hours * 3600
    assert sum(span["seconds"] for span in found["spans"]) == found["elapsed_s"]


PAUSED: list[tuple[str, str, list[str], str | None]] = [
    # From before the start until 10:00: 10 to 14.
    ("2026-03-02T09:00", "4h", ["2026-03-02T07:00/2026-03-02T10:00"], "2026-03-02T14:00"),
    # One after the other: 9 to 10, 12 to 15.
    (
        "2026-03-02T09:00",
        "4h",
        ["2026-03-02T10:00/2026-03-02T11:00", "2026-03-02T11:00/2026-03-02T12:00"],
        "2026-03-02T15:00",
    ),
    # One within the other: 9 to 10, 13 to 16.
    (
        "2026-03-02T09:00",
        "4h",
        ["2026-03-02T11:00/2026-03-02T12:00", "2026-03-02T10:00/2026-03-02T13:00"],
        "2026-03-02T16:00",
    ),
    # Begun as it was due, of no length, over, or out of hours: nothing.
    ("2026-03-02T09:00", "3h", ["2026-03-02T12:00/2026-03-02T13:00"], "2026-03-02T12:00"),
    ("2026-03-02T09:00", "4h", ["2026-03-02T10:00/2026-03-02T10:00"], "2026-03-02T13:00"),
    ("2026-03-02T09:00", "4h", ["2026-02-27T09:00/2026-03-02T09:00"], "2026-03-02T13:00"),
    ("2026-03-02T16:00", "2h", ["2026-03-02T17:00/2026-03-03T09:00"], "2026-03-03T10:00"),
    # 24 h from noon to noon: 9 to 12, Tue 12 to 13.
    ("2026-03-02T09:00", "4h", ["2026-03-02T12:00/P1D"], "2026-03-03T13:00"),
    # 20:00 in Shanghai is noon.
    ("2026-03-02T09:00", "4h", ["2026-03-02T20:00+08:00/PT1H"], "2026-03-02T14:00"),
    # Going on: before the target is used up, as it is, and before the start.
    ("2026-03-02T09:00", "8h", ["2026-03-02T16:00/.."], None),
    ("2026-03-02T09:00", "8h", ["2026-03-02T17:00/.."], "2026-03-02T17:00"),
    ("2026-03-02T09:00", "1h", ["2026-03-01T09:00/"], None),
    ("2026-03-02T09:00", "0h", ["2026-03-01T09:00/.."], "2026-03-02T09:00"),
    # One that goes on swallows what comes after it.
    ("2026-03-02T09:00", "4h", ["2026-03-02T10:00/..", "2026-03-02T11:00/PT1H"], None),
]


@pytest.mark.parametrize(("start", "target", "pauses", "wanted"), PAUSED)
def test_paused(start: str, target: str, pauses: list[str], wanted: str | None, ask: Any) -> None:
    found = ask(OFFICE, "due", "--start", start, "--target", target, "--pause", *pauses)
    assert found["due"] == (
        None if wanted is None else {"utc": f"{wanted}:00Z", "local": f"{wanted}:00+00:00"}
    )


def test_a_pause_over_a_change_of_clocks_is_as_long_as_it_was(ask: Any) -> None:
    # 12 h, a pause of 23 h, 12 h more.
    arguments = ("--start", "2026-03-28", "--target", "24h")
    pause = ("--pause", "2026-03-28T12:00/2026-03-29T12:00")
    found = ask(clock("Europe/Berlin"), "due", *arguments, *pause)
    assert found["due"]["local"] == "2026-03-30T00:00:00+02:00"
    assert [one["seconds"] for one in found["pauses"]] == [23 * 3600]


def test_years_before_and_after_what_is_known_are_named(ask: Any) -> None:
    weekly = CHINA | {"unknown_years": "weekly"}
    for year in ("2003", "2031"):
        found = ask(weekly, "due", "--start", f"{year}-10-01T09:00", "--target", "1h")
        assert found["unknown_years"] == [int(year)]
    known = ask(weekly, "due", "--start", "2025-09-01T09:00", "--target", "1h")
    assert known["unknown_years"] == []


def test_the_answer_has_these_fields_and_no_others(ask: Any) -> None:
    due = ask(OFFICE, "due", "--start", "2026-03-02", "--target", "1h")
    elapsed = ask(OFFICE, "elapsed", "--start", "2026-03-02", "--end", "2026-03-03")
    details = ["spans", "pauses", "days", "unknown_years"]
    assert list(due) == ["calendar", "start", "target_s", "due", *details]
    assert list(elapsed) == ["calendar", "start", "end", "elapsed_s", "elapsed", *details]


@pytest.mark.parametrize("language", ["C", "en_US.UTF-8", "de_DE.UTF-8", "zh_CN.UTF-8"])
def test_names_of_holidays_do_not_hang_on_the_environment(
    language: str, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dispatch_console.domain.worktime.public_days import public_year

    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, language)
    public_year.cache_clear()
    day = ("--start", "2026-10-03", "--end", "2026-10-03")
    found = ask(office("Europe/Berlin", holidays=["DE"]), "elapsed", *day)
    assert [one["name"] for one in found["days"]] == ["German Unity Day"]
