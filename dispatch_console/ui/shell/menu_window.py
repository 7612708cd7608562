"""What all windows that a menu opens have in common: opened once, read, kept fresh."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.widgets.form import Form, open_form
from dispatch_console.words import text

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

W = TypeVar("W", bound=QDialog)
T = TypeVar("T")


class MenuWindow(QObject, Generic[W, T]):
    """One window of a kind, and what is read for it.

    `right` is needed to write, and unless `open_to_all` to open it; it is read anew once others
    wrote one of `tables`. What takes `long` to read is read beside the database's thread.
    Subclasses make, read, fill and tell.
    """

    right: Right | None = None
    open_to_all = False
    long = False
    tables: frozenset[str] = frozenset()

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self.main, self.session = main, main.session
        self.window: W | None = None
        background = main.session.background
        self._questions = Latest(background.reading if self.long else background.database, self)
        main.hub.service_changed.connect(self._hear)

    # What a subclass says

    def make(self) -> W:
        """A new window, its wishes connected."""
        raise NotImplementedError

    def read(self, ctx: Context) -> T:
        """What it shows, off this thread."""
        raise NotImplementedError

    def fill(self, window: W, found: T) -> None:
        """Show what was read."""
        raise NotImplementedError

    def tell(self, window: W, error: Exception, sentence: str) -> None:
        """Say what failed."""
        raise NotImplementedError

    # What all do

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if not self.open_to_all and self._barred():
            return
        window = self.window
        if window is None:
            window = self.window = self.make()
            window.finished.connect(self._forget)
            window.show()
            self.anew()
        window.raise_()
        window.activateWindow()

    def anew(self, then: Callable[[W], object] | None = None) -> None:
        """Read again, and fill the window if it is still open; `then` what is to be done there."""

        def filled(found: T) -> None:
            if self.window is not None:
                self.fill(self.window, found)
                if then is not None:
                    then(self.window)

        if self.window is not None:
            context = self.session.context
            self._questions.ask(lambda: self.read(context), filled, self.fail)

    def look_up(self, work: Callable[[Context], Any], done: Callable[[W, Any], object]) -> None:
        """Work that writes nothing, for the window if it is still open."""

        def found(result: Any) -> None:
            if self.window is not None:
                done(self.window, result)

        context = self.session.context
        self.session.background.database(lambda: work(context), found, self.fail)

    def write(self, work: Callable[[Context], Any], done: Callable[[Any], None]) -> None:
        """Work that writes; not begun without the right."""
        if not self._barred():
            self.main.commands.run(work, done, self.fail)

    def ask(self, form: Form, done: Callable[[], None] | None = None) -> None:
        """A small form above the window; when its work is done, all is read again unless told."""
        if self.window is not None:
            then = self.anew if done is None else done
            open_form(form, self.session.zone, self.main.commands.run, self.window, then)

    def fail(self, error: Exception) -> None:
        """Say so in the window; the log has what nobody foresaw."""
        self.note(error)
        if self.window is not None:
            self.tell(self.window, error, text.error_sentence(error))

    def note(self, error: Exception) -> None:
        """The log has what nobody foresaw."""
        if not isinstance(error, DomainError):
            log.error("%s", type(self).__name__, exc_info=error)

    def _barred(self) -> bool:
        return self.right is not None and self.main.commands.barred(self.right)

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & self.tables:
            self.anew()

    def _forget(self) -> None:
        self.window = None
