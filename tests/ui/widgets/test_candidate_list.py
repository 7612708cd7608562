"""The list of engineers who could take a ticket."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId
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
