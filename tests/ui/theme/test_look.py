"""The look: readable in both palettes, every icon there, every field of the sheet filled."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import dispatch_console.ui
from dispatch_console.support.resources import resource
from dispatch_console.ui import theme
from dispatch_console.ui.theme.look import mixed, style_sheet
from dispatch_console.ui.theme.palette import DARK, LIGHT, Palette
from tests.ui.theme.colour_vision import contrast

ICONS = sorted(
    path.stem for path in resource("icons").glob("*.svg") if b"currentColor" in path.read_bytes()
)
"""The family; marks of the style sheet and the console's own sign have colours of their own."""


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
class TestPalette:
    def test_text_can_be_read_on_every_ground(self, palette: Palette) -> None:
        plain = (palette.window, palette.panel, palette.raised)
        for ground in (*plain, palette.hover, palette.selected):
            assert contrast(palette.text, ground) >= 7
            assert contrast(palette.muted, ground) >= 4.5

    def test_the_main_button_can_be_read(self, palette: Palette) -> None:
        assert contrast(palette.accent_text, palette.accent) >= 4.5

    def test_the_style_sheet_has_no_empty_field(self, palette: Palette) -> None:
        assert "$" not in style_sheet(palette)


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


UI = Path(dispatch_console.ui.__file__).parent
OWN_COLOURS = ("theme", "map")
"""Where colours are written down: the palette, and the map, whose ground is no panel."""


def test_sizes_of_text_come_from_the_type_scale() -> None:
    sheet = resource("theme", "console.qss").read_text(encoding="utf-8")
    assert not re.findall(r"font-size: *\d", sheet)


def test_no_widget_has_colours_of_its_own() -> None:
    for module in UI.rglob("*.py"):
        if module.relative_to(UI).parts[0] not in OWN_COLOURS:
            written = re.findall(r'"#[0-9a-fA-F]{3,8}"', module.read_text(encoding="utf-8"))
            assert not written, module


def test_gaps_and_margins_come_from_the_spacing_scale() -> None:
    calls = re.compile(r"\.set(?:\w*Spacing|ContentsMargins)\(([^()]*)\)")
    for module in UI.rglob("*.py"):
        for given in calls.findall(module.read_text(encoding="utf-8")):
            parts = [part.strip() for part in given.split(",")]
            assert all(part == "0" or "SPACE" in part for part in parts), (module, given)
