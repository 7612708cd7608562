"""The rules' window says what is wanted, and never loses what is being typed."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import Classify, Field, Notify, SetField, Webhook
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.services.rules.editing import Book
from dispatch_console.ui.rules.window import RulesWindow
from tests.factories import make_board

ZONE = ZoneInfo("Asia/Shanghai")
RULES = tuple(
    Rule(
        id=RuleId(number),
        name=f"Rule {number}",
        trigger=Trigger(event=event),
        effects=(Classify(), SetField(Field.PRIORITY, "1")),
        position=number,
    )
    for number, event in enumerate((Event.CREATED, Event.CHANGED, Event.STEP), 1)
)
BOOK = Book(RULES, Codes(skills=frozenset({"lift"})))


@pytest.fixture
def window(qtbot: QtBot) -> RulesWindow:
    made = RulesWindow(make_board(5, 2), ZONE, "")
    qtbot.addWidget(made)
    made.show()
    made.show_book(BOOK)
    return made


def test_a_rule_shown_and_read_back_is_the_same(window: RulesWindow) -> None:
    for row, rule in enumerate(RULES):
        window.list.setCurrentRow(row)
        assert window.editor.rule == rule
        assert not window.editor.save.isEnabled()


@pytest.mark.parametrize(
    "trigger",
    [
        Trigger(event=Event.CHANGED, fields=("title", "skills")),
        Trigger(event=Event.DUE, minutes=-15, deadline="resolution_due"),
        Trigger(event=Event.EVERY, minutes=90),
    ],
)
def test_each_event_keeps_what_narrows_it(window: RulesWindow, trigger: Trigger) -> None:
    window.editor.show_rule(replace(RULES[0], trigger=trigger), BOOK.codes)
    assert window.editor.rule.trigger == trigger


def test_a_fault_is_said_and_nothing_is_saved(window: RulesWindow) -> None:
    condition = window.editor.condition
    condition.field.setPlainText('漏水😀 = "x" and priorty = P1')
    assert not window.editor.save.isEnabled()
    assert len(condition.field.extraSelections()) == 1
    condition.field.setPlainText("priorty = P1")
    assert "priorty" in condition.said.text()
    condition.field.setPlainText("priority = P1")
    assert window.editor.save.isEnabled()
    assert condition.field.extraSelections() == []


def test_what_is_typed_stays_when_others_change_the_rules(window: RulesWindow) -> None:
    window.editor.name.setText("Mine")
    window.show_book(replace(BOOK, rules=RULES[::-1]))
    assert window.editor.rule.name == "Mine"
    window.show_book(BOOK, RuleId(2))
    assert window.editor.rule == RULES[1]


def test_the_keyboard_moves_a_rule(qtbot: QtBot, window: RulesWindow) -> None:
    window.list.setCurrentRow(0)
    with qtbot.waitSignal(window.order_wanted) as asked:
        qtbot.keyClick(window.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert asked.args == [(2, 1, 3)]


def test_a_tick_switches_a_rule(qtbot: QtBot, window: RulesWindow) -> None:
    with qtbot.waitSignal(window.switch_wanted) as asked:
        window.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert asked.args == [2, False]


def test_an_effect_that_makes_no_sense_is_not_taken(qtbot: QtBot, window: RulesWindow) -> None:
    dialog = window.editor.edit_effect(2, Webhook("nowhere"))
    dialog.take.click()
    assert dialog.said.isVisible()
    dialog.close()
    dialog = window.editor.edit_effect(2, Webhook("https://example.org"))
    dialog.take.click()
    assert window.editor.rule.effects[2:] == (Webhook("https://example.org"),)


@pytest.mark.parametrize("address", ["role:supervisor", "li", "li@example.com"])
def test_a_recipient_shown_and_read_back_is_the_same(window: RulesWindow, address: str) -> None:
    medium = Medium.EMAIL if "@" in address else Medium.CONSOLE
    message = Notify(medium, address, "{number}")
    dialog = window.editor.edit_effect(2, message)
    who = next(w for w in dialog.findChildren(QComboBox) if w.accessibleName() == "Recipient")
    others = (w for w in dialog.findChildren(QLineEdit) if w.accessibleName() == "Login or address")
    assert next(others).isEnabled() is (who.currentText() == "somebody else")
    dialog.take.click()
    assert window.editor.rule.effects[2:] == (message,)


def test_the_bench_tries_what_is_not_saved_yet(qtbot: QtBot, window: RulesWindow) -> None:
    window.editor.name.setText("Mine")
    with qtbot.waitSignal(window.try_wanted) as asked:
        window.bench.this.click()
    assert asked.args is not None
    assert [rule.name for rule in asked.args[0]] == ["Mine"]
    with qtbot.waitSignal(window.try_wanted) as asked:
        window.bench.all.click()
    assert asked.args is not None
    assert {rule.name for rule in asked.args[0]} == {"Mine", "Rule 2", "Rule 3"}


def test_names_are_offered_as_they_are_typed(qtbot: QtBot, window: RulesWindow) -> None:
    field = window.editor.condition.field
    qtbot.keyClicks(field, "hours_s")
    assert field.completer.currentCompletion() == "hours_since("
    popup = field.completer.popup()
    assert popup is not None
    popup.hide()


def test_without_the_right_nothing_can_be_changed(qtbot: QtBot) -> None:
    made = RulesWindow(make_board(5, 2), ZONE, "not yours")
    qtbot.addWidget(made)
    made.show_book(BOOK)
    made.editor.name.setText("Mine")
    assert not made.editor.save.isEnabled()
    assert not made.list.item(0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    before = made.list.order
    made.list.shift(1)
    assert made.list.order == before
