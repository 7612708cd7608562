"""What a row says."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId
from dispatch_console.domain.override import Override, OverrideReason
from dispatch_console.domain.plan import planned
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.board.rows import COLUMNS, Column, TicketRow, heading, prepare
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

ZONE = ZoneInfo("Asia/Shanghai")
REGION, ENGINEER = make_region(), make_engineer(3)
BOARD = Board(
    read_at=NOW,
    regions={REGION.id: REGION},
    engineers={ENGINEER.id: ENGINEER},
    shifts={ShiftId(1): make_shift(1, 3)},
    skills=SKILLS,
)


def row(ticket: Ticket) -> TicketRow:
    return prepare(BOARD, ticket, planned(ticket), NOW, ZONE)


def test_an_unassigned_ticket_names_nobody() -> None:
    shown = row(make_ticket())
    assert shown.cell(Column.ENGINEER) == ""
    assert shown.cell(Column.START) == ""
    assert shown.cell(Column.REGION) == "Region 1"
    assert shown.cell(Column.SKILLS) == "Lifts 2"


def test_times_are_shown_in_the_zone() -> None:
    ticket = make_ticket(visit=make_visit(1, 3, 1, DAY + timedelta(hours=2), 60))
    shown = row(ticket)
    assert shown.cell(Column.START) == "03-02 10:00"
    assert shown.cell(Column.ENGINEER) == ENGINEER.name


def test_the_sla_is_shape_and_time_left() -> None:
    late = row(make_ticket(response_due=NOW - timedelta(minutes=5)))
    assert late.sla is SlaState.BREACHED
    assert late.cell(Column.SLA) == "■ −5 min"
    fine = row(make_ticket(response_due=NOW + timedelta(hours=5)))
    assert fine.cell(Column.SLA).startswith("● ")


def test_a_visit_that_the_proposal_changes_is_marked() -> None:
    ticket = make_ticket(visit=make_visit(1, 3, 1, DAY + timedelta(hours=2), 60))
    assert not row(ticket).proposed
    assert prepare(BOARD, ticket, None, NOW, ZONE).proposed


def test_an_unlocked_ticket_leaves_the_column_empty() -> None:
    assert row(make_ticket()).cell(Column.LOCK) == ""
    assert row(make_ticket(lock=Lock.ALL)).cell(Column.LOCK) != ""


def test_every_column_has_a_heading_in_both_languages() -> None:
    for language in ("en", "zh_CN"):
        set_language(language)
        assert not [column for column in COLUMNS if heading(column).startswith("column.")]


def test_a_visit_against_rules_says_so_in_place_of_its_lock() -> None:
    override = Override(OverrideReason.CUSTOMER, "", ("skill",), "Anna", NOW)
    visit = replace(make_visit(1, 3, 1, DAY, 60), override=override)
    assert row(make_ticket(visit=visit, lock=Lock.ALL)).cell(Column.LOCK) == "Against rules"
    assert row(make_ticket(visit=visit, lock=Lock.TIME)).cell(Column.LOCK) == "Time locked"
