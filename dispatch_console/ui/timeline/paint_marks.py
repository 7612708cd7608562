"""Painting what a drag would cost on each row: its best place, and a chip at the right edge."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from dispatch_console.ui.price_words import Judgement
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.lines import Line
from dispatch_console.ui.timeline.paint_bar import RADIUS
from dispatch_console.ui.timeline.paint_body import judged_colour
from dispatch_console.ui.timeline.paint_drop import SIGNS
from dispatch_console.ui.timeline.scene import RowMark, Scene
from dispatch_console.ui.timeline.view import BAR_GAP_PX, LEAST_BAR_PX

_EDGE = 6.0
_PAD = 7.0
_WIDEST = 250.0
_DISC = 15.0


def paint_marks(painter: QPainter, scene: Scene) -> None:
    """The marks of the rows to be painted again. The row that is hovered has its card instead."""
    hovered = None if scene.ghost is None else scene.ghost.engineer
    painter.save()
    painter.setClipRect(QRectF(*scene.view.body), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for line in scene.lines:
        mark = None if line.engineer is None else scene.marks.get(line.engineer)
        if mark is not None and line.engineer != hovered:
            _paint_place(painter, scene, line, mark)
            _paint_chip(painter, scene, line, mark)
    painter.restore()


def _paint_place(painter: QPainter, scene: Scene, line: Line, mark: RowMark) -> None:
    """The outline of the visit at the row's best place."""
    view, ink = scene.view, scene.ink
    if mark.span is None:
        return
    left = view.x(mark.span[0])
    width = max(LEAST_BAR_PX, view.x(mark.span[1]) - left)
    top, height = view.top(line) + BAR_GAP_PX, line.height - 2 * BAR_GAP_PX
    colour = judged_colour(mark.judgement)
    style = Qt.PenStyle.SolidLine if mark.rank else Qt.PenStyle.DashLine
    painter.setPen(QPen(ink.colour(colour), 1.4 if mark.rank else 1.0, style))
    painter.setBrush(ink.veil(colour, 0.16 if mark.rank else 0.07))
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, width - 1, height - 1), RADIUS, RADIUS)


def _paint_chip(painter: QPainter, scene: Scene, line: Line, mark: RowMark) -> None:
    """Sign, words and, for the cheapest rows, the rank on a disc."""
    view, ink = scene.view, scene.ink
    body_left, _, body_width, _ = view.body
    name = judged_colour(mark.judgement)
    font = ink.small_bold if mark.rank else ink.small
    height = min(line.height - 6.0, ink.metrics(font).height() + 6.0)
    sign = SIGNS[mark.judgement]
    lead = _DISC + 5 if mark.rank else ink.width(sign, ink.small_bold) + 5
    room = min(_WIDEST, body_width - 2 * _EDGE) - 2 * _PAD - lead
    words = ink.fitted(mark.text, font, room)
    width = ink.width(words, font) + 2 * _PAD + lead
    left = max(body_left + _EDGE, view.width - _EDGE - width)
    box = QRectF(left, view.top(line) + (line.height - height) / 2, width, height)
    refused = mark.judgement is Judgement.REFUSED
    # Where it cannot go is told quietly: the eye is to find where it can.
    edge = ink.colour("line") if refused else ink.mix(name, "panel", 1.0 if mark.rank else 0.55)
    painter.setPen(QPen(edge, 1.0))
    painter.setBrush(ink.mix(name, "panel", 0.2 if mark.rank else 0.04 if refused else 0.09))
    painter.drawRoundedRect(box, height / 2, height / 2)
    middle = box.center().y()
    if mark.rank:
        _paint_rank(painter, ink, name, box.left() + _PAD - 3, middle, mark.rank)
    else:
        painter.setPen(ink.colour(name))
        _write(painter, ink, box.left() + _PAD, middle, sign, bold=True)
    painter.setPen(ink.mix("text", "panel", 0.75) if refused else ink.colour("text"))
    _write(painter, ink, box.left() + _PAD + lead, middle, words, bold=bool(mark.rank))


def _paint_rank(
    painter: QPainter, ink: Ink, name: str, left: float, middle: float, rank: int
) -> None:
    disc = QRectF(left, middle - _DISC / 2, _DISC, _DISC)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour(name))
    painter.drawEllipse(disc)
    painter.setPen(ink.colour("panel"))
    label = str(rank)
    _write(painter, ink, disc.center().x() - ink.width(label, ink.small_bold) / 2, middle, label)


def _write(
    painter: QPainter, ink: Ink, x: float, middle: float, words: str, *, bold: bool = True
) -> None:
    font = ink.small_bold if bold else ink.small
    ink.draw(painter, x, middle - ink.metrics(font).height() / 2, words, font)
