"""Undo and redo in the window: what the menu says, what the key does, what is said of it."""

from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.ui.shell import MainWindow, Session, undoing

ONE = UUID(int=1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, str]]:
    """What the service was asked to undo."""
    found: list[tuple[UUID, str]] = []

    def undo(ctx: Context, command: UUID, undone: UUID, what: str) -> ChangeSet:
        found.append((undone, what))
        return ChangeSet()

    monkeypatch.setattr(undoing, "undo", undo)
    return found


def did(main: MainWindow, qtbot: QtBot, session: Session, what: str) -> None:
    with qtbot.waitSignal(main.undoing.changed):
        session.context.database.applied(ONE, what)


def test_with_nothing_done_there_is_nothing_to_undo(main: MainWindow) -> None:
    assert not main.actions_.undo.isEnabled()
    assert main.actions_.undo.text() == "Undo"


def test_undo_and_redo_take_turns(
    main: MainWindow, qtbot: QtBot, session: Session, asked: list[tuple[UUID, str]]
) -> None:
    did(main, qtbot, session, "set_status accepted")
    assert main.actions_.undo.text() == "Undo: status"
    main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: main.actions_.redo.isEnabled())
    assert asked == [(ONE, "set_status")]
    assert main.messages.sentence == "Undone: status"
    assert not main.actions_.undo.isEnabled()
    main.actions_.redo.trigger()
    qtbot.waitUntil(lambda: main.actions_.undo.isEnabled())
    assert asked[1][0] != ONE
    assert main.messages.sentence == "Done again: status"


def test_what_stands_in_the_way_is_said_and_the_step_before_is_next(
    main: MainWindow, qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> ChangeSet:
        raise DomainError("undo.changed", number="T-00007", who="Li", at=None)

    monkeypatch.setattr(undoing, "undo", refuse)
    did(main, qtbot, session, "assign")
    main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: "Li" in main.messages.sentence)
    assert "T-00007" in main.messages.sentence
    assert not main.actions_.undo.isEnabled()


def test_a_database_out_of_reach_keeps_the_step(
    main: MainWindow, qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> ChangeSet:
        raise DomainError("database.unreachable", server="x", detail="")

    monkeypatch.setattr(undoing, "undo", fail)
    did(main, qtbot, session, "assign")
    main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: main.actions_.undo.isEnabled())
    assert main.messages.sentence
