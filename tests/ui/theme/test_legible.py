"""Words in the colour of a state read on every ground that they are written on."""

import pytest

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import (
    DARK,
    LIGHT,
    Palette,
    priority_colour,
    sla_colour,
    status_colour,
)
from dispatch_console.ui.widgets.badge import TINT
from tests.ui.theme.colour_vision import contrast

TEXT = 4.5
"""WCAG 2.2, 1.4.3."""

BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def states(palette: Palette) -> set[str]:
    return {
        *(sla_colour(palette, state) for state in SlaState),
        *(priority_colour(palette, priority) for priority in Priority),
        *(status_colour(palette, status) for status in Status),
        palette.muted,
        palette.ghost,
    }


@BOTH
def test_on_every_ground_and_on_a_tint_of_itself(palette: Palette) -> None:
    plain = (palette.window, palette.panel, palette.raised, palette.hover, palette.selected)
    for colour in states(palette):
        for ground in (*plain, *(theme.mixed(colour, below, TINT) for below in plain)):
            shade = theme.legible(colour, ground, text=palette.text)
            assert contrast(shade, ground) >= TEXT, (colour, ground)


@BOTH
def test_what_reads_already_is_left_as_it_is(palette: Palette) -> None:
    for colour in states(palette):
        if contrast(colour, palette.panel) >= TEXT:
            assert theme.legible(colour, palette.panel, text=palette.text) == colour


def test_where_nothing_reads_it_is_the_text() -> None:
    assert theme.legible("#777777", "#000000", "#ffffff", text="#888888") == "#888888"
