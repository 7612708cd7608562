"""The mouse on the timeline: choosing, panning, tooltips, the menu, drags out and drops in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.ui.read_only import greyed
from dispatch_console.ui.timeline import words
from dispatch_console.ui.timeline.dropping import Target
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.timeline.scale import snap
from dispatch_console.ui.timeline.view import Hit
from dispatch_console.ui.widgets.drag import dragged_tickets, ticket_mime
from dispatch_console.ui.widgets.engineer_menu import engineer_menu

if TYPE_CHECKING:
    from dispatch_console.ui.timeline.canvas import TimelineCanvas

_EDGE_PX = 30
_EDGE_STEP_PX = 14
_EDGE_MS = 30


class Pointer(QObject):
    """Hears the mouse for a canvas. `hovered` is what lies under it, `dragged` what it carries."""

    def __init__(self, canvas: TimelineCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.hovered: Hit | None = None
        self.over_body_x: float | None = None
        self.dragged: frozenset[TicketId] = frozenset()
        self._pressed: Hit | None = None
        self._pressed_at = QPointF()
        self._panned_to: QPointF | None = None
        self._grabbed_s = 0.0
        self._hovering: tuple[QPointF, tuple[TicketId, ...]] | None = None
        self._carried: tuple[TicketId, ...] = ()
        canvas.intents.carried.connect(self._carry)
        self._edge = QTimer(self)
        self._edge.setInterval(_EDGE_MS)
        self._edge.timeout.connect(self._scroll_at_edge)
        kind = QEvent.Type
        self._heard: dict[QEvent.Type, Callable[[Any], object]] = {
            kind.MouseButtonPress: self.press,
            kind.MouseMove: self.move,
            kind.MouseButtonRelease: self.release,
            kind.MouseButtonDblClick: self.double_click,
            kind.DragEnter: self.drag_move,
            kind.DragMove: self.drag_move,
            kind.DragLeave: lambda _: self.drag_leave(),
            kind.Drop: self.drop,
            kind.ToolTip: self._show_tooltip,
        }
        canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear what happens to the viewport, and keep what is dealt with from going further."""
        if event.type() == QEvent.Type.Leave:
            self.hovered, self.over_body_x = None, None
            self._canvas.viewport().update()
        heard = self._heard.get(event.type())
        if heard is None:
            return False
        heard(event)
        return True

    # Buttons

    def press(self, event: QMouseEvent) -> None:
        """Choose what is pressed; a group's heading folds."""
        hit = self._hit(event.position())
        self._pressed, self._pressed_at = hit, event.position()
        self._panned_to = None
        if event.button() == Qt.MouseButton.RightButton:
            if hit.ticket is not None and hit.ticket not in self._canvas.selection.tickets:
                self._canvas.choose((hit.ticket,), hit.engineer)
            return
        if hit.line is not None and hit.line.group is not None:
            self._canvas.toggle_group(hit.line.group.key)
        elif hit.ticket is not None:
            self._choose_ticket(hit, event.modifiers())
        elif hit.part == "names" and hit.engineer is not None:
            self._canvas.choose(self._canvas.selection.tickets, hit.engineer)

    def move(self, event: QMouseEvent) -> None:
        """Hover, pan an empty place, or begin to drag a visit."""
        if not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton):
            self._hover(event.position())
            return
        far = (event.position() - self._pressed_at).manhattanLength()
        pressed = self._pressed
        if pressed is None or (self._panned_to is None and far < QApplication.startDragDistance()):
            return
        if pressed.bar is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._canvas.intents.rights.may(Right.DISPATCH):
                self._drag_out(pressed)
        elif pressed.part == "body":
            last = self._panned_to or self._pressed_at
            self._canvas.scroll_by((last - event.position()).toPoint())
            self._panned_to = event.position()
            self._canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def release(self, event: QMouseEvent) -> None:
        """A click on an empty place chooses its row and no ticket."""
        pressed, self._pressed = self._pressed, None
        self._canvas.viewport().unsetCursor()
        plain = self._panned_to is None and event.button() == Qt.MouseButton.LeftButton
        self._panned_to = None
        if plain and pressed is not None and pressed.part == "body" and pressed.bar is None:
            if pressed.line is None or pressed.line.group is None:
                self._canvas.choose((), pressed.engineer)
        elif plain and pressed is not None and pressed.ticket is not None:
            chosen = self._canvas.selection.tickets
            if len(chosen) > 1 and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._canvas.choose((pressed.ticket,), pressed.engineer)

    def double_click(self, event: QMouseEvent) -> None:
        """Open the ticket."""
        hit = self._hit(event.position())
        if hit.ticket is not None:
            self._canvas.intents.open_ticket.emit(hit.ticket)
        elif hit.line is not None and hit.line.group is not None:
            self._canvas.toggle_group(hit.line.group.key)

    def context_menu(self, event: QContextMenuEvent) -> None:
        """What can be done to the chosen visits, or about the engineer whose name it is on."""
        canvas = self._canvas
        chosen = canvas.selection.tickets
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        hit = self._hit(QPointF(event.pos()))
        on_name = not keyboard and hit.part == "names" and hit.engineer is not None
        engineer = hit.engineer if on_name else canvas.selection.engineer
        if engineer is not None and (on_name or not chosen):
            about = engineer_menu(
                canvas,
                canvas.store.board,
                canvas.intents,
                engineer,
                reviewing=canvas.store.proposal is not None,
            )
            greyed(about, canvas.store).popup(event.globalPos())
            return
        if not chosen:
            return
        menu = visit_menu(canvas, canvas.store, canvas.intents, chosen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._menu_place(event, chosen[-1]))

    def _menu_place(self, event: QContextMenuEvent, ticket: TicketId) -> QPoint:
        canvas, found = self._canvas, self._canvas.chart.find(ticket)
        line = None if found is None else canvas.view.lines.of(found[0])
        if event.reason() != QContextMenuEvent.Reason.Keyboard or found is None or line is None:
            return event.globalPos()
        left, top, _, height = canvas.view.bar_rect(line, found[1])
        return canvas.viewport().mapToGlobal(QPoint(round(left), round(top + height)))

    def _choose_ticket(self, hit: Hit, modifiers: Qt.KeyboardModifier) -> None:
        chosen, ticket = self._canvas.selection.tickets, hit.ticket
        assert ticket is not None
        many = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if modifiers & many:
            rest = tuple(t for t in chosen if t != ticket)
            chosen = rest if ticket in chosen else (*chosen, ticket)
        elif ticket not in chosen:
            chosen = (ticket,)
        self._canvas.choose(chosen, hit.engineer)

    # Hovering

    def _show_tooltip(self, event: QHelpEvent) -> None:
        lines = self.tooltip(QPointF(event.pos()))
        if lines:
            QToolTip.showText(event.globalPos(), _plain(lines), self._canvas.viewport())
        else:
            QToolTip.hideText()

    def tooltip(self, position: QPointF) -> list[str]:
        """The facts about what lies at a point, one a line."""
        canvas, hit = self._canvas, self._hit(position)
        if hit.bar is not None and hit.engineer is not None:
            return canvas.visit_lines(hit.engineer, hit.bar)
        if hit.part == "names" and hit.engineer is not None:
            return words.row_lines(canvas.chart.rows[hit.engineer], canvas.store.board, canvas.zone)
        if hit.line is not None and hit.line.group is not None:
            second = hit.second if hit.part == "body" else None
            return words.group_lines(canvas.chart, hit.line.group, second, canvas.zone)
        if hit.part in ("header", "body"):
            return words.fold_lines(canvas.chart, canvas.view.scale, hit.second, canvas.zone)
        return []

    def _hover(self, position: QPointF) -> None:
        hit, former = self._hit(position), self.hovered
        inside = position.x() > self._canvas.view.names_px
        self.hovered, self.over_body_x = hit, position.x() if inside else None
        if former is None or former.line is not hit.line or former.bar is not hit.bar:
            self._canvas.viewport().update()
            pointing = hit.bar is not None or (hit.line is not None and hit.line.group is not None)
            shape = Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
            self._canvas.viewport().setCursor(shape)
        else:
            self._canvas.update_header()

    def _hit(self, position: QPointF) -> Hit:
        return self._canvas.view.hit(position.x(), position.y(), self._canvas.chart.rows)

    # Dragging

    def _drag_out(self, pressed: Hit) -> None:
        """Carry the chosen visits; the board takes them back, a row here takes them over."""
        canvas, bar = self._canvas, pressed.bar
        assert bar is not None
        tickets = canvas.selection.tickets
        carried = tickets if bar.ticket in tickets else (bar.ticket,)
        self._grabbed_s = pressed.second - bar.start
        self._pressed = None
        self.dragged = frozenset(carried)
        self.hovered, self.over_body_x = None, None
        drag = QDrag(canvas.viewport())
        drag.setMimeData(ticket_mime(carried))
        canvas.intents.carried.emit(carried)
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)
        canvas.intents.carried.emit(())
        self.dragged = frozenset()
        canvas.viewport().unsetCursor()
        canvas.viewport().update()

    def _carry(self, tickets: tuple[TicketId, ...]) -> None:
        """Somebody drags these, here or elsewhere: their prices stay while they are in the air."""
        self._carried = tickets

    def drag_move(self, event: QDragMoveEvent) -> None:
        """Show where the drag would land; only rows of engineers take it."""
        tickets = dragged_tickets(event.mimeData())
        if not tickets:
            event.ignore()
            return
        self._hovering = (event.position(), tickets)
        self._edge.start()
        # Accepting the drag everywhere keeps move events coming from all over the viewport.
        event.acceptProposedAction()
        self._canvas.price_rows(tickets)
        self._show_target()

    def drag_leave(self) -> None:
        """The drag went elsewhere."""
        self._edge.stop()
        self._hovering = None
        self._canvas.dropping.leave()
        self._canvas.price_rows(self._carried)

    def drop(self, event: QDropEvent) -> None:
        """Ask for the assignment; the service judges it."""
        tickets = dragged_tickets(event.mimeData())
        target = self._target(event.position(), tickets) if tickets else None
        self.drag_leave()
        if target is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self._canvas.intents.ask_assign(target.tickets, target.engineer, target.start)

    def _show_target(self) -> None:
        if self._hovering is None:
            return
        position, tickets = self._hovering
        target = self._target(position, tickets)
        if target is None:
            self._canvas.dropping.leave()
        else:
            horizon = self._canvas.chart.horizon
            self._canvas.dropping.hover(target, horizon, position.x(), position.y())

    def _target(self, position: QPointF, tickets: tuple[TicketId, ...]) -> Target | None:
        hit = self._hit(position)
        if hit.engineer is None:
            return None
        if hit.part == "names":
            return Target(tickets, hit.engineer, None)
        second = hit.second - (self._grabbed_s if self.dragged else 0)
        moment = self._canvas.chart.horizon.origin + timedelta(seconds=second)
        return Target(tickets, hit.engineer, snap(moment))

    def _scroll_at_edge(self) -> None:
        if self._hovering is None:
            self._edge.stop()
            return
        position, _ = self._hovering
        left, top, width, height = self._canvas.view.body
        step = QPoint(
            _push(position.x(), left, left + width), _push(position.y(), top, top + height)
        )
        if position.x() < left:
            step.setX(0)
        if not step.isNull():
            self._canvas.scroll_by(step)
            self._show_target()


def _push(at: float, first: float, last: float) -> int:
    if at < first + _EDGE_PX:
        return -_EDGE_STEP_PX
    return _EDGE_STEP_PX if at > last - _EDGE_PX else 0


def _plain(lines: list[str]) -> str:
    """Untrusted words as rich text that shows them literally, the first line bold."""
    first, *rest = (escape(line) for line in lines)
    return "<qt><b>" + first + "</b>" + "".join(f"<br>{line}" for line in rest) + "</qt>"
