"""Painting the frozen parts: the header with days and hours, the column of names and loads."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_skeleton
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.timeline.layout import Row
from dispatch_console.ui.timeline.lines import Group, Line
from dispatch_console.ui.timeline.paint_body import judged_colour
from dispatch_console.ui.timeline.scale import local_days, snap, tick_step, ticks
from dispatch_console.ui.timeline.scene import Scene
from dispatch_console.ui.timeline.view import HEADER_PX
from dispatch_console.words.text import clock_time

DAY_PX = 22
_LABEL_PX = 46
_PAD = 10


def hours(seconds: float) -> str:
    """Hours with at most one decimal, without a unit."""
    return f"{seconds / 3600:.1f}".removesuffix(".0")


def paint_header(painter: QPainter, scene: Scene) -> None:
    """Days above hours, the present and the pointer's time as pills."""
    view, ink = scene.view, scene.ink
    painter.save()
    painter.fillRect(QRectF(0, 0, view.width, HEADER_PX), ink.colour("raised"))
    _paint_corner(painter, scene)
    days = QRectF(view.names_px, 0, view.body[2], HEADER_PX)
    painter.setClipRect(days, Qt.ClipOperation.IntersectClip)
    _paint_days(painter, scene)
    _paint_hours(painter, scene)
    if scene.pointer_x is not None and scene.ghost is None:
        moment = scene.chart.horizon.origin + timedelta(seconds=view.second(scene.pointer_x))
        _paint_pill(painter, scene, scene.pointer_x, snap(moment), "muted", "panel")
    now = scene.chart.horizon.origin + timedelta(seconds=scene.chart.now)
    x = view.x(scene.chart.now)
    if view.names_px <= x <= view.width:
        _paint_pill(painter, scene, x, now, "danger", "panel")
    painter.restore()
    painter.fillRect(QRectF(0, HEADER_PX - 1, view.width, 1), ink.colour("line"))


def paint_names(painter: QPainter, scene: Scene) -> None:
    """Engineers and groups of the bands in sight, and the corner above them."""
    view, ink = scene.view, scene.ink
    width = view.names_px
    painter.save()
    column = QRectF(0, HEADER_PX, width, view.height - HEADER_PX)
    painter.setClipRect(column, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(0, HEADER_PX, width, view.height), ink.colour("panel"))
    for line in scene.lines:
        if line.group is not None:
            _paint_group(painter, scene, line, line.group)
        elif line.engineer is not None:
            _paint_engineer(painter, scene, line, scene.chart.rows[line.engineer])
    painter.fillRect(QRectF(width - 1, HEADER_PX, 1, view.height), ink.colour("line"))
    painter.restore()


def _paint_corner(painter: QPainter, scene: Scene) -> None:
    ink, width = scene.ink, scene.view.names_px
    painter.fillRect(QRectF(width - 1, 0, 1, HEADER_PX), ink.colour("line"))
    painter.setPen(ink.colour("muted"))
    top = HEADER_PX - 21
    ink.draw(painter, _PAD, top, tr("Engineers: {count}", count=len(scene.chart.rows)), ink.small)
    label = tr("hours")
    ink.draw(painter, width - _PAD - ink.width(label, ink.small), top, label, ink.small)


def _paint_days(painter: QPainter, scene: Scene) -> None:
    view, ink = scene.view, scene.ink
    origin = scene.chart.horizon.origin
    first, last = view.seconds
    today = (origin + timedelta(seconds=scene.chart.now)).astimezone(scene.zone).date()
    for day in local_days(origin, first, last, scene.zone):
        start = scene.chart.horizon.second(day)
        end = scene.chart.horizon.second(_next_midnight(day))
        left, right = view.x(max(start, 0)), view.x(min(end, view.scale.length_s))
        if right <= view.names_px or right <= left:
            continue
        if start > 0:
            painter.fillRect(QRectF(round(left), 4, 1, HEADER_PX - 4), ink.colour("line"))
        font = ink.bold if day.date() == today else ink.font
        painter.setPen(ink.colour("accent" if day.date() == today else "text"))
        label_left = max(left, view.names_px) + 8
        room = right - label_left - 4
        label = ink.fitted(_day_label(day.date(), language()), font, room)
        ink.draw(painter, label_left, 4, label, font)


def _paint_hours(painter: QPainter, scene: Scene) -> None:
    view, ink = scene.view, scene.ink
    step = tick_step(view.scale.px_per_hour, _LABEL_PX)
    painter.setPen(ink.colour("muted"))
    free = view.names_px + 2.0
    first, last = view.seconds
    last = min(last, view.scale.length_s - 1)
    for tick in ticks(scene.chart.horizon.origin, first, last, step, scene.zone):
        if view.scale.folded(tick.second) is not None or step >= 1440:
            continue
        x = round(view.x(tick.second))
        painter.fillRect(QRectF(x, HEADER_PX - 6, 1, 5), ink.colour("line"))
        label = tick.local.strftime("%H:%M")
        width = ink.width(label, ink.small)
        left = x - width / 2
        if left >= free:
            ink.draw(painter, left, HEADER_PX - 22, label, ink.small)
            free = left + width + 6


def _paint_pill(
    painter: QPainter, scene: Scene, x: float, moment: datetime, ground: str, words: str
) -> None:
    ink = scene.ink
    label = clock_time(moment, scene.zone)
    width = ink.width(label, ink.small_bold) + 10
    left = min(max(x - width / 2, scene.view.names_px), scene.view.width - width)
    box = QRectF(left, HEADER_PX - 20, width, 17)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour(ground))
    painter.drawRoundedRect(box, 8.5, 8.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(ink.colour(words))
    painter.setFont(ink.small_bold)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


def _paint_group(painter: QPainter, scene: Scene, line: Line, group: Group) -> None:
    ink, width = scene.ink, scene.view.names_px
    top = scene.view.top(line)
    box = QRectF(0, top, width, line.height)
    hovered = scene.hovered is not None and scene.hovered.line is line
    painter.fillRect(box, ink.colour("hover" if hovered else "raised"))
    painter.fillRect(QRectF(0, top + line.height - 1, width, 1), ink.colour("line"))
    _paint_chevron(painter, ink.colour("muted"), top + line.height / 2, group.collapsed)
    figures = f"{group.engineers} · {group.planned_s / 3600:.0f} / {group.duty_s / 3600:.0f}"
    if ink.width(group.name, ink.bold) + ink.width(figures, ink.small) + _PAD + 40 > width:
        figures = str(group.engineers)
    used = ink.width(figures, ink.small)
    painter.setPen(ink.colour("muted"))
    ink.draw(painter, width - _PAD - used, top + 5, figures, ink.small)
    painter.setPen(ink.colour("text"))
    name = ink.fitted(group.name, ink.bold, width - used - _PAD - 34)
    ink.draw(painter, 26, top + (line.height - ink.metrics(ink.bold).height()) / 2, name, ink.bold)


def _paint_chevron(painter: QPainter, colour: QColor, middle: float, collapsed: bool) -> None:
    path = QPainterPath()
    points = [(-2, -4), (2, 0), (-2, 4)] if collapsed else [(-4, -2), (0, 2), (4, -2)]
    path.moveTo(14 + points[0][0], middle + points[0][1])
    for x, y in points[1:]:
        path.lineTo(14 + x, middle + y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.strokePath(path, QPen(colour, 1.6))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_engineer(painter: QPainter, scene: Scene, line: Line, row: Row) -> None:
    ink, width = scene.ink, scene.view.names_px
    top = scene.view.top(line)
    box = QRectF(0, top, width, line.height)
    _paint_name_ground(painter, scene, line, box)
    load_width = 62.0 if width >= 190 else 50.0
    load_left = width - load_width - _PAD
    engineer = row.engineer
    painter.setPen(ink.colour("text" if row.duty else "muted"))
    room = load_left - _PAD - 6
    two_lines = not scene.compact
    y = top + (5 if two_lines else (line.height - ink.metrics(ink.font).height()) / 2)
    ink.draw(painter, _PAD, y, ink.fitted(engineer.name, ink.font, room), ink.font)
    if two_lines:
        painter.setPen(ink.colour("muted"))
        second = " · ".join(part for part in (engineer.number, engineer.team) if part)
        below = top + line.height - ink.metrics(ink.small).height() - 5
        ink.draw(painter, _PAD, below, ink.fitted(second, ink.small, room), ink.small)
    _paint_load(painter, scene, row, QRectF(load_left, top, load_width, line.height))


def _paint_name_ground(painter: QPainter, scene: Scene, line: Line, box: QRectF) -> None:
    ink, ghost = scene.ink, scene.ghost
    if ghost is not None and ghost.engineer == line.engineer:
        painter.fillRect(box, ink.mix(judged_colour(ghost.judgement), "panel", 0.2))
    elif scene.engineer == line.engineer:
        painter.fillRect(box, ink.colour("selected"))
    elif scene.hovered is not None and scene.hovered.line is line:
        painter.fillRect(box, ink.colour("hover"))
    painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), ink.colour("line"))


def _paint_load(painter: QPainter, scene: Scene, row: Row, box: QRectF) -> None:
    """Planned over available hours, as text and as a bar; over the limit it turns and overflows."""
    ink = scene.ink
    if not row.duty and not row.planned_s:
        label = tr("off duty")
        painter.setPen(ink.colour("muted"))
        left = box.right() - ink.width(label, ink.small)
        height = ink.metrics(ink.small).height()
        ink.draw(painter, left, box.center().y() - height / 2, label, ink.small)
        return
    over = row.load > 1
    label = f"{hours(row.planned_s)} / {hours(row.duty_s)}"
    font = ink.small_bold if over else ink.small
    painter.setPen(ink.colour("danger" if over else "muted"))
    top = box.top() + (6 if not scene.compact else 2)
    ink.draw(painter, box.right() - ink.width(label, font), top, label, font)
    track = QRectF(box.left(), box.bottom() - (15 if not scene.compact else 9), box.width(), 5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.mix("muted", "panel", 0.22))
    painter.drawRoundedRect(track, 2.5, 2.5)
    filled = QRectF(track)
    filled.setWidth(max(0.0, min(1.0, row.load)) * track.width())
    painter.setBrush(ink.colour("danger" if over else "accent"))
    if filled.width() >= 1:
        painter.drawRoundedRect(filled, 2.5, 2.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _next_midnight(day: datetime) -> datetime:
    return datetime.combine(day.date() + timedelta(days=1), day.time(), day.tzinfo)


@lru_cache(maxsize=512)
def _day_label(day: date, code: str) -> str:
    return format_skeleton("MMMEd", day, locale=code)
