"""Painting the scrolled part: shifts, breaks, legs and visits of the rows in sight, and now."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from dispatch_console.support.i18n import tr
from dispatch_console.ui.price_words import Judgement
from dispatch_console.ui.timeline.layout import NOTABLE_DELAY_S, Row
from dispatch_console.ui.timeline.lines import Line
from dispatch_console.ui.timeline.occupancy import STEP_S, Profile
from dispatch_console.ui.timeline.paint_bar import RADIUS, paint_bar
from dispatch_console.ui.timeline.paint_ties import paint_ties
from dispatch_console.ui.timeline.scale import FOLD_PX, Span, tick_step, ticks
from dispatch_console.ui.timeline.scene import Scene

_CROWDED = 0.9

_JUDGED = {
    Judgement.PENDING: "accent",
    Judgement.FINE: "ok",
    Judgement.COSTLY: "warning",
    Judgement.REFUSED: "danger",
}


def judged_colour(judgement: Judgement) -> str:
    """The palette field that stands for a price."""
    return _JUDGED[judgement]


def paint_body(painter: QPainter, scene: Scene) -> None:
    """Everything right of the names and below the header; only what is in sight."""
    body = QRectF(*scene.view.body)
    painter.save()
    painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
    painter.fillRect(body, scene.ink.colour("shift_off"))
    # Hatching is anchored to the scrolled content, so that moved and fresh parts join.
    painter.setBrushOrigin(QPointF(-scene.view.scroll_x, -scene.view.scroll_y))
    lines = scene.lines
    for line in lines:
        _paint_ground(painter, scene, line)
    _paint_grid(painter, scene)
    first, last = scene.seconds
    for line in lines:
        row = None if line.engineer is None else scene.chart.rows.get(line.engineer)
        if row is not None:
            _paint_row(painter, scene, line, row, (first, last))
    paint_ties(painter, scene)
    _paint_folds(painter, scene)
    _paint_now(painter, scene)
    painter.restore()


def _paint_ground(painter: QPainter, scene: Scene, line: Line) -> None:
    """On and off duty, overtime, break windows, and the tint of a row pointed at."""
    view, ink = scene.view, scene.ink
    top, height = view.top(line), line.height
    left, width = view.body[0], view.body[2]
    if line.engineer is None:
        painter.fillRect(QRectF(left, top, width, height), ink.colour("raised"))
        painter.fillRect(QRectF(left, top + height - 1, width, 1), ink.colour("line"))
        if line.group is not None:
            _paint_profile(painter, scene, line, line.group.profile)
        return
    row = scene.chart.rows[line.engineer]
    seen = scene.seconds
    for span in row.duty:
        _fill(painter, scene, line, span, seen, ink.colour("shift"))
    for span in row.overtime:
        _fill(painter, scene, line, span, seen, ink.colour("shift"))
        _fill(painter, scene, line, span, seen, ink.hatch)
    for span in row.windows:
        _fill(painter, scene, line, span, seen, ink.veil("pause", 0.16))
    tint = _tint(scene, line)
    if tint is not None:
        painter.fillRect(QRectF(left, top, width, height), tint)
    painter.fillRect(QRectF(left, top + height - 1, width, 1), ink.colour("line"))


def _paint_profile(painter: QPainter, scene: Scene, line: Line, profile: Profile) -> None:
    """How much of the group is busy, half hour by half hour, so that free hands are seen."""
    view, ink = scene.view, scene.ink
    base, room = view.top(line) + line.height - 1, line.height - 7
    first, last = (max(0, second // STEP_S) for second in scene.seconds)
    for i, share in enumerate(profile[first : last + 1], first):
        if share is None:
            continue
        left, right = view.x(i * STEP_S), view.x((i + 1) * STEP_S)
        height = max(1.0, room * share)
        name, strength = ("warning", 0.5) if share >= _CROWDED else ("accent", 0.3)
        box = QRectF(left, base - height, max(1.0, right - left - 1), height)
        painter.fillRect(box, ink.mix(name, "raised", strength))


def _tint(scene: Scene, line: Line) -> QColor | None:
    ghost, ink = scene.ghost, scene.ink
    if ghost is not None and ghost.engineer == line.engineer:
        return ink.veil(judged_colour(ghost.judgement), 0.13)
    if scene.engineer == line.engineer:
        return ink.veil("accent", 0.09)
    if scene.hovered is not None and scene.hovered.line is line:
        return ink.veil("accent", 0.045)
    return None


def _fill(
    painter: QPainter, scene: Scene, line: Line, span: Span, seen: Span, brush: QBrush | QColor
) -> None:
    if span[1] > seen[0] and span[0] < seen[1]:
        left, right = scene.view.x(span[0]), scene.view.x(span[1])
        painter.fillRect(QRectF(left, scene.view.top(line), right - left, line.height), brush)


def _paint_grid(painter: QPainter, scene: Scene) -> None:
    view = scene.view
    _, top, _, height = view.body
    colour = scene.ink.veil("line", 0.55)
    step = tick_step(view.scale.px_per_hour, 46)
    for tick in ticks(scene.chart.horizon.origin, *scene.seconds, step, scene.zone):
        if view.scale.folded(tick.second) is None:
            painter.fillRect(QRectF(round(view.x(tick.second)), top, 1, height), colour)


def _paint_row(painter: QPainter, scene: Scene, line: Line, row: Row, seen: Span) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    _paint_pauses(painter, scene, line, row, seen)
    _paint_legs(painter, scene, line, row, seen)
    _paint_traces(painter, scene, line, row, seen)
    expected = scene.chart.delays[row.engineer.id]
    for bar, delay in zip(row.bars, expected, strict=True):
        if bar.end + delay <= seen[0] or bar.start >= seen[1]:
            continue
        rect = scene.view.bar_rect(line, bar)
        if delay >= NOTABLE_DELAY_S:
            _paint_expected(painter, scene, line, bar.start + delay, bar.end + delay)
        paint_bar(painter, scene, bar, delay, rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_pauses(painter: QPainter, scene: Scene, line: Line, row: Row, seen: Span) -> None:
    view, ink = scene.view, scene.ink
    top = view.top(line)
    label = tr("Break")
    for pause in row.pauses:
        if pause.end <= seen[0] or pause.start >= seen[1]:
            continue
        left = view.x(pause.start)
        box = QRectF(left + 1, top + 8.5, view.x(pause.end) - left - 2, line.height - 17)
        if not pause.fits:
            painter.setPen(QPen(ink.colour("danger"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.veil("pause", 0.62))
        painter.drawRoundedRect(box, 4, 4)
        width = ink.width(label, ink.small)
        if width <= box.width() - 6:
            painter.setPen(ink.mix("text", "pause", 0.72))
            middle = box.center()
            height = ink.metrics(ink.small).height()
            ink.draw(painter, middle.x() - width / 2, middle.y() - height / 2, label, ink.small)


def _paint_legs(painter: QPainter, scene: Scene, line: Line, row: Row, seen: Span) -> None:
    view = scene.view
    middle = view.top(line) + line.height / 2
    colour = scene.ink.colour("travel")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for start, end in row.legs:
        if end <= seen[0] or start >= seen[1]:
            continue
        left, right = view.x(start), view.x(end)
        painter.drawRoundedRect(QRectF(left, middle - 1.5, right - left, 3), 1.5, 1.5)
        if right - left > 12:
            painter.drawEllipse(QPointF(left + 3, middle), 3, 3)


def _paint_traces(painter: QPainter, scene: Scene, line: Line, row: Row, seen: Span) -> None:
    view, ink = scene.view, scene.ink
    top = view.top(line)
    painter.setPen(QPen(ink.veil("muted", 0.75), 1, Qt.PenStyle.DotLine))
    painter.setBrush(ink.veil("muted", 0.08))
    for trace in row.traces:
        if trace.end <= seen[0] or trace.start >= seen[1]:
            continue
        left = view.x(trace.start)
        box = QRectF(left + 0.5, top + 6.5, view.x(trace.end) - left - 1.5, line.height - 13)
        painter.drawRoundedRect(box, RADIUS, RADIUS)


def _paint_expected(painter: QPainter, scene: Scene, line: Line, start: int, end: int) -> None:
    """Where a delayed visit is now expected: a thin stripe below its planned bar."""
    view = scene.view
    left = view.x(start)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.ink.colour("danger"))
    y = view.top(line) + line.height - 4
    painter.drawRoundedRect(QRectF(left, y, view.x(end) - left, 2.5), 1.2, 1.2)


def _paint_folds(painter: QPainter, scene: Scene) -> None:
    view, ink = scene.view, scene.ink
    _, top, _, height = view.body
    for start, end in view.scale.folds:
        left, right = view.x(start), view.x(end)
        if right < view.names_px or left > view.width:
            continue
        box = QRectF(left, top, right - left, height)
        painter.fillRect(box, ink.mix("muted", "shift_off", 0.14))
        if right - left >= FOLD_PX - 1:
            for edge in (left, right - 1):
                painter.fillRect(QRectF(edge, top, 1, height), ink.colour("line"))


def _paint_now(painter: QPainter, scene: Scene) -> None:
    view, ink = scene.view, scene.ink
    left, top, _, height = view.body
    x = view.x(scene.chart.now)
    if x > left:
        past = QRectF(left, top, min(x, view.width) - left, height)
        painter.fillRect(past, ink.veil("text", 0.035))
    if left - 1 <= x <= view.width:
        painter.fillRect(QRectF(x - 0.75, top, 1.5, height), ink.colour("danger"))
