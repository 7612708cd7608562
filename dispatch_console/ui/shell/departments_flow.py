"""The window of departments: read when it opens, written when it says so."""

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.queue import Queue
from dispatch_console.domain.roles import Right
from dispatch_console.services import departments
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.departments.window import DepartmentsWindow
from dispatch_console.ui.text import queue_name

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow


class DepartmentsFlow(QObject):
    """One window at a time."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._main = window
        self._window: DepartmentsWindow | None = None

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._window is None:
            self._window = DepartmentsWindow(self._main)
            self._window.save_wanted.connect(self._save)
            self._window.finished.connect(self._forget)
        self._window.show()
        self._window.raise_()
        self._read()

    def _read(self) -> None:
        session = self._main.session
        read = partial(departments.read, session.context)
        session.background.database(read, self._show, self._fail)

    def _show(self, found: departments.Departments) -> None:
        if self._window is not None:
            self._window.show_departments(found)

    def _save(self, base: Queue | None, queue: Queue) -> None:
        if self._main.commands.barred(Right.STAFF):
            return
        command, name = uuid4(), queue_name(queue)

        def done(_: object) -> None:
            if self._window is not None:
                self._window.show_outcome(tr("The department {name} was saved.", name=name))
            self._read()

        self._main.commands.run(
            lambda ctx: departments.save(ctx, command, base, queue), done, self._fail
        )

    def _fail(self, error: Exception) -> None:
        if self._window is not None:
            self._window.show_outcome(text.error_sentence(error), failed=True)

    def _forget(self) -> None:
        self._window = None
