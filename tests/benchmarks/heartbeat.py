"""How long the GUI thread keeps people waiting: gaps between the beats of a timer."""

import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 2
EDGES_MS = (5, 10, 20, 30, 50, 100, 200, 500)
BOUND_MS = 50.0
LOOK_S = 0.01


class Heartbeat(QObject):
    """Beats while the event loop runs; `stalls`: milliseconds that beats came late, by phase.

    `worked` holds how much of each was the thread's own work, whatever else the machine did.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stalls: dict[str, list[float]] = {}
        self.worked: dict[str, list[float]] = {}
        self.culprits: Counter[str] = Counter()
        self._phase = ""
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    @contextmanager
    def during(self, phase: str) -> Iterator[None]:
        """Listen; what holds the thread up for longer than `BOUND_MS` is looked at as it does."""
        self._phase, self._last, self._cpu = phase, time.perf_counter(), time.thread_time()
        self.stalls[phase], self.worked[phase] = [], []
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,), daemon=True)
        self._timer.start()
        watcher.start()
        try:
            yield
        finally:
            self._timer.stop()
            done.set()
            watcher.join()

    @property
    def longest(self) -> float:
        """Milliseconds of the worst stall."""
        return max((max(found, default=0.0) for found in self.stalls.values()), default=0.0)

    def show(self) -> None:
        """Print a histogram for each phase, and what was going on in stalls beyond the bound."""
        edges = (0, *EDGES_MS)
        head = "".join(f"{f'≥{edge}':>7}" for edge in edges)
        for title, measured in (("beats late by ms", self.stalls), ("own work, ms", self.worked)):
            print(f"{title:<18}{head}{'max':>9}")
            for phase, found in measured.items():
                counts = Counter(max(edge for edge in edges if edge <= gap) for gap in found)
                cells = "".join(f"{counts[edge] or '·':>7}" for edge in edges)
                print(f"{phase:<18}{cells}{max(found, default=0.0):>9.1f}")
        for place, count in self.culprits.most_common(25):
            print(f"  {count:>4} × {place}")

    def _beat(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self.stalls[self._phase].append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self.worked[self._phase].append((cpu - self._cpu) * 1000)
        self._last, self._cpu = now, cpu

    def _watch(self, done: threading.Event) -> None:
        main = threading.main_thread().ident
        while not done.wait(LOOK_S):
            late = (time.perf_counter() - self._last) * 1000 - BEAT_MS
            if late > BOUND_MS:
                self._blame(main or 0)

    def _blame(self, main: int) -> None:
        """Where the thread is; if in nothing of the project's, where the others are."""
        frames = sys._current_frames()
        places = [_place(frames.pop(main))] if main in frames else []
        if not any(places):
            places = [f"others {place}" for place in map(_place, frames.values()) if place]
        for place in places:
            self.culprits[f"{self._phase}: {place}"] += 1


def _place(frame: object) -> str:
    """The innermost frames that are the project's."""
    stack = traceback.extract_stack(frame)  # pyright: ignore[reportArgumentType]
    ours = [at for at in stack if "dispatch_console" in at.filename]
    return " < ".join(f"{at.filename.rpartition('/')[2]}:{at.lineno}" for at in ours[:-5:-1])
