"""The window of engineers, on a real database."""

from dataclasses import replace
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.services import staff
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.staff_flow import StaffFlow
from dispatch_console.ui.staff.window import StaffWindow
from tests.services.company import found

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def window(main: MainWindow, context: Context, qtbot: QtBot) -> StaffWindow:
    found(context)
    flow = StaffFlow(main)
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(lambda: window.list.count() == 3, timeout=WAIT)
    return window


def put(window: StaffWindow, name: str, typed: str) -> None:
    window.fields[name].setText(typed)
    window.fields[name].textEdited.emit(typed)


def outcome(window: StaffWindow) -> str:
    return window._outcome.text()


def test_an_address_is_entered_and_kept(
    window: StaffWindow, context: Context, qtbot: QtBot
) -> None:
    window.list.setCurrentRow(1)
    assert not window.save.isEnabled()
    put(window, "email", "li@example.org")
    assert not window.list.isEnabled(), "nobody leaves what is not saved"
    window.save.click()
    qtbot.waitUntil(lambda: outcome(window) == tr("Saved."), timeout=WAIT)
    assert staff.read(context)[1].email == "li@example.org"
    assert window.list.isEnabled()
    put(window, "wecom", "li.na")
    window.save.click()
    qtbot.waitUntil(lambda: staff.read(context)[1].wecom == "li.na", timeout=WAIT)


def test_what_cannot_be_right_is_said_and_nothing_typed_is_lost(
    window: StaffWindow, context: Context, qtbot: QtBot
) -> None:
    put(window, "email", "li")
    window.save.click()
    said = tr("engineer.email", address="li")
    qtbot.waitUntil(lambda: outcome(window) == said, timeout=WAIT)
    assert window.fields["email"].text() == "li"


def test_a_clash_is_said_and_what_is_there_now_shown_after_discarding(
    window: StaffWindow, context: Context, qtbot: QtBot
) -> None:
    first = staff.read(context)[0]
    put(window, "team", "mine")
    staff.save(context, uuid4(), replace(first, team="theirs"))
    window.save.click()
    said = tr("engineer.changed", name=first.name)
    qtbot.waitUntil(lambda: outcome(window) == said, timeout=WAIT)
    qtbot.waitUntil(lambda: window._staff[0].team == "theirs", timeout=WAIT)
    assert window.fields["team"].text() == "mine"
    window.discard.click()
    assert window.fields["team"].text() == "theirs"
