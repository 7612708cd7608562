"""The chips of the top bar are there while something is wrong, and lead to it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.domain.roles import Role, Seat
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.alarms import Alarms
from dispatch_console.services.rights import Rights
from dispatch_console.ui.notices.duties_dialog import DutiesDialog
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.alarm_strip import Shown
from tests.ui.shell.alarm_scenes import KPIS, alarms
from tests.ui.shell.conftest import FakeServices

LONG = 20_000


@pytest.fixture
def main(qtbot: QtBot, session: Session, services: FakeServices) -> Iterator[MainWindow]:
    services.alarms = alarms()
    made = MainWindow(session)
    with qtbot.waitSignal(made.hub.loaded, timeout=LONG):
        made.show()
    yield made
    with qtbot.waitSignal(made.destroyed, timeout=LONG):
        made.close()


def test_what_is_nought_is_hidden(main: MainWindow) -> None:
    strip = main.alarms.strip
    strip.show_kpis(replace(KPIS, at_risk=0, breached=0, unassigned_p1=0))
    strip.show_alarms(Alarms())
    chips = (strip.sla, strip.urgent, strip.dead, strip.lost)
    assert [chip.isHidden() for chip in chips] == [True] * 4
    strip.show_kpis(KPIS)
    strip.show_alarms(alarms())
    assert [chip.isHidden() for chip in chips] == [False] * 4
    assert strip.sla.text() == "99+"
    assert "122 broken" in strip.sla.accessibleName()


def test_a_click_filters_the_board_and_another_one_shows_all_again(main: MainWindow) -> None:
    strip = main.alarms.strip
    strip.show_kpis(KPIS)
    strip.urgent.click()
    assert main.store.filter.priorities == {Priority.P1}
    assert main.store.filter.unassigned_only
    strip.sla.click()
    assert main.store.filter.sla
    assert (strip.sla.isChecked(), strip.urgent.isChecked()) == (True, False)
    strip.sla.click()
    assert not main.store.filter.sla
    assert not strip.sla.isChecked()


def test_duties_are_listed_and_marked_where_nobody_does_them(
    main: MainWindow, qtbot: QtBot
) -> None:
    strip = main.alarms.strip
    main.alarms.look()
    qtbot.waitUntil(lambda: not strip.lost.isHidden(), timeout=LONG)
    strip.lost.click()
    (dialog,) = main.findChildren(DutiesDialog)
    states = [
        item.text(3)
        for row in range(dialog.list.topLevelItemCount())
        if (item := dialog.list.topLevelItem(row))
    ]
    assert states.count("done") == 1
    assert states.count("nobody does it") == len(states) - 1
    dialog.reject()


def test_who_can_do_nothing_about_it_is_not_alarmed(main: MainWindow, qtbot: QtBot) -> None:
    main.alarms.look()
    qtbot.waitUntil(lambda: not main.alarms.strip.dead.isHidden(), timeout=LONG)
    main.intents.set_rights(Rights(Seat("li", Role.DISPATCHER)))
    main.alarms.strip.show_alarms(Alarms())
    main.alarms.look()
    assert main.alarms.strip.dead.isHidden()


def test_the_window_does_not_jump_when_a_chip_comes_or_goes(main: MainWindow, qtbot: QtBot) -> None:
    strip, top = main.alarms.strip, main.top_bar
    for chip in (strip.sla, strip.urgent, strip.dead, strip.lost):
        chip.hide()
    QApplication.processEvents()
    before = top.mapTo(main, top.rect().topLeft())
    strip.sla.show_alarm(Shown(12, "Deadlines: 12 broken"))
    qtbot.waitUntil(strip.sla.isVisible)
    QApplication.processEvents()
    assert top.mapTo(main, top.rect().topLeft()) == before
