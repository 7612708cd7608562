"""The window for calendars and policies, on a real database: all by its fields."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.worktime.reading import calendar_from
from dispatch_console.services.context import Context
from dispatch_console.services.sla.definitions import listed
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.levels_flow import LevelsFlow
from dispatch_console.ui.sla.closed_form import DayForm
from dispatch_console.ui.sla.definitions_window import DefinitionsWindow
from dispatch_console.ui.sla.holiday_form import HolidayForm
from dispatch_console.ui.sla.rung_form import AFTER, RungForm

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def flow(main: MainWindow, qtbot: QtBot) -> LevelsFlow:
    flow = LevelsFlow(main)
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(lambda: window.list.count() > 4, timeout=WAIT)
    return flow


@pytest.fixture
def window(flow: LevelsFlow) -> DefinitionsWindow:
    assert flow.window is not None
    return flow.window


def put(field: object, text: str) -> None:
    """As if typed."""
    field.setText(text)  # pyright: ignore[reportAttributeAccessIssue]
    field.textEdited.emit(text)  # pyright: ignore[reportAttributeAccessIssue]


def policies(context: Context) -> dict[str, dict[str, object]]:
    return {kept.code: kept.document for kept in listed(context).policies}


def calendars(context: Context) -> dict[str, dict[str, object]]:
    return {kept.code: kept.document for kept in listed(context).calendars}


def saved(window: DefinitionsWindow, qtbot: QtBot) -> None:
    window.save.click()
    qtbot.waitUntil(lambda: "Saved" in window.said.text(), timeout=WAIT)


def test_a_new_policy_is_tried_by_itself_and_saved(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    window.new_policy.click()
    assert not window.save.isEnabled()
    form = window.policy
    put(form.code, "gold")
    put(form.name_en, "Gold")
    put(form.contracts.typed, "gold level")
    form.contracts.typed.returnPressed.emit()
    target = form.targets[next(iter(form.targets))]
    put(target.within, "45m")
    target.calendar.setCurrentIndex(target.calendar.findData("china-office"))
    qtbot.waitUntil(lambda: "Gold" in window.trial.outcome.text(), timeout=WAIT)
    assert window.trial.tree.topLevelItemCount() == 2
    saved(window, qtbot)
    assert window.list.currentItem().text().endswith("Gold")
    kept = policies(context)["gold"]
    assert kept["applies"]["contracts"] == ["gold level"]  # pyright: ignore
    assert kept["targets"]["response"] == {"within": "45m", "calendar": "china-office"}  # pyright: ignore


def test_a_rung_is_added_to_the_ladder(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    window.list.setCurrentRow(0)
    code = window.policy.code.text()
    pane = window.policy.notices
    before = len(pane.rows)
    pane.add.click()
    form = pane.form
    assert isinstance(form, RungForm)
    form.kind.setCurrentIndex(form.kind.findData(AFTER))
    put(form.amount, "4h")
    put(form.others, "li, ops@example.com")
    saved(window, qtbot)
    ladder = policies(context)[code]["notices"]
    assert isinstance(ladder, list)
    assert len(ladder) == before + 1
    assert ladder[-1]["when"] == "4h"
    assert ladder[-1]["to"] == ["owner", "user:li", "ops@example.com"]


def test_a_calendar_with_night_shifts_breaks_and_holidays_is_made(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    window.new_calendar.click()
    form = window.calendar
    put(form.code, "berlin-nights")
    form.zone.setCurrentIndex(form.zone.findData("Europe/Berlin"))
    put(form.hours["mon"], "22:00-06:00")
    put(form.breaks["mon"], "02:00-02:30")
    form.spread.click()
    holidays = form.holidays.form
    assert isinstance(holidays, HolidayForm)
    qtbot.waitUntil(lambda: holidays.country.findData("DE") >= 0, timeout=WAIT)
    holidays.country.setCurrentIndex(holidays.country.findData("DE"))
    holidays.subdivision.setCurrentIndex(holidays.subdivision.findData("BE"))
    form.days.add.click()
    days = form.days.form
    assert isinstance(days, DayForm)
    put(days.first, "2026-12-31")
    days.kind.setCurrentIndex(1)
    put(days.hours, "10:00-12:00")
    saved(window, qtbot)
    calendar = calendar_from(calendars(context)["berlin-nights"])
    assert calendar.week[4][0].end_s == 30 * 3600
    assert calendar.week[5] == ()
    assert (calendar.public[0].country, calendar.public[0].subdivision) == ("DE", "BE")
    assert str(calendar.special[0].day) == "2026-12-31"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    before = listed(context)
    window.list.setCurrentRow(window.list.count() - 1)
    form = window.calendar
    put(form.hours["wed"], "09:00-25:00")
    window.save.click()
    qtbot.waitUntil(lambda: "24:00" in form._week.marked("week.wed"), timeout=WAIT)
    put(form.hours["wed"], "09:00-17:00")
    form.days.add.click()
    row = len(form.days.rows) - 1
    window.save.click()
    qtbot.waitUntil(lambda: bool(form.days.form.marked("date")), timeout=WAIT)
    assert not form._week.marked("week.wed")
    assert form.days._at == row
    window.list.setCurrentRow(0)
    for target in window.policy.targets.values():
        target.promised.setChecked(False)
    window.policy.notices.show_rows([])
    window.save.click()
    qtbot.waitUntil(lambda: bool(window.policy._general.marked("targets")), timeout=WAIT)
    assert listed(context) == before


def test_what_is_edited_stays_when_others_write(
    flow: LevelsFlow, window: DefinitionsWindow, qtbot: QtBot
) -> None:
    window.list.setCurrentRow(0)
    put(window.policy.name_en, "Mine")
    shown: list[bool] = []
    flow.anew(lambda _: shown.append(True))
    qtbot.waitUntil(lambda: bool(shown), timeout=WAIT)
    assert window.policy.name_en.text() == "Mine"


def test_closing_asks_once_before_changes_are_lost(window: DefinitionsWindow, qtbot: QtBot) -> None:
    window.policy.position.setValue(7)
    window.reject()
    assert window.isVisible()
    with qtbot.waitSignal(window.destroyed, timeout=WAIT):
        window.reject()


def test_a_policy_in_use_is_not_deleted_but_an_unused_one_is(
    window: DefinitionsWindow, context: Context, qtbot: QtBot
) -> None:
    count = window.list.count()
    window.list.setCurrentRow(0)
    window.delete.click()
    qtbot.waitUntil(lambda: window.list.count() == count - 1, timeout=WAIT)
    assert len(listed(context).policies) == 3


def test_a_calendar_goes_into_a_file_and_comes_back(
    flow: LevelsFlow, window: DefinitionsWindow, tmp_path: Path, context: Context, qtbot: QtBot
) -> None:
    window.list.setCurrentRow(window.list.count() - 1)
    document = window.calendar.document
    path = tmp_path / "copied.json"
    flow.give_out(path, document)
    qtbot.waitUntil(lambda: "copied.json" in window.said.text(), timeout=WAIT)
    assert calendar_from(json.loads(path.read_text(encoding="utf-8"))) == calendar_from(document)
    flow.take_in(path)
    qtbot.waitUntil(lambda: window.calendar.code.text() == "copied", timeout=WAIT)
    saved(window, qtbot)
    assert calendar_from(calendars(context)["copied"]) == calendar_from(document)


def test_a_file_that_is_none_is_refused_in_words(
    flow: LevelsFlow, window: DefinitionsWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "bad.json"
    path.write_text("{", encoding="utf-8")
    flow.take_in(path)
    qtbot.waitUntil(lambda: "no JSON file" in window.said.text(), timeout=WAIT)
