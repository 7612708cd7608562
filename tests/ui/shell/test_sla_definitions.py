"""The window for calendars and policies, on a real database."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.services.context import Context
from dispatch_console.services.sla.definitions import listed
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.definitions_flow import DefinitionsFlow
from dispatch_console.ui.sla.definitions_window import DefinitionsWindow

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def window(main: MainWindow, qtbot: QtBot) -> DefinitionsWindow:
    flow = DefinitionsFlow(main)
    flow.open()
    found = flow._window
    assert found is not None
    qtbot.waitUntil(lambda: found.list.count() > 4, timeout=WAIT)
    return found


def write(window: DefinitionsWindow, **changed: Any) -> None:
    document = json.loads(window.editor.toPlainText())
    window.editor.setPlainText(json.dumps(document | changed))


def test_a_new_policy_is_tried_and_saved(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    window.new_policy.click()
    assert not window.save.isEnabled()
    window.code.setText("gold")
    write(window, name_en="Gold", name_zh="Gold", applies={"types": ["general"]})
    window.try_out.click()
    qtbot.waitUntil(lambda: "Gold" in window.outcome.text(), timeout=WAIT)
    assert window.tree.topLevelItemCount() == 2
    window.save.click()
    qtbot.waitUntil(lambda: "Saved" in window.outcome.text(), timeout=WAIT)
    assert window.list.currentItem().text().endswith("gold")
    assert "gold" in {kept.code for kept in listed(context).policies}


def test_what_is_wrong_is_said_and_nothing_is_written(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    before = listed(context)
    window.list.setCurrentRow(window.list.count() - 1)
    write(window, zone="Mars/Olympus")
    window.save.click()
    qtbot.waitUntil(lambda: "Mars/Olympus" in window.outcome.text(), timeout=WAIT)
    window.editor.setPlainText("{")
    window.save.click()
    assert "line 1" in window.outcome.text()
    assert listed(context) == before


def test_closing_asks_once_before_changes_are_lost(window: DefinitionsWindow, qtbot: QtBot) -> None:
    write(window, position=7)
    window.reject()
    assert window.isVisible()
    with qtbot.waitSignal(window.destroyed, timeout=WAIT):
        window.reject()


def test_a_policy_in_use_is_not_deleted_but_an_unused_one_is(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    count = window.list.count()
    window.list.setCurrentRow(0)
    window.delete.click()
    qtbot.waitUntil(lambda: window.list.count() == count - 1, timeout=WAIT)
    assert len(listed(context).policies) == 3
