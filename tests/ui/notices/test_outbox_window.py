"""What was not sent is told with its reason and without secrets, and dealt with by who may."""

from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.services.delivering.duty import Standing
from dispatch_console.ui.notices.outbox_window import OutboxWindow
from tests.ui.shell.outbox_scenes import unsent


@pytest.fixture
def window(qtbot: QtBot) -> OutboxWindow:
    made = OutboxWindow(ZoneInfo("Asia/Shanghai"), may=True)
    qtbot.addWidget(made)
    made.show_messages(unsent(), "zh_CN")
    return made


def lines(window: OutboxWindow) -> list[str]:
    items = [window.list.topLevelItem(row) for row in range(window.list.topLevelItemCount())]
    return ["|".join(item.text(column) for column in range(7)) for item in items if item]


def choose(window: OutboxWindow, *rows: int) -> None:
    window.list.clearSelection()
    for row in rows:
        item = window.list.topLevelItem(row)
        assert item is not None
        item.setSelected(True)


def test_each_is_told_with_its_reason_and_without_the_robot_s_secret(window: OutboxWindow) -> None:
    held, failed, waits = lines(window)
    assert "invalid webhook url" in held
    assert "secret" not in held
    assert "T-00001" in failed
    assert "timed out" in failed
    assert "no settings" in waits


def test_they_are_told_apart_by_where_they_stand(window: OutboxWindow) -> None:
    for standing in Standing:
        window.which.setCurrentIndex(window.which.findData(standing))
        assert len(lines(window)) == 1


def test_only_held_ones_are_sent_again_and_discarding_takes_two_presses(
    window: OutboxWindow, qtbot: QtBot
) -> None:
    choose(window, 1)
    assert not window.release.isEnabled()
    choose(window, 0, 1)
    with qtbot.waitSignal(window.release_wanted) as heard:
        window.release.click()
    assert heard.args == [(1,)]
    with qtbot.assertNotEmitted(window.drop_wanted):
        window.drop.click()
    with qtbot.waitSignal(window.drop_wanted) as heard:
        window.drop.click()
    assert heard.args is not None
    assert set(heard.args[0]) == {1, 2}


def test_what_is_chosen_stays_so_while_messages_come_and_go(window: OutboxWindow) -> None:
    choose(window, 1)
    window.show_messages(unsent()[1:], "zh_CN")
    assert window._chosen() == (2,)


def test_who_may_not_only_reads(qtbot: QtBot) -> None:
    made = OutboxWindow(ZoneInfo("UTC"), may=False)
    qtbot.addWidget(made)
    made.show_messages(unsent(), "en")
    choose(made, 0)
    assert not made.drop.isEnabled()
    assert not made.release.isEnabled()
    assert not made.language.isEnabled()
