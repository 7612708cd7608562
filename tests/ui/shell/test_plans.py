"""Published plans in the window: the list, and a proposal of what can go back."""

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import NO_FIGURES, Proposal, moves, planned
from dispatch_console.services.reverting import Kept, Traces
from dispatch_console.ui.dialogs.plans_dialog import PlansDialog
from dispatch_console.ui.shell import MainWindow, plans_flow
from tests.factories import NOW
from tests.ui.shell.plans_scenes import PLANS

WAIT = 20_000


def some(main: MainWindow) -> Proposal:
    """One visit goes, another ticket stays as it is."""
    gone, stays = [t for t in main.store.board.tickets.values() if planned(t)][:2]
    return Proposal(
        id=UUID(int=9),
        made_at=NOW,
        visits={},
        base={gone.id: gone.plan_version},
        moves=moves([gone], {}),
        before=NO_FIGURES,
        after=NO_FIGURES,
        left_out={stays.id: Kept.CHANGED.value},
    )


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the service answers by its name: a value, or an exception to raise."""
    found: dict[str, Any] = {
        "plans": PLANS,
        "read": Traces(board=Board(read_at=NOW), before={}, kept={}),
    }

    def answering(name: str) -> Any:
        def answer(*_: object) -> Any:
            if isinstance(found[name], Exception):
                raise found[name]
            return found[name]

        return answer

    for name in ("plans", "read", "propose"):
        monkeypatch.setattr(plans_flow.reverting, name, answering(name))
    return found


def actions(main: MainWindow) -> list[QAction]:
    return main.findChildren(QAction)


def opened(main: MainWindow) -> PlansDialog:
    next(action for action in actions(main) if action.text() == "Published plans…").trigger()
    (dialog,) = main.findChildren(PlansDialog)
    return dialog


def test_what_can_go_back_is_put_up_for_review_with_what_stays(
    main: MainWindow, answers: dict[str, Any], qtbot: QtBot
) -> None:
    proposal = answers["propose"] = some(main)
    dialog = opened(main)
    qtbot.waitUntil(dialog.revert.isEnabled, timeout=WAIT)
    dialog.revert.click()
    qtbot.waitUntil(lambda: main.store.proposal is proposal, timeout=WAIT)
    assert main.messages.sentence.startswith("1 visits go back")
    assert "1 stay" in main.messages.sentence
    main.planning.discard()


def test_why_nothing_can_go_back_is_said_and_the_list_stays(
    main: MainWindow, answers: dict[str, Any], qtbot: QtBot
) -> None:
    left = dict.fromkeys(list(main.store.board.tickets)[:3], Kept.PAST.value)
    whole = some(main)
    answers["propose"] = Proposal(
        id=whole.id,
        made_at=NOW,
        visits={},
        base={},
        moves=(),
        before=NO_FIGURES,
        after=NO_FIGURES,
        left_out=left,
    )
    dialog = opened(main)
    qtbot.waitUntil(dialog.revert.isEnabled, timeout=WAIT)
    dialog.revert.click()
    qtbot.waitUntil(lambda: "can go back: 3 ×" in dialog._said.text(), timeout=WAIT)
    assert dialog.isVisible()
    assert main.store.proposal is None
    answers["read"] = DomainError("database.unreachable", server="x")
    dialog.revert.click()
    qtbot.waitUntil(lambda: "x" in dialog._said.text() and dialog.revert.isEnabled(), timeout=WAIT)
    dialog.close()


def test_a_list_that_cannot_be_read_says_so(
    main: MainWindow, answers: dict[str, Any], qtbot: QtBot
) -> None:
    answers["plans"] = DomainError("database.unreachable", server="x")
    dialog = opened(main)
    qtbot.waitUntil(lambda: "could not be read" in dialog._empty.accessibleName(), timeout=WAIT)
    dialog.close()


def test_in_the_past_nothing_is_reverted(
    main: MainWindow, answers: dict[str, Any], qtbot: QtBot
) -> None:
    dialog = opened(main)
    qtbot.waitUntil(dialog.revert.isEnabled, timeout=WAIT)
    main.store.show_past(Board(read_at=NOW))
    dialog.revert.click()
    assert "looking at the past" in dialog._said.text()
    dialog.close()
    main.past.leave()
