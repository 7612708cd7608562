"""Published plans in the window: the list, and a proposal of what can go back."""

from typing import Any

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.plan import moves
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.grouping import grouped
from dispatch_console.services.reverting import Kept, Traces
from dispatch_console.services.review import Review
from dispatch_console.ui.dialogs.plans_dialog import PlansDialog
from dispatch_console.ui.shell import MainWindow, plans_flow
from tests.factories import NOW
from tests.ui.shell.plans_scenes import PLANS

WAIT = 20_000


def some(main: MainWindow) -> Review:
    """The visits of two shifts go; another ticket stays as it is."""
    told = {t.visit.shift_id: t for t in main.store.board.tickets.values() if goes(t) and t.visit}
    gone, other = list(told.values())[:2]
    stays = next(t for t in main.store.board.tickets.values() if t not in (gone, other))
    left_out = {stays.id: Kept.CHANGED.value}
    return grouped(main.store.board, moves([gone, other], {}), left_out, now=NOW)


def goes(ticket: Ticket) -> bool:
    """Whether the visit can still be taken away."""
    visit = ticket.visit
    return ticket.status in PLANNABLE and visit is not None and visit.start > NOW


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
    review = answers["propose"] = some(main)
    dialog = opened(main)
    qtbot.waitUntil(dialog.revert.isEnabled, timeout=WAIT)
    dialog.revert.click()
    qtbot.waitUntil(lambda: main.store.review is review, timeout=WAIT)
    assert main.messages.sentence.startswith(f"{len(review.proposal.moves)} visits go")
    assert "1 stay" in main.messages.sentence
    first, *others = review.groups
    assert others
    main.planning.desk.decide((first.number,), accept=False)
    assert main.store.proposal is not None
    left = {move.ticket_id for group in others for move in group.moves}
    assert {move.ticket_id for move in main.store.proposal.moves} == left
    main.planning.discard()


def test_why_nothing_can_go_back_is_said_and_the_list_stays(
    main: MainWindow, answers: dict[str, Any], qtbot: QtBot
) -> None:
    left = dict.fromkeys(list(main.store.board.tickets)[:3], Kept.PAST.value)
    answers["propose"] = grouped(main.store.board, (), left, now=NOW)
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
