"""Delays, the map's tools and what can be shown, by the command bar in the window."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import GENERAL, Ticket
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import SKILLS
from tests.ui.shell.conftest import FakeServices, PlainMap, Say, enter

FLOOR = CustomField(
    id=1, type=GENERAL, code="floor", name_en="Floor", name_zh="楼层", kind=FieldKind.NUMBER
)


@pytest.fixture
def services(services: FakeServices) -> FakeServices:
    """Skills, and a custom field that some tickets have."""
    board = services.board
    assert not isinstance(board, Exception)
    definitions = replace(board.definitions, fields=(FLOOR,))
    tickets = {
        key: replace(ticket, custom=(("floor", int(key) % 5),))
        for key, ticket in board.tickets.items()
    }
    services.board = replace(board, definitions=definitions, tickets=tickets, skills=SKILLS)
    return services


def given(main: MainWindow) -> Ticket:
    """A ticket that somebody has."""
    return next(t for t in main.store.board.tickets.values() if t.visit is not None)


@pytest.mark.parametrize("sentence", ["{who} late by 60", "{who}晚到一小时", "{what}晚点六十分钟"])
def test_a_delay_is_planned_around_and_reviewed(
    main: MainWindow, say: Say, qtbot: QtBot, sentence: str
) -> None:
    ticket = given(main)
    assert ticket.visit is not None
    who = main.store.board.engineers[ticket.visit.engineer_id]
    popup = say(sentence.format(who=who.number, what=ticket.number))
    assert who.name in popup.names[0]
    with qtbot.waitSignal(main.planning.idle_changed):
        enter(popup, qtbot)
    qtbot.waitUntil(
        lambda: main.store.proposal is not None or "stays as it is" in main.messages.sentence,
        timeout=60_000,
    )
    review = main.store.review
    if review is not None:
        assert main.plan_bar.isVisible()
        main.planning.discard()


def test_who_may_not_plan_is_told_so_of_a_delay(
    main: MainWindow, say: Say, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Right] = []
    monkeypatch.setattr(main.commands, "barred", lambda right: heard.append(right) or True)
    enter(say("E002 late by 30 min"), qtbot)
    assert heard == [Right.DISPATCH]
    assert main.planning.idle


def test_the_time_of_a_delay_is_offered_and_completes_the_sentence(
    main: MainWindow, say: Say, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[object, int]] = []
    main.intents.late.connect(lambda who, minutes: heard.append((who, minutes)))
    monkeypatch.setattr(main.commands, "barred", lambda right: True)
    popup = say("E002 late by")
    assert "By how much" in popup.verdict
    enter(popup, qtbot)
    assert popup.isVisible()
    enter(popup, qtbot)
    assert heard == [(EngineerId(2), 15)]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("lasso", "lasso"),
        ("圈选工单", "lasso"),
        ("fit", "all"),
        ("显示全图", "all"),
        ("zoom to selection", "selection"),
        ("select all in view", "in view"),
        ("图例", "legend"),
    ],
)
def test_a_tool_of_the_map_is_used_on_the_map_that_comes_up(
    main: MainWindow, say: Say, qtbot: QtBot, sentence: str, told: str
) -> None:
    main.map_dock.hide()
    enter(say(sentence), qtbot)
    assert isinstance(main.map, PlainMap)
    assert main.map.sent[-1] == told
    assert main.map_dock.isVisible()


def test_regions_are_drawn_and_changed_by_a_sentence(
    main: MainWindow, say: Say, qtbot: QtBot
) -> None:
    assert isinstance(main.map, PlainMap)
    regions = main.map.tools.regions
    enter(say("edit region Region 2"), qtbot)
    assert main.map.sent[-1] == {"drawing": {"edit": RegionId(2)}}
    assert regions.bar.details.name_en.text() == "Region 2"
    enter(say("绘制区域"), qtbot)
    assert main.map.sent[-1] == {"drawing": {"edit": None}}
    assert regions.bar.details.name_en.text() == ""
    regions.stop()


def test_who_may_not_draw_regions_is_told_so(
    main: MainWindow, say: Say, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Right] = []
    monkeypatch.setattr(main.commands, "barred", lambda right: heard.append(right) or True)
    enter(say("draw region"), qtbot)
    assert heard == [Right.STAFF]
    assert not main.map.tools.regions.on


def test_drive_times_begin_at_who_is_named(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    enter(say("45 min drive times from E002"), qtbot)
    reach = main.map.tools.reach
    assert main.selection.engineer == EngineerId(2)
    assert reach.on
    assert reach.bar.chosen == 45
    qtbot.waitUntil(lambda: reach.reach is not None, timeout=30_000)
    reach.stop()


def test_map_layers_open_the_settings_of_the_map(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    enter(say("map layers"), qtbot)
    dialog = main.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.page == "map"
    dialog.reject()


def test_the_maps_tools_are_in_the_list_by_what_people_call_them(say: Say) -> None:
    assert "Draw around tickets" in say("lass").names
    assert "Drive-time areas" in say("车程").names


def shown(main: MainWindow) -> set[TicketId]:
    return set(main.store.shown_tickets())


def test_what_is_shown_is_what_was_named(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    tickets = main.store.board.tickets
    whose = given(main)
    assert whose.visit is not None
    engineer = whose.visit.engineer_id
    for sentence, wanted in (
        ("show lifts", lambda t: any(one.code == "lift" for one in t.skills)),
        ("显示空调", lambda t: any(one.code == "hvac" for one in t.skills)),
        (f"show {whose.customer_name}", lambda t: t.customer_name == whose.customer_name),
        (f"show E{engineer:03d}", lambda t: t.visit and t.visit.engineer_id == engineer),
        ("show floor > 2", lambda t: int(t.id) % 5 > 2),
        ("显示楼层为3的工单", lambda t: int(t.id) % 5 == 3),
        ("show Region 2", lambda t: t.region_id == RegionId(2)),
    ):
        enter(say(sentence), qtbot)
        expected = {key for key, ticket in tickets.items() if wanted(ticket)}
        assert shown(main) == expected, sentence
    enter(say("show all"), qtbot)
    assert shown(main) == set(tickets)


def test_an_engineer_that_is_shown_is_chosen_and_has_a_chip(
    main: MainWindow, say: Say, qtbot: QtBot
) -> None:
    chips = main.board.filters
    assert not chips.chip("engineers").isVisible()
    enter(say("show E002"), qtbot)
    assert main.selection.engineer == EngineerId(2)
    assert chips.chip("engineers").isVisible()
    assert "1" in chips.chip("engineers").text()
    chips.clear()
    assert not chips.chip("engineers").isVisible()


def test_a_filter_by_name_is_kept_in_a_saved_view_and_shown_by_it(
    main: MainWindow, say: Say, qtbot: QtBot
) -> None:
    enter(say("show lifts E002"), qtbot)
    chosen = main.store.filter
    main.board.views.save("Lifts of the second")
    main.board.filters.clear()
    enter(say("show lifts of the second"), qtbot)
    assert main.store.filter == chosen


@pytest.mark.parametrize(("language", "sentence"), [("en", "show"), ("zh_CN", "显示")])
def test_one_of_each_kind_is_offered_while_one_types(
    main: MainWindow, say: Say, qtbot: QtBot, language: str, sentence: str
) -> None:
    set_language(language)
    popup = say(sentence)
    assert len(popup.names) > 4
    enter(popup, qtbot)
    assert popup.isVisible()
    assert popup.line.text().startswith(sentence)
    enter(popup, qtbot)
    assert popup.isHidden()
    assert main.store.filter.regions
