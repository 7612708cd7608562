"""Only the newest question counts: one is worked on, of those asked meanwhile the last waits."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject

from dispatch_console.ui.background import Failure


class Submit(Protocol):
    """`Background.free` or `Background.database`."""

    def __call__(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Failure | None = None
    ) -> object: ...


Question = tuple[Callable[[], Any], Callable[[Any], None], Failure | None]


class Latest(QObject):
    """Answers are given only to the question asked last. GUI thread only."""

    def __init__(self, submit: Submit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._submit = submit
        self._running = False
        self._next: Question | None = None

    def ask(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Failure | None = None,
    ) -> None:
        """Run `work` as soon as what runs now has ended, unless asked something else by then."""
        self._next = (work, done, failed)
        if not self._running:
            self._start()

    def drop(self) -> None:
        """Forget what waits; what runs now still gets its answer."""
        self._next = None

    def _start(self) -> None:
        question, self._next = self._next, None
        if question is None:
            return
        work, done, failed = question
        self._running = True

        def succeed(result: Any) -> None:
            self._running = False
            if self._next is None:
                done(result)
            self._start()

        def fail(error: Exception) -> None:
            self._running = False
            if self._next is None and failed is not None:
                failed(error)
            self._start()

        self._submit(work, succeed, fail)
