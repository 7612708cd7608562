"""From a refusal to an assignment against rules."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.planning.solution import Rule
from dispatch_console.services.refusing import Broken
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.override_dialog import OverrideDialog
from dispatch_console.ui.shell import MainWindow, commands
from dispatch_console.ui.widgets.candidate_list import CandidateList
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

T3, ENGINEER = TicketId(3), EngineerId(1)
SKILL = Broken(
    code="rule.skill",
    rule=Rule.SKILL,
    ticket_id=T3,
    params={"ticket": "T-00003", "engineer": "Anna", "skill": "lift", "needed": 5, "held": 3},
)


@pytest.fixture
def unskilled(main: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticket 3 needs what nobody can; overriding is only heard."""
    ticket = main.store.board.tickets[T3]
    hard = replace(ticket, skills=(SkillLevel("lift", 5),), windows=())
    main.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={T3: hard}))
    monkeypatch.setattr(commands.overriding, "override", services.command("override"))


def opened(main: MainWindow, qtbot: QtBot) -> OverrideDialog:
    """The dialog, once it knows the rules."""

    def shown() -> list[OverrideDialog]:
        dialogs = main.findChildren(OverrideDialog)
        return [one for one in dialogs if one.isVisible() and one._pages.currentIndex() == 1]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def button(main: MainWindow) -> QPushButton:
    return main.messages.findChildren(QPushButton)[0]


def test_a_refusal_offers_to_override_by_key_and_the_reason_goes_along(
    main: MainWindow, services: FakeServices, unskilled: None, qtbot: QtBot
) -> None:
    services.refusal = DomainError("dispatch.refused", reasons=(SKILL,))
    main.intents.ask_assign([T3], ENGINEER, None)
    qtbot.waitUntil(lambda: "Not assigned" in main.messages.sentence)
    assert button(main).isVisible()
    assert button(main).shortcut().toString() == "Alt+O"
    services.refusal = None
    button(main).click()
    dialog = opened(main, qtbot)
    assert not dialog.isModal()
    dialog.choose(OverrideReason.EMERGENCY)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(name == "override" for name, _ in services.calls))
    _, asked = services.calls[-1]
    assert asked[:3] == ((T3,), ENGINEER, None)
    assert asked[3].reason is OverrideReason.EMERGENCY
    assert asked[3].seen == {(Rule.SKILL, T3)}
    qtbot.waitUntil(lambda: "against rules" in main.messages.sentence)


def test_what_cannot_be_overridden_is_said_to_be_so(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    gone = Broken(code="dispatch.no_shift", params={"engineer": "Anna"})
    services.refusal = DomainError("dispatch.refused", reasons=(SKILL, gone))
    main.intents.ask_assign([T3], ENGINEER, None)
    qtbot.waitUntil(lambda: "cannot be overridden" in main.messages.sentence)
    assert not button(main).isVisible()


def test_other_rules_by_the_time_of_writing_are_shown_before_they_are_broken(
    main: MainWindow, services: FakeServices, unskilled: None, qtbot: QtBot
) -> None:
    main.intents.ask_override([T3], ENGINEER, None)
    dialog = opened(main, qtbot)
    dialog.choose(OverrideReason.CUSTOMER)
    services.refusal = DomainError("override.more", reasons=(SKILL,))
    dialog.anyway.click()
    qtbot.waitUntil(lambda: button(main).isVisible())
    button(main).click()
    opened(main, qtbot).close()


def test_assign_to_offers_those_whom_only_rules_keep_away(
    main: MainWindow, unskilled: None, qtbot: QtBot
) -> None:
    main.dialogs.assign([T3])
    dialog = main.findChild(AssignDialog)
    assert dialog is not None
    candidates = dialog.findChild(CandidateList)
    assert candidates is not None
    qtbot.waitUntil(lambda: candidates.topLevelItemCount() > 0)
    assert not dialog._assign.isEnabled()
    candidates.setCurrentIndex(candidates.model().index(0, 0))
    assert dialog._assign.isEnabled()
    assert dialog._assign.text() == "&Override…"
    dialog._assign.click()
    opened(main, qtbot).close()


def test_the_bar_offers_a_refused_sentence_against_the_rules(
    main: MainWindow, unskilled: None, qtbot: QtBot
) -> None:
    engineer = main.store.board.engineers[ENGINEER]
    main.command_bar.open()
    line = main.command_bar.popup.line
    sentence = f"assign T-00003 to {engineer.number}"
    line.setText(sentence)
    line.textEdited.emit(sentence)

    popup = main.command_bar.popup
    qtbot.waitUntil(lambda: "against rules" in popup.names[0])
    assert "Against rules" in popup.verdict
    qtbot.keyClick(line, Qt.Key.Key_Return)
    opened(main, qtbot).close()
