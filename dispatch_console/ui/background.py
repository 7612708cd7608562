"""Work off the GUI thread: run there, deliver the result here."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

log = logging.getLogger(__name__)

T = TypeVar("T")
Failure = Callable[[Exception], None]


class Background(QObject):
    """Executors: one thread for the database, one for what is read from it for long and one for the
    user's files, each in order; two free ones for computing.

    `done` and `failed` are called on the thread this object lives on, unless closed meanwhile or,
    for methods and partials of methods, their object is gone.
    An exception without `failed` goes to the `unhandled` signal, which the window reports.
    """

    unhandled = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._free = ThreadPoolExecutor(2, thread_name_prefix="free")
        self._files = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._closed = False
        self._finished.connect(self._deliver)

    def database(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failure | None = None
    ) -> Future[T]:
        """Run `work`, which may use the database, after all such work asked for before."""
        return self._submit(self._database, work, done, failed)

    def reading(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failure | None = None
    ) -> Future[T]:
        """Run `work`, which reads from the database for seconds: what others do there goes on
        beside it, so it may not see what was asked to be written just before."""
        return self._submit(self._reading, work, done, failed)

    def free(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failure | None = None
    ) -> Future[T]:
        """Run `work`, which must not use the database."""
        return self._submit(self._free, work, done, failed)

    def files(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failure | None = None
    ) -> Future[T]:
        """Run `work` on the user's own files, after all such work asked for before."""
        return self._submit(self._files, work, done, failed)

    def close(self) -> None:
        """Drop what waits, but for files; finish what runs, deliver nothing more."""
        self._closed = True
        self._files.shutdown(wait=True)
        for executor in (self._database, self._reading, self._free):
            executor.shutdown(wait=True, cancel_futures=True)

    def share(self, parent: QObject) -> "Share":
        """The same threads for one window: closing the share leaves them to the others."""
        return Share(self, parent)

    def _submit(
        self,
        executor: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failure | None,
    ) -> Future[T]:
        try:
            future = executor.submit(work)
        except RuntimeError:  # the threads have ended, and with them the program is about to
            future = Future[T]()
            future.cancel()
            return future

        def hand_over(finished: Future[T]) -> None:
            if not finished.cancelled() and not self._closed:
                self._finished.emit((finished, done, failed))

        future.add_done_callback(hand_over)
        return future

    @Slot(object)
    def _deliver(self, outcome: tuple[Future[T], Callable[[T], None], Failure | None]) -> None:
        if self._closed:
            return
        future, done, failed = outcome
        error = future.exception()
        if error is None:
            if _is_there(done):
                done(future.result())
        elif failed is not None and isinstance(error, Exception):
            if _is_there(failed):
                failed(error)
        else:
            self.unhandled.emit(error)


def _is_there(callback: Callable[..., object]) -> bool:
    """Whether the object whose method this is still exists; a dialog may be closed meanwhile."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


class Share(Background):
    """A window's part in threads that outlive it: once closed, nothing is delivered to it."""

    def __init__(self, whole: Background, parent: QObject) -> None:
        QObject.__init__(self, parent)
        self._database, self._reading = whole._database, whole._reading
        self._free, self._files = whole._free, whole._files
        self._closed = False
        self._finished.connect(self._deliver)

    def close(self) -> None:
        """Deliver nothing more; what runs goes on."""
        self._closed = True
