"""A visit against rules, in words, on the bar and among the filters."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.override import Override, OverrideReason
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.services.setting_aside import OVERRIDABLE
from dispatch_console.support.i18n import LANGUAGES, set_language, tr
from dispatch_console.ui.board.filters import FilterRow
from dispatch_console.ui.overrides import by_whom, reason_name, told_why
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.words import visit_lines
from tests.factories import DAY, NOW, SKILLS, make_engineer, make_shift, make_ticket, make_visit

ZONE = ZoneInfo("Asia/Shanghai")
GIVEN = Override(OverrideReason.SKILL_GAINED, "course last week", ("skill", "shift"), "Anna", NOW)


def against_rules(lock: Lock = Lock.ALL) -> Ticket:
    visit = make_visit(1, 1, 1, DAY + timedelta(hours=2), 60)
    return make_ticket(1, visit=replace(visit, override=GIVEN), lock=lock)


def board(*tickets: Ticket) -> Board:
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={EngineerId(1): make_engineer(1)},
        shifts={ShiftId(1): make_shift(1, 1)},
        skills=SKILLS,
    )


def test_it_says_who_when_what_and_why() -> None:
    words = by_whom(GIVEN, ZONE)
    for part in ("Anna", "03-02 09:00", "skills", "working hours", "course last week"):
        assert part in words
    other = Override(OverrideReason.OTHER, "his own house", ("skill",), "Anna", NOW)
    assert told_why(other) == "his own house"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_rule_has_its_words(language: str) -> None:
    set_language(language)
    try:
        assert all(not reason_name(reason).startswith("override.") for reason in OverrideReason)
        assert all(tr(f"why.{rule.value}") != f"why.{rule.value}" for rule in OVERRIDABLE)
    finally:
        set_language("en")


def test_the_bar_carries_it_and_its_tooltip_explains_it() -> None:
    shown = board(against_rules())
    chart = Chart(shown, None, (DAY, DAY + timedelta(days=1)), NOW)
    (bar,) = chart.rows[EngineerId(1)].bars
    assert bar.overridden
    assert by_whom(GIVEN, ZONE) in visit_lines(shown, chart, EngineerId(1), bar, ZONE)
    freed = board(against_rules(Lock.NONE))
    (bar,) = Chart(freed, None, (DAY, DAY + timedelta(days=1)), NOW).rows[EngineerId(1)].bars
    assert not bar.overridden


def test_the_filter_is_offered_where_there_is_any_and_finds_it(qapp: QApplication) -> None:
    store = BoardStore(board(make_ticket(2)), lambda: NOW)
    filters = FilterRow(store)
    assert filters._against.isHidden()
    store.set_board(board(against_rules(), make_ticket(2)))
    assert not filters._against.isHidden()
    filters._against.click()
    assert store.shown_tickets() == [TicketId(1)]
