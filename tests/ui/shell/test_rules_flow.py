"""From the rules' window to the services and back."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.ui.rules.window import RulesWindow
from dispatch_console.ui.shell import MainWindow, rules_flow
from tests.ui.rules.test_rules_window import BOOK, RULES
from tests.ui.shell.rules_scenes import LINES

WAIT = 20_000


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the services were asked; an exception under a name is raised there."""
    found: dict[str, Any] = {}

    def answering(name: str, answer: Any) -> Any:
        def call(ctx: object, *given: Any, **more: Any) -> Any:
            if isinstance(found.get(name), Exception):
                raise found[name]
            found[name] = (*given, *more.values())
            return answer

        return call

    answers: dict[str, Any] = {"read": BOOK, "save": RULES[1].id, "switch": None}
    for name, answer in (answers | {"reorder": None, "delete": None}).items():
        monkeypatch.setattr(rules_flow.editing, name, answering(name, answer))
    monkeypatch.setattr(rules_flow.bench, "log_of", answering("log_of", LINES))
    return found


@pytest.fixture
def window(main: MainWindow, asked: dict[str, Any], qtbot: QtBot) -> RulesWindow:
    flow = main.findChildren(rules_flow.RulesFlow)[0]
    flow.show()
    made = main.findChildren(RulesWindow)[0]
    qtbot.waitUntil(lambda: made.list.count() == len(RULES), timeout=WAIT)
    return made


def test_a_rule_is_saved_and_read_again(
    window: RulesWindow, asked: dict[str, Any], qtbot: QtBot
) -> None:
    window.editor.name.setText("Another name")
    asked.pop("read")
    window.editor.save.click()
    qtbot.waitUntil(lambda: "read" in asked, timeout=WAIT)
    assert asked["save"][1].name == "Another name"
    qtbot.waitUntil(lambda: window.chosen == RULES[1].id, timeout=WAIT)
    window.close()


def test_a_refusal_is_said_and_what_was_typed_stays(
    window: RulesWindow, asked: dict[str, Any], qtbot: QtBot
) -> None:
    asked["save"] = DomainError("rules.changed_meanwhile", name="x")
    window.editor.name.setText("Mine")
    window.editor.save.click()
    qtbot.waitUntil(lambda: "Somebody else" in window.said.text(), timeout=WAIT)
    assert window.editor.name.text() == "Mine"
    window.close()


def test_order_and_ticks_are_written(
    window: RulesWindow, asked: dict[str, Any], qtbot: QtBot
) -> None:
    window.list.setCurrentRow(0)
    window.list.shift(1)
    qtbot.waitUntil(lambda: "reorder" in asked, timeout=WAIT)
    assert asked["reorder"][1] == (2, 1, 3)
    window.switch_wanted.emit(RULES[0].id, False)
    qtbot.waitUntil(lambda: "switch" in asked, timeout=WAIT)
    assert asked["switch"][1:] == (1, False)
    window.close()


def test_the_log_is_read_when_it_is_looked_at_and_rules_when_others_change_them(
    window: RulesWindow, asked: dict[str, Any], main: MainWindow, qtbot: QtBot
) -> None:
    window.tabs.setCurrentWidget(window.log)
    qtbot.waitUntil(lambda: window.log.lines.topLevelItemCount() == len(LINES), timeout=WAIT)
    asked.pop("read")
    main.hub.service_changed.emit(frozenset({"rule"}))
    qtbot.waitUntil(lambda: "read" in asked, timeout=WAIT)
    window.close()
