"""The days shown: chosen by the dispatcher, at first the ones that somebody is on duty."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from dispatch_console.ui.shell.horizon import Horizon, Length, first_day_with_shifts, today
from dispatch_console.ui.store import BoardStore


class Days(QObject):
    """Keeps the horizon of the store; `keep` takes the days that a former window showed.

    `changed(Horizon)`: other days are shown.
    """

    changed = Signal(object)

    def __init__(self, store: BoardStore, zone: ZoneInfo, *, keep: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._zone = store, zone
        self._chosen = keep
        self.horizon = Horizon(today(store.clock(), zone), Length.DAY, zone)
        start, end = store.horizon
        days = round((end - start).total_seconds() / 86400)
        if keep and days in list(Length):
            self.horizon = Horizon(today(start, zone), Length(days), zone)

    def show(self, horizon: Horizon) -> None:
        self.horizon = horizon
        self.changed.emit(horizon)
        self._store.set_horizon(*horizon.span)

    def start_at(self, day: date) -> None:
        """As many days as now, from this one on."""
        self.show(replace(self.horizon, first=day))

    def set_length(self, days: int) -> None:
        """So many days from the first one on; as `Length` has them."""
        self.show(replace(self.horizon, length=Length(days)))

    def step(self, steps: int) -> None:
        """So many lengths later (or earlier)."""
        self.show(self.horizon.moved(steps))

    def show_today(self) -> None:
        self.start_at(today(self._store.clock(), self._zone))

    def board_read(self) -> None:
        """The first time, go to the first day that somebody is on duty."""
        first = first_day_with_shifts(self._store.board.shifts.values(), self.horizon)
        if first is not None and not self._chosen:
            self.start_at(first)
        self._chosen = True
