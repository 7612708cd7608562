from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.refusing import Broken
from dispatch_console.support.i18n import LANGUAGES, set_language
from dispatch_console.ui.reasons import counted, reasons, refusal
from tests.factories import DAY, make_board

ZONE = ZoneInfo("Asia/Shanghai")
BOARD = make_board(12)
NO_PLACE = Broken(code="dispatch.no_location", params={"ticket": "T-00001"})
PAST = Broken(
    code="dispatch.window_past",
    ticket_id=TicketId(1),
    params={"ticket": "T-00001", "latest_at": DAY + timedelta(hours=2)},
)
NO_SHIFT = Broken(code="dispatch.no_shift", params={"engineer": "Anna"})


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request):
    set_language(request.param)
    yield request.param
    set_language("en")


def refused(*broken: Broken) -> str:
    return refusal(DomainError("dispatch.refused", reasons=broken), BOARD, ZONE, who="Anna")


def test_several_reasons_read_as_a_list(language: str):
    said = refused(PAST, NO_PLACE, NO_SHIFT)
    mark = {"en": "; ", "zh_CN": "；"}[language]
    assert len(said.split(mark)) == 3
    assert not any(stop + mark in said for stop in ".。")
    assert "03-02 10:00" in said
    assert "{" not in said


def test_a_reason_is_said_once():
    assert refused(NO_SHIFT, NO_SHIFT) == refused(NO_SHIFT)


def test_more_reasons_than_are_shown_are_counted():
    found = reasons(BOARD, (PAST, NO_PLACE, NO_SHIFT), ZONE, most=2)
    assert len(found) == 3
    assert "1" in found[2]
    assert len(reasons(BOARD, (PAST, NO_PLACE), ZONE, most=2)) == 2


def test_another_refusal_is_told_with_the_names_of_states(language: str):
    said = refusal(DomainError("ticket.step", now=Status.RESOLVED, then=Status.NEW), BOARD, ZONE)
    assert "{" not in said
    if language == "zh_CN":
        assert "resolved" not in said


def test_reasons_are_counted_the_commonest_first(language: str):
    said = counted(["scope.status", "scope.begun", "scope.status"])
    expected = {
        "en": "2 × Its status does not allow it to be planned; 1 × Its visit is over or under way",
        "zh_CN": "当前状态不允许规划 2 张；上门任务已结束或正在进行 1 张",
    }
    assert said == expected[language]


def test_a_reason_within_a_refusal_is_told_in_words():
    error = DomainError("undo.clash", number="T-1", reason="publish.clash")
    assert "publish.clash" not in refusal(error, BOARD, ZONE)
