"""The reasons beside the candidates: what is said, what a key does, what comes in meanwhile."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QTreeWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.solution import Objective, Rule, Term
from dispatch_console.services.easing import Eased
from dispatch_console.services.refusing import Broken
from dispatch_console.services.why import Alternative, WhyHere, WhyNot
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.inspector import why_words
from dispatch_console.ui.inspector.why_panel import WhyPanel
from dispatch_console.ui.inspector.why_words import PricedRow
from tests.factories import NOW, SKILLS, make_engineer, make_region, make_ticket

ZONE = ZoneInfo("Asia/Shanghai")
T1, T2 = TicketId(1), TicketId(2)
BOARD = Board(
    read_at=NOW,
    tickets={T1: make_ticket(1), T2: make_ticket(2)},
    engineers={EngineerId(1): make_engineer(1)},
    regions={make_region().id: make_region()},
    skills=SKILLS,
)


def row(price: float, words: str = "change", note: str = "") -> PricedRow:
    return PricedRow(
        words=words, price=price, travel_s=600, late=1, moved=0, about=("Travel +600",), note=note
    )


@pytest.fixture
def panel(qtbot: QtBot) -> WhyPanel:
    made = WhyPanel()
    qtbot.addWidget(made)
    made.resize(600, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


def said(panel: WhyPanel) -> set[str]:
    return {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}


def buttons(panel: WhyPanel) -> dict[str, QToolButton]:
    return {b.accessibleName(): b for b in panel.findChildren(QToolButton) if b.isVisible()}


def cells(panel: WhyPanel, column: int) -> list[str]:
    items = [panel.priced.topLevelItem(i) for i in range(panel.priced.topLevelItemCount())]
    return [item.text(column) for item in items if item is not None]


def test_while_it_waits_it_says_so_and_can_be_stopped(qtbot: QtBot, panel: WhyPanel) -> None:
    panel.show_asking()
    assert "Looking for the reasons…" in said(panel)
    with qtbot.waitSignal(panel.stop_wanted):
        buttons(panel)["Stop"].click()


def test_results_come_in_best_first_and_keep_their_number(panel: WhyPanel) -> None:
    panel.show_why_not("Nobody", [])
    panel.show_searching()
    for price in (3000.0, -1200.0, 600.0):
        panel.add(row(price))
    assert cells(panel, 2) == ["−20 min", "+10 min", "+50 min"]
    assert cells(panel, 0) == ["2", "3", "1"]
    assert "3 found" in said(panel)
    panel.show_searched(stopped=False)
    assert "Search again" in buttons(panel)
    assert "Stop" not in buttons(panel)


@pytest.mark.parametrize(("key", "place"), [(Qt.Key.Key_1, 0), (Qt.Key.Key_2, 1)])
def test_a_number_takes_its_row(qtbot: QtBot, panel: WhyPanel, key: Qt.Key, place: int) -> None:
    for price in (50.0, -20.0):
        panel.add(row(price))
    with qtbot.waitSignal(panel.taken) as taken:
        qtbot.keyClick(panel.priced, key)
    assert taken.args == [place]


def test_enter_takes_the_row_chosen_and_a_number_without_row_takes_none(
    qtbot: QtBot, panel: WhyPanel
) -> None:
    panel.add(row(50.0))
    panel.add(row(-20.0))
    best = panel.priced.topLevelItem(0)
    assert best is not None
    panel.priced.setCurrentItem(best)
    with qtbot.waitSignal(panel.taken) as taken:
        qtbot.keyClick(panel.priced, Qt.Key.Key_Return)
    assert taken.args == [1]
    with qtbot.assertNotEmitted(panel.taken):
        qtbot.keyClick(panel.priced, Qt.Key.Key_9)


def test_what_cannot_be_changed_here_has_no_number_but_says_who_may(panel: WhyPanel) -> None:
    panel.add(row(50.0, note="A supervisor decides."))
    item = panel.priced.topLevelItem(0)
    assert item is not None
    assert item.text(0) == ""
    assert "A supervisor decides." in item.toolTip(1)


def test_the_chosen_change_is_told_by_term_where_there_is_room(panel: WhyPanel) -> None:
    panel.resize(600, 300)
    panel.add(row(50.0, note="A supervisor decides."))
    assert any("Travel +600" in words and "decides" in words for words in said(panel))
    panel.resize(600, 140)
    assert not any("Travel +600" in words for words in said(panel))


def test_each_engineer_is_told_on_request(panel: WhyPanel) -> None:
    panel.show_why_not("Impossible", [("Li", "no lift skill"), ("Wu", "too far")])
    buttons(panel)["What keeps each engineer away"].click()
    shown = [tree for tree in panel.findChildren(QTreeWidget) if tree.isVisible()]
    assert [tree.topLevelItemCount() for tree in shown] == [2]
    panel.show_why_not("Another", [])
    assert "What keeps each engineer away" not in buttons(panel)
    assert panel.priced.isVisible()


def test_a_failure_is_said_and_leaves_nothing_to_take(panel: WhyPanel) -> None:
    panel.add(row(1.0))
    panel.show_failure("Its time window is over", again=False)
    assert "Its time window is over" in said(panel)
    assert panel.priced.topLevelItemCount() == 0
    assert buttons(panel) == {}


def test_untrusted_names_are_shown_as_they_are(panel: WhyPanel) -> None:
    panel.show_why_not("<b>Li</b>", [])
    label = next(one for one in panel.findChildren(QLabel) if one.text() == "<b>Li</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText


def not_served(reason: Reason, **fields: object) -> WhyNot:
    given: dict[str, object] = {"ticket_id": T1, "kept_away": {}, "obstacles": {}}
    return WhyNot(reason=reason, **(given | fields))  # pyright: ignore[reportArgumentType]


def test_the_impossible_tells_each_rule_with_the_number_it_keeps_away() -> None:
    found = not_served(Reason.IMPOSSIBLE, kept_away={Rule.REGION: 1, Rule.SKILL: 4})
    words = why_words.why_not(BOARD, found, ZONE)
    assert words.index("skills: 4") < words.index("exclusive region: 1")


def test_the_crowded_out_names_who_takes_the_room_and_the_price_of_leaving_them_out() -> None:
    found = not_served(Reason.CROWDED_OUT, ousted_by=(T2,), worth=28_800.0)
    words = why_words.why_not(BOARD, found, ZONE)
    assert "T-00002" in words
    assert "8 h" in words


def test_a_good_place_not_taken_is_the_planners_fault_only_in_a_proposal() -> None:
    found = not_served(Reason.NOT_FOUND)
    assert "time to plan" not in why_words.why_not(BOARD, found, ZONE)
    assert "time to plan" in why_words.why_not(BOARD, found, ZONE, reviewing=True)


def test_an_alternative_tells_its_price_by_term() -> None:
    other = Alternative(
        engineer_id=EngineerId(1),
        shift_id=ShiftId(1),
        start=NOW,
        end=NOW,
        delta=Objective({Term.TRAVEL: 300.0, Term.LATE: -40.0, Term.LOAD: 0.0}),
        travel_s=300,
        newly_late=(T2,),
    )
    shown = why_words.alternative_row(BOARD, other, ZONE)
    assert shown.price == 260
    assert shown.about == ("Travel +5 min", "Lateness −1 min", "Becomes late: T-00002")


def easing(kind: Kind | None, *dropped: TicketId) -> Eased:
    nothing: Any = None
    return Eased(
        ticket_id=T1,
        kind=kind,
        params={"ticket": T1, "minutes": 20},
        engineer_id=None,
        visit=nothing,
        delta=Objective({}),
        travel_s=0,
        newly_late=(),
        moved=(),
        dropped=dropped,
        problem=nothing,
        plan={},
        proposal=nothing,
        applies=True,
    )


@pytest.mark.parametrize(
    ("kind", "dropped", "words"),
    [
        (Kind.UNLOCK, (), "T-00001: break its lock"),
        (Kind.UNLOCK, (T2,), "T-00001: break its lock; Leave out T-00002"),
        (Kind.DROP, (T2,), "Leave out T-00002"),
        (None, (), "No rule has to change: other visits make room"),
    ],
)
def test_an_easing_tells_all_that_it_takes(
    kind: Kind | None, dropped: tuple[TicketId, ...], words: str
) -> None:
    assert why_words.eased_words(BOARD, easing(kind, *dropped)) == words


def test_without_alternative_it_says_so() -> None:
    found = WhyHere(ticket_id=T1, engineer_id=EngineerId(1), start=NOW, alternatives=())
    assert "Nobody else" in why_words.why_here(BOARD, found, ZONE)


def test_obstacles_are_told_by_name_in_words() -> None:
    broken = Broken(code="dispatch.no_location", ticket_id=T1, params={"ticket": "T-00001"})
    found = not_served(Reason.IMPOSSIBLE, obstacles={EngineerId(1): (broken,)})
    ((who, words),) = why_words.obstacles(BOARD, found, ZONE)
    assert who == make_engineer(1).name
    assert "T-00001" in words


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_rule_has_a_short_name(language: str) -> None:
    set_language(language)
    assert all(tr(f"why.{rule.value}") != f"why.{rule.value}" for rule in Rule)
