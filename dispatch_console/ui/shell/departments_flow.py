"""The window of departments: read when it opens, written when it says so."""

from uuid import uuid4

from dispatch_console.domain.queue import Queue
from dispatch_console.domain.roles import Right
from dispatch_console.services import departments
from dispatch_console.services.context import Context
from dispatch_console.services.departments import Departments
from dispatch_console.support.i18n import tr
from dispatch_console.ui.departments.window import DepartmentsWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.words.text import queue_name


class DepartmentsFlow(MenuWindow[DepartmentsWindow, Departments]):
    """What others write meanwhile is said at saving."""

    right = Right.STAFF

    def make(self) -> DepartmentsWindow:
        window = DepartmentsWindow(self.main)
        window.save_wanted.connect(self._save)
        return window

    def read(self, ctx: Context) -> Departments:
        return departments.read(ctx)

    def fill(self, window: DepartmentsWindow, found: Departments) -> None:
        window.show_departments(found)

    def tell(self, window: DepartmentsWindow, error: Exception, sentence: str) -> None:
        window.show_outcome(sentence, failed=True)

    def _save(self, base: Queue | None, queue: Queue) -> None:
        command, name = uuid4(), queue_name(queue)

        def done(_: object) -> None:
            if self.window is not None:
                self.window.show_outcome(tr("The department {name} was saved.", name=name))
            self.anew()

        self.write(lambda ctx: departments.save(ctx, command, base, queue), done)
