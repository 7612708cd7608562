"""Import dialog, behind the scenes: files read on a free thread, the database on its own."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from dispatch_console.domain.custom import CustomField
from dispatch_console.services.context import Context
from dispatch_console.services.importing.results import Mode, Report
from dispatch_console.services.importing.run import (
    Catalogue,
    Prepared,
    Request,
    Watch,
    carry_out,
    catalogue,
    foresee,
    inspect,
    prepare,
)
from dispatch_console.ui.background import Background

T = TypeVar("T")


class _Job:
    """One piece of work; the next one outdates it, unless it writes."""

    def __init__(self, progress: Callable[[str, int, int], None], *, writing: bool) -> None:
        self.writing = writing
        self.stop = Event()
        self.watch = Watch(progress=progress, cancelled=self.stop.is_set)


class ImportWork(QObject):
    """One thing at a time. All signals come on this object's thread.

    `inspected(Inspection)`, `foreseen(Report)`, `carried_out(Report)`, `failed(Exception)`;
    `progress(stage, rows done, rows in all or 0)`; `busy_changed` when work begins or ends. What
    `carry_out` imports are the very rows last foreseen; asked again after a failure it is the same
    command, so that nothing is imported twice. Deleted in mid-work, it drops what comes late.
    """

    inspected = Signal(object)
    foreseen = Signal(object)
    carried_out = Signal(object)
    failed = Signal(object)
    progress = Signal(str, int, int)
    busy_changed = Signal()

    def __init__(
        self, context: Context, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._background = context, background
        self._job: _Job | None = None
        self._prepared: Prepared | None = None
        self._command: UUID = uuid4()
        self.custom: tuple[CustomField, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether something runs whose result is waited for."""
        return self._job is not None

    @property
    def writing(self) -> bool:
        """Whether rows are being written."""
        return self._job is not None and self._job.writing

    @property
    def ready(self) -> bool:
        """Whether rows are there to be imported."""
        return self._prepared is not None and self._job is None

    def inspect(self, request: Request) -> None:
        """Open the file, once it is known which custom fields there are."""
        job = self._begin()
        free = self._background.free

        def look(known: Catalogue) -> None:
            self._job, self.custom = job, known.custom
            self._run(job, free, lambda: inspect(request, known.custom), self.inspected.emit)

        self._run(job, self._background.database, lambda: catalogue(self._context), look)

    def foresee(self, request: Request) -> None:
        """Read the file and compare it with the database."""
        job = self._begin()
        database, free = self._background.database, self._background.free

        def read(known: Catalogue) -> None:
            self._job = job
            self._run(job, free, lambda: prepare(request, known, job.watch), check)

        def check(prepared: Prepared) -> None:
            self._job = job

            def show(report: Report) -> None:
                self._prepared, self._command = prepared, uuid4()
                self.foreseen.emit(report)

            self._run(job, database, lambda: foresee(self._context, prepared, job.watch), show)

        self._run(job, database, lambda: catalogue(self._context), read)

    def carry_out(self, mode: Mode) -> None:
        """Import the rows last foreseen."""
        prepared, command = self._prepared, self._command
        if prepared is None or self.writing:
            return
        job = self._begin(writing=True)

        def done(report: Report) -> None:
            self._prepared = None if report.written else prepared
            self.carried_out.emit(report)

        self._run(
            job,
            self._background.database,
            lambda: carry_out(self._context, command, prepared, mode, job.watch),
            done,
        )

    def cancel(self) -> None:
        """Stop at the next step. Writing says itself whether it still could be undone."""
        if self._job is not None:
            self._job.stop.set()
            if not self._job.writing:
                self._job = None
                self.busy_changed.emit()

    def _begin(self, *, writing: bool = False) -> _Job:
        self.cancel()
        if not writing:
            self._prepared = None
        self._job = _Job(self._tell, writing=writing)
        self.busy_changed.emit()
        return self._job

    def _tell(self, stage: str, done: int, total: int) -> None:
        # Called on a worker's thread: the signal is what crosses over.
        if isValid(self):
            self.progress.emit(stage, done, total)

    def _run(
        self,
        job: _Job,
        executor: Callable[..., object],
        work: Callable[[], T],
        done: Callable[[T], object],
    ) -> None:
        def arrived(result: T) -> None:
            if job is self._job and isValid(self):
                self._job = None
                done(result)
                self.busy_changed.emit()

        def failed(error: Exception) -> None:
            if job is self._job and isValid(self):
                self._job = None
                self.failed.emit(error)
                self.busy_changed.emit()

        executor(work, arrived, failed)
