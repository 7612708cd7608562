"""Calendars and policies with anything at all in any of their places: understood or refused."""

import contextlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.worktime.reading import calendar_from

POLICY = {
    "code": "gold",
    "position": 10,
    "active": True,
    "applies": {
        "assets": [1, "x"],
        "contracts": ["a"],
        "customers": [17],
        "types": ["general"],
        "priorities": [1],
    },
    "targets": {"response": {"within": "30m"}, "resolution": {"within": "16h", "calendar": "c"}},
    "pauses": ["customer"],
    "notices": [{"goal": "resolution", "when": "75%", "to": ["owner"], "by": ["console"]}],
}
CALENDAR = {
    "name": "Desk",
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-18:00", ["1:00", "2:00"]]},
    "breaks": {"mon": ["12:00-13:00"]},
    "holidays": [
        {
            "country": "DE",
            "subdivision": "BE",
            "categories": ["public"],
            "observed": True,
            "except": ["2026-01-01"],
        }
    ],
    "closed": [
        "2026-12-24",
        "12-25",
        {"date": "2026-12-31", "hours": ["12:00-24:00"]},
        {"from": "2026-08-03", "to": "2026-08-14"},
        {"from": "2026-09-07T15:00", "to": "2026-09-08T10:00"},
    ],
    "special": [{"date": "2026-12-25", "hours": ["10:00-12:00"]}],
    "make_up_day": "mon",
    "days_off_end_at": "shift",
    "unknown_years": "refuse",
    "day": "8h",
}
ANYTHING: list[Any] = [
    *(None, [], {}, [[]], [{}], {"a": 1}, True, -1, 0, 1.5, float("inf"), 10**400),
    *("", "x", "\0", "\ud800", "-", "--", "P", "٣", "1-1", "mon-", "-mon", "daily-fri"),
    *("２０２６-01-01", "0000-00-00", "0001-01-01", "9999-12-31", "24:00-24:00"),
    *("9999-12-31T23:59", "0001-01-01T00:00", "-99999999999h"),
]


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = document.items() if isinstance(document, dict) else ()
    for key, value in enumerate(document) if isinstance(document, list) else inner:
        yield from places(value, (*path, key))


def around(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


@pytest.mark.parametrize(
    ("document", "read"),
    [(POLICY, lambda document: policy_from(document, ["c"])), (CALENDAR, calendar_from)],
    ids=["policy", "calendar"],
)
def test_whatever_stands_in_a_place_is_understood_or_refused(
    document: Any, read: Callable[[object], object]
) -> None:
    read(document)
    for path in places(document):
        for thing in ANYTHING:
            given = deepcopy(document)
            if path:
                around(given, path)[path[-1]] = thing
            else:
                given = thing
            with contextlib.suppress(DomainError):
                read(given)
            if path and isinstance(path[-1], str) and isinstance(thing, str):
                renamed = deepcopy(document)
                fields = around(renamed, path)
                fields[thing] = fields.pop(path[-1])
                with contextlib.suppress(DomainError):
                    read(renamed)
