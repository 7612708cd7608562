"""Costs, satisfaction and data life from the window to their services and back."""

from decimal import Decimal

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.services import confirming, data_life, survey
from dispatch_console.services.context import Context
from dispatch_console.services.costing import keeping, reckoning
from dispatch_console.ui.cost.rates_window import RatesWindow
from dispatch_console.ui.data_life.window import DataLifeWindow
from dispatch_console.ui.satisfaction.window import SatisfactionWindow
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.widgets.form import FormDialog
from tests.factories import NOW
from tests.ui.shell.cost_scenes import LINES, RATES
from tests.ui.shell.data_life_scenes import ROWS, STANDING
from tests.ui.shell.satisfaction_scenes import ANSWERED, OPEN

WAIT = 20_000


def form(main: MainWindow, qtbot: QtBot) -> FormDialog:
    def opened() -> bool:
        return any(one.isVisible() for one in main.findChildren(FormDialog))

    qtbot.waitUntil(opened, timeout=WAIT)
    return next(one for one in main.findChildren(FormDialog) if one.isVisible())


def fill(dialog: FormDialog, **typed: str) -> None:
    for key, words in typed.items():
        field = dialog.fields[key]
        assert isinstance(field, QLineEdit)
        field.setText(words)


def entry(main: MainWindow, name: str) -> QAction:
    return next(one for one in main.findChildren(QAction) if one.text() == name)


def test_an_outside_service_is_entered_for_the_ticket_shown(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = main.store.board.tickets[TicketId(1)]
    costs = reckoning.TicketCost(ticket, LINES, reckoning.Cover())
    monkeypatch.setattr(reckoning, "of_ticket", lambda *_: costs)
    given: list[tuple[object, object]] = []

    def add(ctx: Context, command: object, ticket: TicketId, **said: object) -> None:
        if not given:
            given.append((ticket, said["cost"]))
            raise DomainError("cost.what")
        given.append((ticket, said["cost"]))

    monkeypatch.setattr(keeping, "add_outside", add)
    panel = main.inspector.tabs.costs
    main.selection.select_tickets([ticket.id])
    main.inspector.tabs.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.table.topLevelItemCount() == len(LINES), timeout=WAIT)
    panel.add.click()
    dialog = form(main, qtbot)
    fill(dialog, what="Crane", cost="12.50")
    dialog.do.click()
    qtbot.waitUntil(lambda: len(given) == 1 and dialog.do.isEnabled(), timeout=WAIT)
    dialog.do.click()
    qtbot.waitUntil(lambda: len(given) == 2, timeout=WAIT)
    assert given == [(ticket.id, Decimal("12.50"))] * 2


def test_a_rate_is_entered_in_its_window(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    monkeypatch.setattr(keeping, "rates", lambda ctx: RATES)
    monkeypatch.setattr(keeping, "set_rate", lambda ctx, command, rate: made.append(rate.cost))
    entry(main, "Rates…").trigger()
    rates = next(iter(main.findChildren(RatesWindow)))
    qtbot.waitUntil(lambda: rates.table.topLevelItemCount() > 0, timeout=WAIT)
    rates.new.click()
    dialog = form(main, qtbot)
    fill(dialog, cost="99", since="yesterday")
    dialog.do.click()
    qtbot.waitUntil(lambda: bool(dialog._error.text()) and dialog.do.isEnabled(), timeout=WAIT)
    fill(dialog, since="2026-05-01")
    dialog.do.click()
    qtbot.waitUntil(lambda: made == [Decimal(99)], timeout=WAIT)


def test_an_answer_by_phone_is_typed_in(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr(confirming, "waiting", lambda *_: None)
    monkeypatch.setattr(survey, "of_ticket", lambda *_: ANSWERED if said else OPEN)

    def keep(ctx: Context, command: object, key: SurveyId, answer: survey.Answer) -> None:
        said.append((key, answer.csat, answer.nps))

    monkeypatch.setattr(survey, "type_in", keep)
    panel = main.inspector.tabs.satisfaction
    main.selection.select_tickets([TicketId(1)])
    main.inspector.tabs.setCurrentWidget(panel)
    qtbot.waitUntil(panel.enter.isVisible, timeout=WAIT)
    panel.enter.click()
    form(main, qtbot).do.click()
    qtbot.waitUntil(lambda: not panel.enter.isVisible(), timeout=WAIT)
    assert said == [(OPEN.id, 5, None)]


def test_the_window_of_satisfaction_reads_its_period(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(survey, "said", lambda ctx, since: asked.append((NOW - since).days) or ())
    entry(main, "Satisfaction…").trigger()
    qtbot.waitUntil(lambda: asked == [90], timeout=WAIT)
    next(iter(main.findChildren(SatisfactionWindow))).period.setCurrentIndex(2)
    qtbot.waitUntil(lambda: asked == [90, 365], timeout=WAIT)


def test_a_person_is_erased_with_the_code_that_was_shown(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = data_life.Footprint(ROWS)
    erased: list[str] = []

    def erase(ctx: Context, command: object, person: object, code: str) -> dict[str, int]:
        erased.append(code)
        return {"audit": 2}

    monkeypatch.setattr(data_life, "standing", lambda ctx: STANDING)
    monkeypatch.setattr(data_life, "look", lambda ctx, person: found)
    monkeypatch.setattr(data_life, "erase", erase)
    entry(main, "Data life…").trigger()
    shown = next(iter(main.findChildren(DataLifeWindow)))
    shown.phone.setText("13800138000")
    shown.look.click()
    qtbot.waitUntil(lambda: shown.rows.topLevelItemCount() > 0, timeout=WAIT)
    shown.code.setText("nonsense")
    assert not shown.erase.isEnabled()
    shown.code.setText(found.code.lower())
    shown.erase.click()
    qtbot.waitUntil(lambda: shown.rows.topLevelItemCount() == 0, timeout=WAIT)
    assert erased == [found.code.lower()]
