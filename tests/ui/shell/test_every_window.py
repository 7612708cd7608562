"""Every window in both languages, both themes and at both sizes: legible, named, on the screen.

With ``DISPATCH_SCENES=<folder>`` a picture of each is written there.
"""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

import dispatch_console.ui
from dispatch_console.services.context import Context
from dispatch_console.services.workload import Spread
from dispatch_console.support.i18n import set_language
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake import asking
from dispatch_console.ui.shell import MainWindow, Session, workload_flow
from tests.legibility import begun, clipped, nameless
from tests.ui.intake.conftest import Known
from tests.ui.shell.alarm_scenes import alarm_chips
from tests.ui.shell.clash_scenes import CLASH_SCENES
from tests.ui.shell.closed_scenes import CLOSED_SCENES
from tests.ui.shell.collaboration_scenes import COLLABORATION_SCENES
from tests.ui.shell.conftest import FakeServices
from tests.ui.shell.cost_scenes import COST_SCENES
from tests.ui.shell.customers_scenes import CUSTOMERS_SCENES
from tests.ui.shell.data_life_scenes import DATA_LIFE_SCENES
from tests.ui.shell.dialog_scenes import DIALOG_SCENES
from tests.ui.shell.edit_scenes import EDIT_SCENES
from tests.ui.shell.gateway_scenes import GATEWAY_SCENES
from tests.ui.shell.knowledge_scenes import KNOWLEDGE_SCENES
from tests.ui.shell.lifecycle_scenes import LIFECYCLE_SCENES
from tests.ui.shell.login_scenes import LOGIN_SCENES
from tests.ui.shell.outbox_scenes import outbox
from tests.ui.shell.parts_scenes import PARTS_SCENES
from tests.ui.shell.past_scenes import PAST_SCENES
from tests.ui.shell.plans_scenes import PLANS_SCENES
from tests.ui.shell.reports_scenes import REPORTS_SCENES
from tests.ui.shell.rules_scenes import RULES_SCENES
from tests.ui.shell.satisfaction_scenes import SATISFACTION_SCENES
from tests.ui.shell.sla_scenes import SLA_SCENES
from tests.ui.shell.staff_scenes import staff
from tests.ui.shell.stage import TITLE_BAR, Stage, dialogs_left
from tests.ui.shell.transfer_scenes import TRANSFER_SCENES
from tests.ui.shell.window_scenes import WINDOW_SCENES
from tests.ui.workload.bench import spread_of

LARGE, SMALL = (1920, 1080), (1366, 768)
PICTURES = os.environ.get("DISPATCH_SCENES", "")

WEB = {"MapView", "MapWeb", "MapPanel"}
"""The map's page needs a web process; the journeys look at it."""

ON_LEAVING = {"leaving", "knowledge-leaving"}
"""Asked of who closes the console."""

ON_A_BUTTON = {"override", "edit-clash", "rebalance"}
"""Asked for first is a choice between buttons."""

SCENES = (
    *WINDOW_SCENES,
    *CLASH_SCENES,
    *DIALOG_SCENES,
    *CLOSED_SCENES,
    *EDIT_SCENES,
    *PAST_SCENES,
    *PLANS_SCENES,
    *RULES_SCENES,
    *KNOWLEDGE_SCENES,
    *COST_SCENES,
    *SATISFACTION_SCENES,
    *DATA_LIFE_SCENES,
    *LIFECYCLE_SCENES,
    *COLLABORATION_SCENES,
    alarm_chips,
    outbox,
    staff,
    *SLA_SCENES,
    *CUSTOMERS_SCENES,
    *PARTS_SCENES,
    *LOGIN_SCENES,
    *TRANSFER_SCENES,
    *REPORTS_SCENES,
    *GATEWAY_SCENES,
)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_window_is_legible_and_named(
    language: str,
    mode: str,
    size: tuple[int, int],
    qapp: QApplication,
    qtbot: QtBot,
    session: Session,
    services: FakeServices,
    context: Context,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = Known()
    monkeypatch.setattr(asking, "callers", known.find)
    monkeypatch.setattr(asking, "likely_duplicates", known.alike)
    set_language(language)
    theme.apply(qapp, mode)  # pyright: ignore[reportArgumentType]
    main = MainWindow(session)
    main.resize(*size)

    def read(ctx: Context, day: date, zone: object) -> Spread:
        return spread_of(main.store.board, day)

    monkeypatch.setattr(workload_flow.workload, "read", read)
    with qtbot.waitSignal(main.hub.loaded):
        main.show()
    stage = Stage(main, services, known, context, background, qtbot)
    wrong: list[str] = []
    seen: set[type] = set()
    for scene in SCENES:
        for name, window in scene(stage):
            stage.settle()
            _write(window, f"{name}-{language}-{mode}-{size[0]}")
            assert window.isVisible(), name
            seen |= {type(w) for w in (window, *window.findChildren(QWidget)) if w.isVisible()}
            room = (size[0], size[1] if window is main else size[1] - TITLE_BAR)
            if window.width() > room[0] or window.height() > room[1]:
                wrong.append(f"{name}: too large, {window.size().toTuple()}")
            wrong += [f"{name}: {said}" for said in clipped(window)]
            if isinstance(window, QDialog) and window.isModal() and name not in ON_LEAVING:
                wrong.append(f"{name}: nothing is modal while the phone rings")
            if isinstance(window, QDialog) and name not in ON_A_BUTTON and not begun(window):
                wrong.append(f"{name}: the keyboard is not at a field")
            if not isinstance(window, QMenu):
                wrong += [f"{name}: has no name: {said}" for said in nameless(window)]
        assert not dialogs_left(main), scene.__name__
    with qtbot.waitSignal(main.destroyed, timeout=10_000):
        main.close()
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    unseen = {kind.__name__ for kind in _widgets_of_ui() - seen} - WEB
    assert not unseen, f"no scene shows {sorted(unseen)}: add one"


def _widgets_of_ui() -> set[type[QWidget]]:
    """Every kind of widget that the console makes."""
    package = dispatch_console.ui
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    found: set[type[QWidget]] = set()
    open_ends: list[type[QWidget]] = [QWidget]
    while open_ends:
        for kind in open_ends.pop().__subclasses__():
            open_ends.append(kind)
            if kind.__module__.startswith(package.__name__) and not kind.__subclasses__():
                found.add(kind)
    return found


def _write(window: QWidget, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        plain = "".join(letter for letter in name if letter.isalnum() or letter in "-_")
        assert window.grab().save(str(Path(PICTURES) / f"{plain}.png"))
