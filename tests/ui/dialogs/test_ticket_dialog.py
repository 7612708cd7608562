"""The form of a ticket: what is shown is what is kept, and a clash is a clear choice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.editing import changes
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from tests.factories import DAY, NOW, SKILLS, make_region, make_ticket

ZONE = ZoneInfo("Asia/Shanghai")
ODD = timedelta(seconds=17)
Open = Callable[..., TicketDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def make(**fields: object) -> TicketDialog:
        region = make_region(1)
        ticket = make_ticket(1, **fields)
        board = Board(
            read_at=NOW, tickets={ticket.id: ticket}, regions={region.id: region}, skills=SKILLS
        )
        dialog = TicketDialog(board, ticket, ZONE)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def test_what_is_not_touched_stays_exactly_as_it_was(opened: Open) -> None:
    window = TimeWindow(DAY + ODD, DAY + timedelta(hours=2) + ODD)
    dialog = opened(
        duration_s=3617,
        windows=(window,),
        response_due=NOW + ODD,
        location=Location(31.123456789, 121.47),
        category="something of their own",
        description="<b>bold</b>",
    )
    assert changes(dialog._base, dialog.wanted) == {}


def test_everything_typed_is_wanted(opened: Open) -> None:
    dialog = opened(windows=(), skills=())
    dialog.title.setText("  Lift stuck ")
    dialog.minutes.setValue(90)
    dialog.place.setText("0, 0")
    dialog.skills.add.click()
    dialog.windows.add.click()
    dialog.windows.add.click()
    dialog.response.has.setChecked(False)
    found = changes(dialog._base, dialog.wanted)
    assert found["title"] == "Lift stuck"
    assert found["duration_s"] == 5400
    assert found["location"] == Location(0, 0)
    assert found["region_id"] is None
    assert len(found["skills"]) == 1
    first, second = found["windows"]
    assert second.start - first.start == timedelta(days=1)


def test_a_row_can_be_taken_away(opened: Open) -> None:
    dialog = opened(skills=(SkillLevel("lift", 2), SkillLevel("door", 1)))
    remove = [b for b in dialog.skills.findChildren(QPushButton) if b.accessibleName()]
    remove[0].click()
    assert dialog.wanted.skills == (SkillLevel("door", 1),)


def test_saving_asks_for_it_and_unreadable_coordinates_are_said(opened: Open, qtbot: QtBot) -> None:
    dialog = opened()
    dialog.place.setText("somewhere")
    with qtbot.assertNotEmitted(dialog.save_wanted):
        dialog.save.click()
    assert dialog.said.isVisible()
    dialog.place.setText("31.2, 121.4")
    with qtbot.waitSignal(dialog.save_wanted) as heard:
        dialog.save.click()
    assert heard.args is not None
    base, wanted = heard.args
    assert set(changes(base, wanted)) >= {"location"}
    dialog.refused("No.")
    assert dialog.said.text() == "No."
    assert dialog.save.isEnabled()
    assert dialog.place.text() == "31.2, 121.4"


def test_nothing_changed_needs_no_saving(opened: Open, qtbot: QtBot) -> None:
    dialog = opened()
    with qtbot.waitSignal(dialog.accepted):
        dialog.save.click()


def test_what_is_not_saved_is_not_lost_by_one_key(opened: Open) -> None:
    dialog = opened()
    dialog.phone.setText("555")
    dialog.reject()
    assert dialog.isVisible()
    assert "not saved" in dialog.said.text()
    dialog.reject()
    assert not dialog.isVisible()


@pytest.mark.parametrize("mine", [True, False])
def test_after_a_clash_a_person_chooses_and_the_rest_goes_on(
    opened: Open, qtbot: QtBot, mine: bool
) -> None:
    dialog = opened(phone="1", title="Old")
    dialog.phone.setText("2")
    dialog.address.setText("New street 5")
    with qtbot.waitSignal(dialog.save_wanted):
        dialog.save.click()
    now: Ticket = replace(dialog._base, phone="3", title="Theirs", version=2)
    dialog.clash(now, ("phone",), "Li changed it too.")
    assert not dialog.save.isEnabled()
    with qtbot.waitSignal(dialog.save_wanted) as heard:
        (dialog.mine if mine else dialog.theirs).click()
    assert heard.args is not None
    base, wanted = heard.args
    assert base == now
    expected = {"address": "New street 5"} | ({"phone": "2"} if mine else {})
    assert changes(base, wanted) == expected
    assert wanted.title == "Theirs"
