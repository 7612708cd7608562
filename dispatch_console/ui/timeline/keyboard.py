"""All of the timeline by keyboard: walking, moving visits, opening, locking, zooming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.ui.timeline.layout import Bar
from dispatch_console.ui.timeline.menu import toggled_lock
from dispatch_console.ui.timeline.walk import across, along, nearest, start_from

if TYPE_CHECKING:
    from dispatch_console.ui.timeline.canvas import TimelineCanvas

MOVE_BY = timedelta(minutes=15)

_ALT = Qt.KeyboardModifier.AltModifier
_PLAIN = Qt.KeyboardModifier.NoModifier
_WANTED = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier


class Keyboard:
    """Hears the keys for a canvas."""

    def __init__(self, canvas: TimelineCanvas) -> None:
        self._canvas = canvas
        self._column_s: float | None = None
        key = Qt.Key
        self._actions: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (key.Key_Left, _PLAIN): lambda: self._walk_along(-1),
            (key.Key_Right, _PLAIN): lambda: self._walk_along(1),
            (key.Key_Up, _PLAIN): lambda: self._walk_across(-1),
            (key.Key_Down, _PLAIN): lambda: self._walk_across(1),
            (key.Key_Left, _ALT): lambda: self._retime(-MOVE_BY),
            (key.Key_Right, _ALT): lambda: self._retime(MOVE_BY),
            (key.Key_Up, _ALT): lambda: self._reassign(-1),
            (key.Key_Down, _ALT): lambda: self._reassign(1),
            (key.Key_Return, _PLAIN): self._open,
            (key.Key_Enter, _PLAIN): self._open,
            (key.Key_Delete, _PLAIN): self._unassign,
            (key.Key_L, _PLAIN): self._toggle_lock,
            (key.Key_P, _PLAIN): self._toggle_prices,
            (key.Key_Home, _PLAIN): canvas.show_now,
            (key.Key_Plus, _PLAIN): lambda: canvas.zoom_by(1),
            (key.Key_Equal, _PLAIN): lambda: canvas.zoom_by(1),
            (key.Key_Minus, _PLAIN): lambda: canvas.zoom_by(-1),
            (key.Key_Escape, _PLAIN): self._drop_all,
        }

    def knows(self, event: QKeyEvent) -> bool:
        """Whether the key is one of the timeline's."""
        return self._action(event) is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key stands for; False if it is not one of the timeline's."""
        action = self._action(event)
        if action is None:
            return False
        action()
        return True

    def _action(self, event: QKeyEvent) -> Callable[[], object] | None:
        # Shift and the keypad only say how a sign was typed.
        return self._actions.get((event.key(), event.modifiers() & _WANTED))

    def _cursor(self) -> tuple[EngineerId | None, Bar | None]:
        """Where the walk stands: the last chosen visit, else the chosen row."""
        selection, chart = self._canvas.selection, self._canvas.chart
        found = chart.find(selection.tickets[-1]) if selection.tickets else None
        return found if found is not None else (selection.engineer, None)

    def _order(self) -> list[EngineerId]:
        return self._canvas.view.lines.engineers()

    def _walk_along(self, step: int) -> None:
        engineer, bar = self._cursor()
        rows = self._canvas.chart.rows
        if engineer is None or engineer not in rows:
            engineer = start_from(rows, self._order())
        if engineer is not None:
            then = along(rows[engineer], bar.ticket if bar else None, step)
            self._column_s = None
            self._go(engineer, then)

    def _walk_across(self, step: int) -> None:
        engineer, bar = self._cursor()
        then = across(self._order(), engineer, step)
        if then is None:
            return
        if bar is not None and self._column_s is None:
            self._column_s = (bar.start + bar.end) / 2
        first, last = self._canvas.view.seconds
        column = self._column_s if self._column_s is not None else (first + last) / 2
        self._go(then, nearest(self._canvas.chart.rows[then], column))

    def _go(self, engineer: EngineerId, bar: Bar | None) -> None:
        canvas = self._canvas
        canvas.choose((bar.ticket,) if bar else (), engineer)
        if bar is not None:
            canvas.reveal(bar.ticket)
        else:
            canvas.reveal_row(engineer)

    def _retime(self, by: timedelta) -> None:
        engineer, bar = self._cursor()
        if engineer is not None and bar is not None:
            start = self._canvas.chart.horizon.origin + timedelta(seconds=bar.start)
            self._canvas.intents.ask_assign((bar.ticket,), engineer, start + by)

    def _reassign(self, step: int) -> None:
        engineer, bar = self._cursor()
        then = across(self._order(), engineer, step)
        if bar is not None and then is not None and then != engineer:
            start = self._canvas.chart.horizon.origin + timedelta(seconds=bar.start)
            self._canvas.intents.ask_assign((bar.ticket,), then, start)

    def _chosen(self) -> tuple[TicketId, ...]:
        canvas = self._canvas
        return tuple(t for t in canvas.selection.tickets if canvas.chart.find(t) is not None)

    def _open(self) -> None:
        if self._canvas.selection.tickets:
            self._canvas.intents.open_ticket.emit(self._canvas.selection.tickets[-1])

    def _unassign(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._canvas.intents.ask_unassign(chosen)

    def _toggle_prices(self) -> None:
        """What the chosen tickets would cost on each row, as while they are dragged."""
        canvas, chosen = self._canvas, tuple(self._canvas.selection.tickets)
        canvas.price_rows(() if chosen == canvas.row_marks.tickets else chosen)

    def _drop_all(self) -> None:
        self._canvas.price_rows(())
        self._canvas.choose((), None)

    def _toggle_lock(self) -> None:
        chosen = self._chosen()
        if chosen:
            lock = toggled_lock(self._canvas.store.board, chosen)
            self._canvas.intents.ask_lock(chosen, lock)
