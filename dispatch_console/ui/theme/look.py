"""Dress the application: Fusion as the base, then colours, fonts and the style sheet."""

from functools import cache
from string import Template
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from dispatch_console.support.i18n import is_chinese
from dispatch_console.support.resources import resource
from dispatch_console.ui.theme import type_scale
from dispatch_console.ui.theme.palette import DARK, LIGHT, RADIUS, Palette

Mode = Literal["system", "light", "dark"]

FONT_FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)
"""Latin faces first, then those that bring Chinese; Qt picks for each character."""

_current = LIGHT


def current() -> Palette:
    """The palette in use."""
    return _current


def apply(app: QApplication, mode: Mode) -> None:
    """Dress `app` in the light or the dark palette; "system" follows the desktop."""
    global _current
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(wanted.get(mode, Qt.ColorScheme.Unknown))
    dark = mode == "dark" or (
        mode == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    _current = DARK if dark else LIGHT
    app.setStyle("Fusion")
    app.setFont(_font())
    app.setPalette(qt_palette(_current))
    app.setStyleSheet(style_sheet(_current))


def dress(widget: QWidget, **looks: str) -> None:
    """Set properties the style sheet knows (see the package) and have them take effect."""
    for name, value in looks.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it will be, with these
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.updateGeometry()  # a main button's words are bolder, and wider


def qt_palette(palette: Palette) -> QPalette:
    """The palette for what Qt paints itself."""
    roles = {
        QPalette.ColorRole.Window: palette.window,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.panel,
        QPalette.ColorRole.AlternateBase: palette.raised,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.muted,
        QPalette.ColorRole.Button: palette.panel,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.BrightText: palette.danger,
        QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.accent_text,
        QPalette.ColorRole.Link: palette.accent,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Mid: palette.line,
        QPalette.ColorRole.Light: palette.raised,
        QPalette.ColorRole.Dark: palette.line,
        QPalette.ColorRole.Accent: palette.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    faint = QColor(mixed(palette.muted, palette.panel, 0.6))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return made


def style_sheet(palette: Palette) -> str:
    """The application's style sheet in the palette's colours."""
    fields = {name: getattr(palette, name) for name in palette.__slots__}
    fields |= {
        "faint": mixed(palette.muted, palette.panel, 0.6),
        "field": palette.panel if palette is LIGHT else palette.window,
        "accent_hover": mixed(palette.accent, palette.text, 0.85),
        "scroll": mixed(palette.muted, palette.panel, 0.45),
        "icons": resource("icons").as_posix(),
        "radius": f"{RADIUS}px",
        "small": f"{type_scale.SMALL}px",
        "body": f"{type_scale.BODY}px",
        "heading": f"{type_scale.HEADING}px",
        "figure": f"{type_scale.FIGURE}px",
        "title": f"{type_scale.TITLE}px",
    }
    sheet = resource("theme", "console.qss").read_text(encoding="utf-8")
    return Template(sheet).substitute(fields)


def mixed(first: str, second: str, share: float) -> str:
    """`share` of the first colour laid over the second, as ``#rrggbb``."""
    one, two = QColor(first), QColor(second)
    pairs = ((one.red(), two.red()), (one.green(), two.green()), (one.blue(), two.blue()))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs)).name()


READS = 4.5
"""Contrast that WCAG 2.2 asks of text (1.4.3)."""


@cache
def legible(colour: str, *grounds: str, text: str) -> str:
    """The colour as far towards that of `text` as it takes to read on each of the grounds.

    Marks of states are told apart by colours that are not all dark (or bright) enough for words on
    a chosen row or on a tint of themselves.
    """
    shades = (mixed(colour, text, share / 20) for share in range(20, -1, -1))
    return next((one for one in shades if min(_contrast(one, g) for g in grounds) >= READS), text)


def _contrast(first: str, second: str) -> float:
    """As WCAG 2 reckons it."""
    brighter, darker = sorted((_luminance(QColor(one)) for one in (first, second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _font() -> QFont:
    font = QFont()
    font.setFamilies(FONT_FAMILIES)
    font.setPixelSize(type_scale.BODY)
    if "CJK" in QFontInfo(font).family():
        # Where a Chinese face is the only one there is, its quotes are as wide as a character: not
        # so in English. Said in Chinese, too: the application keeps what a font does not say.
        font.setFeature(QFont.Tag("pwid"), 0 if is_chinese() else 1)
    return font
