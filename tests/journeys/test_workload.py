"""The workload of the demo company: shown, evened out, and mended when somebody calls in sick.

With ``DISPATCH_GALLERY=1`` the pictures of docs/gallery are written anew.
"""

from collections import Counter
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog

from dispatch_console.domain.ids import EngineerId
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from tests.journeys.test_gallery import (  # noqa: F401
    LARGE,
    SMALL,
    WAIT,
    Show,
    colours,
    company,
    database,
    picture,
    show,
)
from tests.legibility import clipped

D = TypeVar("D", bound=QDialog)

LOOKS = [
    pytest.param("en", "light", LARGE, id="en-light"),
    pytest.param("zh_CN", "dark", SMALL, id="zh_CN-dark-small"),
]


def publish(qtbot, window: MainWindow) -> None:
    window.planning.publish()
    qtbot.waitUntil(lambda: window.store.proposal is None, timeout=WAIT)
    qtbot.wait(800)


def busiest(window: MainWindow) -> EngineerId:
    held = (t.visit.engineer_id for t in window.store.board.tickets.values() if t.visit)
    return Counter(held).most_common(1)[0][0]


@pytest.mark.parametrize(("language", "mode", "size"), LOOKS)
def test_the_workload_is_shown_evened_out_and_mended(
    qtbot,
    show: Show,  # noqa: F811
    language: str,
    mode: str,
    size: tuple[int, int],
) -> None:
    window = show(language, mode, size)
    window.workload.show()
    sheet = window.workload.panel.map
    qtbot.waitUntil(lambda: sheet.engineer is not None, timeout=WAIT)
    who = busiest(window)
    window.selection.select_engineer(who)
    qtbot.wait(300)
    assert not clipped(window)
    assert colours(picture(window, f"workload-{language}-{mode}")) > 50

    window.workload.rebalance()
    rebalance = dialog(window, RebalanceDialog)
    rebalance.look.click()
    qtbot.waitUntil(rebalance.look.isEnabled, timeout=WAIT)
    assert rebalance.review.isEnabled(), rebalance.said.text()
    assert not clipped(rebalance)
    picture(rebalance, f"rebalance-{language}-{mode}")
    rebalance.review.click()
    assert window.store.proposal is not None
    qtbot.wait(200)
    assert not clipped(window)
    before, after = window.store.proposal.before, window.store.proposal.after
    assert after.load_spread_h < before.load_spread_h
    assert after.served == before.served
    publish(qtbot, window)

    window.workload.change_budget()
    budget = dialog(window, BudgetDialog)
    qtbot.waitUntil(budget._busy.isHidden, timeout=WAIT)
    assert budget.review.isEnabled(), budget.said.text()
    qtbot.wait(100)
    assert not clipped(budget)
    picture(budget, f"budget-{language}-{mode}")
    budget.reject()

    window.intents.sick.emit(who, False)
    qtbot.waitUntil(lambda: window.store.proposal is not None, timeout=WAIT)
    assert not clipped(window)
    publish(qtbot, window)
    assert who not in {
        ticket.visit.engineer_id
        for ticket in window.store.board.tickets.values()
        if ticket.visit and ticket.visit.start > window.store.clock()
    }
    qtbot.waitUntil(lambda: who in {key[0] for key in _off(window)}, timeout=WAIT)


def dialog(window: MainWindow, kind: type[D]) -> D:
    (found,) = window.findChildren(kind)
    return found


def _off(window: MainWindow) -> frozenset[tuple[EngineerId, object]]:
    spread = window.workload.panel._spread
    return spread.load.off if spread is not None else frozenset()
