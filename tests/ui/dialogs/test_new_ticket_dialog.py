"""The form for a new ticket."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.ui.dialogs.fields import moment, read_moment, read_place
from dispatch_console.ui.dialogs.new_ticket_dialog import NewTicketDialog
from tests.factories import NOW, make_board

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[NewTicketDialog]:
    made = NewTicketDialog(make_board(5), NOW, ZONE)
    made.show()
    yield made
    if isValid(made):  # it deletes itself when closed
        made.deleteLater()


def words(form: NewTicketDialog) -> str:
    return " ".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())


def test_what_was_typed_is_what_is_asked_for(form: NewTicketDialog, qtbot: QtBot) -> None:
    form._title.setText("  Lift stuck ")
    form._customer.setText("Hotel")
    form._place.setText("31.2304, 121.4737")
    form._skill.setCurrentIndex(form._skill.findData("lift"))
    form._level.setValue(3)
    form._minutes.setValue(90)
    form._windowed.setChecked(True)
    with qtbot.waitSignal(form.create_wanted) as asked:
        form._create.click()
    assert asked.args is not None
    new = asked.args[0]
    assert (new.title, new.customer_name, new.duration_s) == ("Lift stuck", "Hotel", 5400)
    assert new.location == Location(31.2304, 121.4737)
    assert new.skills == (SkillLevel("lift", 3),)
    assert new.windows[0].start == datetime(2026, 3, 2, 2, tzinfo=UTC)


def test_a_ticket_without_a_title_is_not_sent(form: NewTicketDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.create_wanted):
        form._create.click()
    assert form._wrong.isVisible()


def test_a_place_that_is_none_is_told(form: NewTicketDialog, qtbot: QtBot) -> None:
    form._title.setText("Lift stuck")
    form._place.setText("behind the church")
    with qtbot.assertNotEmitted(form.create_wanted):
        form._create.click()
    assert "behind the church" in words(form)


def test_after_a_failure_everything_typed_is_still_there(form: NewTicketDialog) -> None:
    form._title.setText("Lift stuck")
    form._create.click()
    assert not form._create.isEnabled()
    form.not_created("The database is away.")
    assert form._title.text() == "Lift stuck"
    assert form._create.isEnabled()
    assert "The database is away." in words(form)


def test_typed_text_is_given_up_only_when_asked_twice(form: NewTicketDialog) -> None:
    form._title.setText("Lift stuck")
    form.reject()
    assert form.isVisible()
    form.reject()
    assert not form.isVisible()


def test_an_untouched_form_closes_at_once(form: NewTicketDialog) -> None:
    form.reject()
    assert not form.isVisible()


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
