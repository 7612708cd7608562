"""Colours, fonts and fitted text for painting, made once from the theme in use."""

from functools import cached_property

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QStaticText

from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.ui.theme.palette import Palette, priority_colour, status_colour

_REMEMBERED_TEXTS = 20_000

Paint = tuple[QColor, QColor, QColor]
"""Fill, outline and text of a bar."""


class Ink:
    """What the painter dips into: `palette` as QColors, mixed and cached; fonts from `font`."""

    def __init__(self, palette: Palette, font: QFont) -> None:
        self.palette = palette
        self.font = font
        self.bold = self._font(font, 0, QFont.Weight.DemiBold)
        self.small = self._font(font, -2, QFont.Weight.Normal)
        self.small_bold = self._font(font, -2, QFont.Weight.DemiBold)
        self._metrics = {id(f): QFontMetrics(f) for f in (font, self.bold, self.small)}
        self._metrics[id(self.small_bold)] = QFontMetrics(self.small_bold)
        self._colours: dict[str, QColor] = {}
        self._mixes: dict[tuple[str, str, float], QColor] = {}
        self._texts: dict[tuple[str, int], QStaticText] = {}
        self._widths: dict[tuple[str, int], int] = {}
        self._fitted: dict[tuple[str, int, int], str] = {}
        self._bars: dict[tuple[Status, bool, bool], Paint] = {}

    def colour(self, name: str) -> QColor:
        """A field of the palette."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(getattr(self.palette, name))
        return found

    def mix(self, over: str, under: str, share: float) -> QColor:
        """`share` of the colour `over` laid on the field `under`; `over` a field or ``#rrggbb``."""
        key = (over, under, share)
        found = self._mixes.get(key)
        if found is None:
            one = QColor(over) if over.startswith("#") else self.colour(over)
            two = self.colour(under)
            found = self._mixes[key] = QColor.fromRgbF(
                one.redF() * share + two.redF() * (1 - share),
                one.greenF() * share + two.greenF() * (1 - share),
                one.blueF() * share + two.blueF() * (1 - share),
            )
        return found

    def veil(self, name: str, share: float) -> QColor:
        """A field of the palette, see-through."""
        colour = QColor(self.colour(name))
        colour.setAlphaF(share)
        return colour

    def bar(self, status: Status, chosen: bool, ghost: bool) -> Paint:
        """The colours of a visit's bar; `ghost`: a place that is only proposed."""
        key = (status, chosen, ghost)
        found = self._bars.get(key)
        if found is None:
            hue = status_colour(self.palette, status)
            if chosen:
                found = (self.colour("accent"), self.colour("accent"), self.colour("accent_text"))
            elif ghost:
                found = (
                    self.mix("ghost", "panel", 0.07),
                    self.colour("ghost"),
                    self.colour("text"),
                )
            else:
                strong = 0.34 if status is Status.IN_PROGRESS else 0.17
                found = (
                    self.mix(hue, "panel", strong),
                    self.mix(hue, "panel", 0.62),
                    self.colour("text"),
                )
            self._bars[key] = found
        return found

    def priority(self, priority: Priority) -> QColor:
        """The colour of a bar's priority edge."""
        return self.mix(priority_colour(self.palette, priority), "panel", 1.0)

    @cached_property
    def hatch(self) -> QBrush:
        """Overtime: slanted lines."""
        return QBrush(self.veil("muted", 0.45), Qt.BrushStyle.BDiagPattern)

    def metrics(self, font: QFont) -> QFontMetrics:
        """The metrics of one of this ink's fonts."""
        return self._metrics[id(font)]

    def fitted(self, text: str, font: QFont, width: float) -> str:
        """The text, elided to `width` pixels; empty where not even two letters fit."""
        room = int(width)
        if room < 16:
            return ""
        key = (text, id(font), room)
        found = self._fitted.get(key)
        if found is None:
            if len(self._fitted) > _REMEMBERED_TEXTS:
                self._fitted.clear()
            metrics = self._metrics[id(font)]
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            found = self._fitted[key] = found if len(found) > 1 else ""
        return found

    def draw(self, painter: QPainter, x: float, top: float, text: str, font: QFont) -> None:
        """Draw a line of plain text from its top left corner, in the painter's pen.

        Laying text out costs more than drawing it, so the layout is kept from frame to frame.
        """
        if not text:
            return
        key = (text, id(font))
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _REMEMBERED_TEXTS:
                self._texts.clear()
            found = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=font)
            self._texts[key] = found
        painter.setFont(font)
        painter.drawStaticText(QPointF(x, top), found)

    def width(self, text: str, font: QFont) -> int:
        """The text's width in pixels."""
        key = (text, id(font))
        found = self._widths.get(key)
        if found is None:
            found = self._widths[key] = self._metrics[id(font)].horizontalAdvance(text)
        return found

    @staticmethod
    def _font(base: QFont, delta: int, weight: QFont.Weight) -> QFont:
        font = QFont(base)
        size = base.pixelSize()
        if size > 0:
            font.setPixelSize(max(9, size + delta))
        else:
            font.setPointSizeF(max(7.0, base.pointSizeF() + delta * 0.75))
        font.setWeight(weight)
        return font
