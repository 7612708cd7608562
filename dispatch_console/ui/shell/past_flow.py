"""Time travel: from the strip to the board of a past minute, in all views, and back to now."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.board import Board
from dispatch_console.services import past
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.past import PastStrip
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.days import Days
from dispatch_console.ui.shell.horizon import Horizon
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

PLAY_MS = 700
"""How long a board is looked at before the next one, while playing."""


class PastFlow(QObject):
    """Reads boards of the past off the GUI thread, the one asked for last, and shows them.

    What changes meanwhile arrives underneath. The days shown go along to the day looked at, and
    come back.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        store: BoardStore,
        strip: PastStrip,
        days: Days,
        planning: PlanningFlow,
        commands: Commands,
    ) -> None:
        super().__init__(window)
        self._context, self._zone, self._store = session.context, session.zone, store
        self._strip, self._days = strip, days
        self._planning, self._commands = planning, commands
        self._boards = Latest(session.background.database, self)
        self._marks = Latest(session.background.database, self)
        self._wanted: datetime | None = None
        self._marked: tuple[datetime, datetime] | None = None
        self._came_from: Horizon | None = None
        self._playing = False
        self._pause = QTimer(self, singleShot=True, interval=PLAY_MS)
        self._pause.timeout.connect(partial(self.step, True))
        self._escape = QShortcut(QKeySequence("Esc"), window, self.leave)
        self._escape.setContext(Qt.ShortcutContext.WindowShortcut)
        # A part of the window may have the key for itself.
        self._escape.activatedAmbiguously.connect(self.leave)
        self._escape.setEnabled(False)
        store.show_past(None)  # a former window on this store may have been closed in the past
        strip.moment_wanted.connect(self._look)
        strip.step_wanted.connect(self._step_once)
        strip.play_wanted.connect(self._play)
        strip.leave_wanted.connect(self.leave)
        store.past_changed.connect(self._follow)

    def open(self) -> None:
        """Look at the last full minute; unless a plan is in the making or under review."""
        if self._wanted is not None:
            self._strip.open()
        elif self._planning.ready():
            self._commands.hush()  # what was refused before cannot be followed there
            self._escape.setEnabled(True)
            self._strip.open()
            self._go(past.full_minute(self._latest))

    def leave(self) -> None:
        """Back to now."""
        self._store.show_past(None)
        self._close()

    def first_now(self, deed: Callable[[], object]) -> Callable[[], None]:
        """The deed, before which the past is left: it is about what is."""

        def done() -> None:
            self.leave()
            deed()

        return done

    def step(self, forward: bool) -> None:
        """To the next minute at which something was different, or to the one before."""
        if self._wanted is None:
            return
        self._boards.ask(
            partial(past.step, self._context, self._wanted, forward=forward),
            partial(self._take_step, forward),
            self._fail,
        )

    @property
    def _latest(self) -> datetime:
        """Live time, whatever is shown."""
        return self._context.clock()

    def _look(self, moment: datetime) -> None:
        self._stop_playing()
        self._go(min(moment, past.full_minute(self._latest)))

    def _step_once(self, forward: bool) -> None:
        self._stop_playing()
        self.step(forward)

    def _take_step(self, forward: bool, moment: datetime | None) -> None:
        if self._wanted is None:
            return
        if moment is not None and moment <= self._latest:
            self._go(moment)
        else:
            self._stop_playing()

    def _go(self, moment: datetime) -> None:
        self._wanted = moment
        self._strip.point_at(moment, self._latest)
        self._strip.say_reading()
        self._mark()
        self._boards.ask(partial(past.look, self._context, moment), self._show, self._fail)

    def _show(self, board: Board) -> None:
        if self._wanted is None:
            return
        self._bring_day(board.read_at)
        self._store.show_past(board)
        self._strip.say_shown(board.read_at)
        if self._playing:
            self._pause.start()

    def _fail(self, error: Exception) -> None:
        """Nothing can be read: what is shown then is not what the strip says."""
        self.leave()
        self._commands.report(error)

    def _mark(self) -> None:
        day = self._strip.day
        if day != self._marked:
            self._marked = day
            self._strip.set_marks(())
            self._marks.ask(
                partial(past.changes, self._context, *day),
                self._strip.set_marks,
                lambda error: log.info("the day has no marks: %s", error),
            )

    def _bring_day(self, moment: datetime) -> None:
        start, end = self._store.horizon
        if not start <= moment < end:
            self._came_from = self._came_from or self._days.horizon
            self._days.start_at(moment.astimezone(self._zone).date())

    def _play(self, playing: bool) -> None:
        self._playing = playing
        if playing:
            self.step(True)
        else:
            self._pause.stop()

    def _stop_playing(self) -> None:
        self._playing = False
        self._pause.stop()
        self._strip.set_playing(False)

    def _follow(self) -> None:
        if self._store.past is None:
            self._close()

    def _close(self) -> None:
        self._stop_playing()
        self._boards.drop()
        self._wanted = self._marked = None
        self._escape.setEnabled(False)
        self._strip.hide()
        if self._came_from is not None:
            self._days.show(self._came_from)
            self._came_from = None
