"""Fields of forms: what can be read from them."""

from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import LONGEST_TITLE, HoldReason, Priority
from dispatch_console.ui.dialogs.fields import (
    choice,
    moment,
    read_moment,
    read_place,
    title_line,
)
from tests.factories import NOW

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("typed", ["31.2,121.4", " 31.2 , 121.4 ", "31.2 121.4", "31.2，121.4"])
def test_coordinates_are_read_in_every_usual_spelling(typed: str) -> None:
    assert read_place(typed) == Location(31.2, 121.4)


@pytest.mark.parametrize(
    ("typed", "code"), [("somewhere", "place.unreadable"), ("91, 0", "place.coordinates")]
)
def test_what_is_no_place_is_refused(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_place(typed)
    assert refused.value.code == code


def test_no_coordinates_are_no_place() -> None:
    assert read_place("  ") is None


def test_a_moment_is_read_as_the_wall_clock_of_the_zone(qtbot: QtBot) -> None:
    field = moment("Start", NOW.astimezone(ZONE))
    qtbot.addWidget(field)
    assert read_moment(field, ZONE) == NOW


def test_what_is_chosen_is_the_very_value_that_was_offered(qtbot: QtBot) -> None:
    for offered in (list(HoldReason), list(Priority), ["", "part"], [None, ("queue", 1)]):
        field = choice("What", {value: str(value) for value in offered}, offered[-1])
        qtbot.addWidget(field)
        for row, value in enumerate(offered):
            field.setCurrentIndex(row)
            assert field.currentData() == value
            assert type(field.currentData()) is type(value)


def test_a_title_takes_no_more_than_it_may_have_and_says_so(qtbot: QtBot) -> None:
    faults: list[DomainError] = []
    field = title_line("", faults.append)
    qtbot.addWidget(field)
    field.insert("长" * 100_000)
    assert field.text() == "长" * LONGEST_TITLE
    qtbot.waitUntil(lambda: bool(faults), timeout=20_000)
    assert {fault.code for fault in faults} == {"ticket.title_long"}
