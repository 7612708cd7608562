"""The list of engineers who could take a ticket."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.widgets.candidate_list import CandidateList
from tests.factories import NOW

MAY = Candidate(engineer_id=EngineerId(1), name="Anna", start=NOW, travel_s=60, late=0)
ONLY_RULES = Candidate(
    engineer_id=EngineerId(2),
    name="Bo",
    start=None,
    travel_s=0,
    late=0,
    reasons=("Bo lacks lift",),
    overridable=True,
)


@pytest.fixture
def candidates(qtbot: QtBot) -> CandidateList:
    made = CandidateList(ZoneInfo("UTC"))
    qtbot.addWidget(made)
    return made


def test_who_is_chosen_is_known_when_the_choice_is_told(candidates: CandidateList) -> None:
    candidates.show_candidates([MAY, ONLY_RULES])
    told = []
    candidates.itemSelectionChanged.connect(
        lambda: told.append((candidates.chosen(), candidates.against_rules()))
    )
    for row in (1, 0):
        candidates.setCurrentIndex(candidates.model().index(row, 0))
    assert told == [(None, ONLY_RULES), (MAY, None)]


def test_enter_takes_the_one_the_keys_are_on(candidates: CandidateList, qtbot: QtBot) -> None:
    candidates.show_candidates([ONLY_RULES])
    candidates.selectionModel().setCurrentIndex(
        candidates.model().index(0, 0), candidates.selectionModel().SelectionFlag.NoUpdate
    )
    with qtbot.waitSignal(candidates.override_wanted) as wanted:
        qtbot.keyClick(candidates, Qt.Key.Key_Return)
    assert wanted.args == [ONLY_RULES.engineer_id]
    assert candidates.against_rules() == ONLY_RULES


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [360, 390, 900])
def test_reasons_make_it_no_wider_and_take_no_number_out_of_sight(
    language: str, width: int, qtbot: QtBot
) -> None:
    set_language(language)
    made = CandidateList(ZoneInfo("UTC"))
    qtbot.addWidget(made)
    made.resize(width, 200)
    numbers = Candidate(
        engineer_id=EngineerId(1), name="Anna Berg " * 6, start=NOW, travel_s=75 * 60, late=12
    )
    away = Candidate(
        engineer_id=EngineerId(2),
        name="Tom Hill",
        start=None,
        travel_s=0,
        late=0,
        reasons=("Nobody could be there before the shop closes. " * 5,),
    )
    made.show_candidates([numbers, away])
    made.show()
    qtbot.waitUntil(lambda: made.viewport().width() > 0)
    set_language("en")
    assert made.horizontalScrollBar().maximum() == 0
    last = made.columnCount() - 1
    assert made.columnViewportPosition(last) + made.columnWidth(last) <= made.viewport().width()
    for column in range(1, made.columnCount()):
        assert made.columnWidth(column) >= made.sizeHintForColumn(column)
    assert made.reason_room().width() > width / 2
    row = made.topLevelItem(1)
    assert row is not None
    assert "shop closes" in row.toolTip(0)
    assert "shop closes" in row.data(1, Qt.ItemDataRole.AccessibleTextRole)
