from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.skill import SkillLevel
from dispatch_console.insight.load import difficulty, dispersion, engineer_days, ticket_load_s
from tests.factories import DAY, make_board, make_engineer, make_shift, make_ticket, make_visit


def test_the_highest_level_needed_decides_the_difficulty():
    ticket = make_ticket(skills=(SkillLevel("lift", 1), SkillLevel("hvac", 5)))
    assert difficulty(ticket) == pytest.approx(1.6)


def test_a_ticket_without_skills_weighs_its_duration():
    assert ticket_load_s(make_ticket(skills=(), duration_s=1800)) == 1800


def test_an_engineer_with_an_empty_shift_counts_with_no_load():
    board = replace(
        make_board(0, 0, 1), engineers={1: make_engineer(1)}, shifts={1: make_shift(1, 1)}
    )
    (day,) = engineer_days(board, start=DAY, end=DAY + timedelta(days=1))
    assert (day.load_s, day.tickets, day.duty_s) == (0, 0, 9 * 3600)


def test_load_falls_on_the_engineer_and_day_of_the_visit():
    visit = make_visit(1, 2, 2, DAY + timedelta(hours=2), 60)
    board = replace(
        make_board(0, 0, 1),
        engineers={n: make_engineer(n) for n in (1, 2)},
        shifts={n: make_shift(n, n) for n in (1, 2)},
        tickets={1: make_ticket(1, visit=visit, skills=(SkillLevel("lift", 3),))},
    )
    days = engineer_days(board, start=DAY, end=DAY + timedelta(days=1), zone=ZoneInfo("Asia/Tokyo"))
    assert [(day.engineer_id, day.load_s, day.travel_s) for day in days] == [
        (1, 0, 0),
        (2, 4680, 1800),
    ]


def test_a_shift_outside_the_horizon_is_left_out():
    board = make_board()
    assert engineer_days(board, start=DAY + timedelta(days=3), end=DAY + timedelta(days=4)) == ()


def test_unevenly_shared_work_has_the_wider_spread():
    assert dispersion([6, 6, 0, 0]).spread_h > dispersion([6, 2, 2, 2]).spread_h


def test_no_engineer_on_duty_has_no_load():
    assert dispersion([]) == dispersion([0])


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=20), st.integers(0, 5_000))
def test_the_spread_does_not_change_when_all_get_the_same_more(loads: list[int], more: int):
    assert dispersion([load + more for load in loads]).spread_h == pytest.approx(
        dispersion(loads).spread_h, abs=1e-6
    )
