"""The look: readable in both palettes, every icon there, every field of the sheet filled."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.support.resources import resource
from dispatch_console.ui import theme
from dispatch_console.ui.theme.look import mixed, style_sheet
from dispatch_console.ui.theme.palette import (
    DARK,
    LIGHT,
    Palette,
    priority_colour,
    sla_colour,
    sla_mark,
    status_colour,
)

ICONS = sorted(
    path.stem for path in resource("icons").glob("*.svg") if b"currentColor" in path.read_bytes()
)
"""The family; marks of the style sheet and the console's own sign have colours of their own."""


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours as WCAG 2 reckons it."""

    def light(colour: str) -> float:
        tone = QColor(colour)
        parts = [part / 255 for part in (tone.red(), tone.green(), tone.blue())]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(first), light(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
class TestPalette:
    def test_text_can_be_read_on_every_ground(self, palette: Palette) -> None:
        for ground in (palette.window, palette.panel, palette.raised, palette.hover):
            assert contrast(palette.text, ground) >= 7
            assert contrast(palette.muted, ground) >= 4.5

    def test_states_can_be_read_on_panels(self, palette: Palette) -> None:
        colours = {sla_colour(palette, state) for state in SlaState}
        colours |= {priority_colour(palette, priority) for priority in Priority}
        colours |= {status_colour(palette, status) for status in Status}
        for colour in colours:
            assert contrast(colour, palette.panel) >= 4.5, colour

    def test_the_main_button_can_be_read(self, palette: Palette) -> None:
        assert contrast(palette.accent_text, palette.accent) >= 4.5

    def test_the_style_sheet_has_no_empty_field(self, palette: Palette) -> None:
        assert "$" not in style_sheet(palette)


def test_sla_states_differ_in_shape() -> None:
    assert len({sla_mark(state) for state in SlaState}) == len(SlaState)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:
    image = theme.pixmap(name, 24).toImage()
    drawn = sum(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )
    assert 10 < drawn < image.width() * image.height() * 0.7
    assert not theme.icon(name).isNull()


def test_an_icon_takes_the_colour_asked_for(qapp: QApplication) -> None:
    image = theme.pixmap("close", 24, "#ff0000").toImage()
    assert image.pixelColor(12, 12).name() == "#ff0000"


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_a_theme_can_be_changed_and_changed_back(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.current() is DARK
    theme.apply(qapp, "light")
    assert theme.current() is LIGHT


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mixed("#000000", "#ffffff", 1) == "#000000"
    assert mixed("#000000", "#ffffff", 0) == "#ffffff"
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
