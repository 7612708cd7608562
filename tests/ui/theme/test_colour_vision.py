"""States can be told apart without red, green or blue cones, and read on every ground."""

from collections.abc import Callable
from itertools import combinations

import pytest

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.ui.theme.palette import (
    DARK,
    LIGHT,
    Palette,
    priority_colour,
    sla_colour,
    sla_mark,
    status_colour,
)
from tests.ui.theme.colour_vision import VISIONS, contrast, difference, seen

GLANCE = 12.0
"""CIEDE2000 between states that are told at a glance, by a mark among many."""

WITH_WORDS = 9.0
"""Between statuses, whose name always stands beside the colour."""

TEXT, MARK = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of text (1.4.3) and of graphics (1.4.11)."""

Colours = Callable[[Palette], set[str]]

BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def sla(palette: Palette) -> set[str]:
    return {sla_colour(palette, state) for state in SlaState}


def priorities(palette: Palette) -> set[str]:
    return {priority_colour(palette, priority) for priority in Priority}


def statuses(palette: Palette) -> set[str]:
    return {status_colour(palette, status) for status in Status}


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(
    first: tuple[float, float, float], second: tuple[float, float, float], apart: float
) -> None:
    assert difference(first, second) == pytest.approx(apart, abs=1e-4)


@BOTH
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(
    ("colours", "least"), [(sla, GLANCE), (priorities, GLANCE), (statuses, WITH_WORDS)]
)
def test_states_stay_apart_in_every_vision(
    palette: Palette, vision: str, colours: Colours, least: float
) -> None:
    for first, second in combinations(sorted(colours(palette)), 2):
        apart = difference(seen(first, vision), seen(second, vision))
        assert apart >= least, f"{first} and {second} are {apart:.1f} apart"


@BOTH
def test_every_state_reads_as_text_and_shows_as_a_mark(palette: Palette) -> None:
    for colour in sla(palette) | priorities(palette) | statuses(palette):
        for ground in (palette.panel, palette.raised):
            assert contrast(colour, ground) >= TEXT, (colour, ground)
        for ground in (palette.window, palette.hover, palette.selected):
            assert contrast(colour, ground) >= MARK, (colour, ground)


@BOTH
def test_the_ring_of_the_focus_shows_on_every_ground(palette: Palette) -> None:
    for ground in (palette.window, palette.panel, palette.raised, palette.hover):
        assert contrast(palette.accent, ground) >= MARK
    assert contrast(palette.ring, palette.accent) >= MARK


def test_no_sla_state_is_told_by_colour_alone() -> None:
    assert len({sla_mark(state) for state in SlaState}) == len(SlaState)
