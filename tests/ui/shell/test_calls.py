"""Calls in the window: written once, told, and carried over to the next window."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.intake import Booking, Taken
from dispatch_console.services.tickets import NewTicket
from dispatch_console.ui.intake import Draft, asking
from dispatch_console.ui.shell import MainWindow, Session, calls
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

T1 = TicketId(1)
NEW = NewTicket(title="Lift stuck")
BOOKING = Booking(EngineerId(1), NOW)


@pytest.fixture
def asked(
    main: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[Any, ...]]:
    """What the services were asked, each with its command; `services.refusal` is raised."""
    found: list[tuple[Any, ...]] = []

    def answer(name: str, result: Callable[[], object]) -> Callable[..., object]:
        def run(ctx: object, command: UUID, *wanted: object) -> object:
            found.append((name, command, *wanted))
            if isinstance(services.refusal, Exception):
                raise services.refusal
            return result()

        return run

    ticket = main.store.board.tickets[T1]
    monkeypatch.setattr(calls, "take", answer("take", lambda: Taken(ticket)))
    monkeypatch.setattr(calls, "add_note", answer("note", ChangeSet))
    monkeypatch.setattr(asking, "callers", lambda ctx, typed: ())
    monkeypatch.setattr(asking, "likely_duplicates", lambda ctx, call, tickets, now: ())
    return found


def test_ctrl_n_takes_a_call_beside_the_window(main: MainWindow, asked: object) -> None:
    main.actions_._deeds.new_ticket()
    assert main.calls.visible
    assert not main.calls.intake.isModal()


def test_a_call_becomes_a_ticket_that_is_told_and_selected(
    main: MainWindow, asked: list[tuple[Any, ...]], qtbot: QtBot
) -> None:
    main.calls.show()
    intake = main.calls.intake
    intake.form.title.setText("Lift stuck")
    intake.save.click()
    qtbot.waitUntil(lambda: not intake.busy)
    assert [(name, new.title, booking) for name, _, new, booking in asked] == [
        ("take", "Lift stuck", None)
    ]
    assert main.selection.tickets == (T1,)
    assert "T-00001" in intake.messages.sentence
    assert main.calls.draft.empty


def test_a_failure_keeps_the_call_and_the_next_try_is_the_same_command(
    main: MainWindow, services: FakeServices, asked: list[tuple[Any, ...]], qtbot: QtBot
) -> None:
    main.calls.show()
    intake = main.calls.intake
    services.refusal = DomainError("database.disk_full", server="here")
    for _ in range(2):
        intake.take_wanted.emit(NEW, None)
        qtbot.waitUntil(lambda: "here" in intake.messages.sentence)
        intake.messages.hide()
    intake.take_wanted.emit(NEW, BOOKING)
    qtbot.waitUntil(lambda: len(asked) == 3)
    qtbot.waitUntil(lambda: "here" in intake.messages.sentence)
    first, second, other = (command for _, command, *_ in asked)
    assert first == second != other


def test_a_booking_is_told_with_the_engineer_and_a_refused_one_with_the_reason(
    main: MainWindow, asked: object, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    main.calls.show()
    intake, ticket = main.calls.intake, main.store.board.tickets[T1]
    intake.take_wanted.emit(NEW, BOOKING)
    name = main.store.board.engineers[EngineerId(1)].name
    qtbot.waitUntil(lambda: name in intake.messages.sentence)
    refused = Taken(ticket, DomainError("dispatch.engineer_gone"))
    monkeypatch.setattr(calls, "take", lambda *_: refused)
    intake.take_wanted.emit(NEW, BOOKING)
    qtbot.waitUntil(lambda: "no longer works here" in intake.messages.sentence)
    assert "T-00001" in intake.messages.sentence


def test_a_note_says_when_and_who_and_makes_no_ticket(
    main: MainWindow, asked: list[tuple[Any, ...]], qtbot: QtBot
) -> None:
    main.calls.show()
    main.calls.intake.note_wanted.emit(T1, "It stopped again")
    qtbot.waitUntil(lambda: "No new ticket" in main.calls.intake.messages.sentence)
    ((name, _, ticket, note),) = asked
    assert (name, ticket, note) == ("note", T1, "[03-02 09:00 Tester] It stopped again")


def test_a_call_goes_on_in_the_window_that_takes_over(
    main: MainWindow, session: Session, asked: object, qtbot: QtBot
) -> None:
    main.calls.show()
    main.calls.intake.form.title.setText("Lift stuck")
    draft = main.calls.draft
    with qtbot.waitSignal(main.rebuild_wanted):
        main.settings_flow.take(session.settings)
    other = MainWindow(session, main.store, draft=draft)
    other.show()
    other.calls.show()
    assert other.calls.intake.form.title.text() == "Lift stuck"
    assert other.calls.draft == draft
    with qtbot.waitSignal(other.destroyed):
        other.retire()
    main.calls.intake.show_draft(Draft())


def test_a_call_put_off_is_there_again(main: MainWindow, asked: object, qtbot: QtBot) -> None:
    main.calls.show()
    main.calls.intake.form.title.setText("Lift stuck")
    qtbot.keyClick(main.calls.intake, Qt.Key.Key_Escape)
    assert not main.calls.visible
    main.calls.show()
    assert main.calls.draft.title == "Lift stuck"
    main.calls.intake.show_draft(Draft())


def test_a_ticket_opened_from_a_call_is_seen_and_the_call_comes_back(
    main: MainWindow, asked: object
) -> None:
    main.calls.show()
    main.calls.intake.opened.emit(T1)
    assert main.selection.tickets == (T1,)
    assert not main.calls.visible
    assert "Ctrl+N" in main.messages.sentence
