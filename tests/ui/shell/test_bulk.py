"""An action on several tickets is done to those it can be done to, and says so of the others."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services.rights import Rights
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.shell import MainWindow, bulk
from tests.factories import DAY, NOW, make_ticket, make_visit
from tests.ui.shell.conftest import FakeServices

A, B, C = TicketId(1), TicketId(2), TicketId(3)
VISIT = make_visit(2, 1, 1, DAY, 60)
BOARD = Board(
    read_at=NOW,
    tickets={
        A: make_ticket(1),
        B: make_ticket(2, status=Status.ASSIGNED, visit=VISIT, priority=Priority.P1),
        C: make_ticket(3, status=Status.IN_PROGRESS, visit=replace(VISIT, ticket_id=C)),
    },
)
ALL = (A, B, C)


def test_what_each_action_can_be_done_to() -> None:
    not_held = bulk.not_stepped(BOARD.definitions, Status.ON_HOLD, Rights())
    able = {
        "assign": bulk.split(BOARD, ALL, bulk.not_assigned(EngineerId(9))).able,
        "unassign": bulk.split(BOARD, ALL, bulk.not_unassigned).able,
        "lock": bulk.split(BOARD, ALL, bulk.not_locked(Lock.ALL)).able,
        "hold": bulk.split(BOARD, ALL, not_held).able,
        "p1": bulk.split(BOARD, ALL, bulk.not_prioritised(Priority.P1)).able,
    }
    assert able == {
        "assign": (A, B),
        "unassign": (B,),
        "lock": (B, C),
        "hold": (B, C),
        "p1": (A, C),
    }


def test_a_single_ticket_is_left_to_the_service() -> None:
    assert bulk.split(BOARD, (C,), bulk.not_unassigned) == bulk.Split((C,))


def test_reasons_are_counted() -> None:
    some = bulk.Split((B,), ("nobody has it", "x", "nobody has it"))
    told = some.told("T-00002 unassigned.")
    assert told.startswith("T-00002 unassigned. 3 left as they are: 2 × nobody has it")


def test_one_message_tells_what_was_done_and_what_not(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.store.set_board(BOARD)
    main.intents.ask_status(ALL, Status.ON_HOLD)
    qtbot.waitUntil(lambda: bool(main.messages.sentence))
    assert services.calls == [("set_status", ((B, C), Status.ON_HOLD))]
    assert "2 tickets: On hold." in main.messages.sentence
    assert "1 left as they are: 1 × from “New” it cannot become “On hold”" in main.messages.sentence


def test_nothing_to_be_done_is_said_without_asking_the_database(
    main: MainWindow, services: FakeServices
) -> None:
    main.store.set_board(BOARD)
    main.intents.ask_lock((A, A), Lock.ALL)
    assert "Nothing was changed." in main.messages.sentence
    assert not services.calls


def test_the_choice_of_an_engineer_is_for_those_that_can_be_assigned_and_tells_of_the_others(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.store.set_board(BOARD)
    main.dialogs.assign([A, C])
    dialog = main.findChild(AssignDialog)
    assert dialog is not None
    dialog.assign_wanted.emit((A,), EngineerId(2), None)
    qtbot.waitUntil(lambda: bool(main.messages.sentence))
    assert services.calls == [("assign", ((A,), EngineerId(2), None))]
    assert "1 left as they are" in main.messages.sentence
    dialog.close()
