"""Colours of the heat map: one hue that deepens with the load, so that it needs no colour vision.

More work than time on duty has another hue, heavier type and a mark besides.
"""

from dispatch_console.ui.theme.look import mixed
from dispatch_console.ui.theme.palette import Palette

FAINTEST, DEEPEST = 0.06, 0.62

Tone = tuple[str, str]
"""Ground and text, as ``#rrggbb``."""


def tone(palette: Palette, share: float) -> Tone:
    """The tone of a cell whose work is `share` of the time on duty."""
    if share > 1:
        ground = mixed(palette.danger, palette.panel, 0.32)
    else:
        depth = FAINTEST + (DEEPEST - FAINTEST) * max(0.0, share)
        ground = mixed(palette.accent, palette.panel, depth)
    return ground, max((palette.text, palette.panel), key=lambda ink: contrast(ink, ground))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG reckons it, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
