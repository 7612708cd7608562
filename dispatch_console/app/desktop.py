"""The desktop application: from the first splash to the last thread."""

import logging
import sys
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from dispatch_console.app import crash, qt_log
from dispatch_console.app.session import Connection, load_settings, user_name
from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.host import SolverHost
from dispatch_console.services.context import Context
from dispatch_console.services.travel.in_use import chosen, use
from dispatch_console.services.travel.road_book import TravelNotice
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import language, set_language, system_language
from dispatch_console.support.settings import Settings
from dispatch_console.ui import collecting, theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.starting_window import StartingWindow
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.map.scheme import prepare_environment, register
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.text import error_sentence, travel_sentence

log = logging.getLogger(__name__)

Connect = Callable[[], Connection]


def open_window(connect: Connect) -> int:
    """Open the console on the database that `connect` opens; returns once it is closed."""
    application = make_application()
    desktop = Desktop(application, connect)
    undo = crash.install(desktop.report)
    try:
        desktop.start()
        return application.exec()
    finally:
        desktop.finish()
        undo()


def make_application() -> QApplication:
    """The QApplication, ready for the map's page and named for the desktop."""
    qt_log.install()
    prepare_environment()
    register()
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Dispatch Console")
    application.setDesktopFileName("dispatch-console")
    application.setQuitOnLastWindowClosed(False)
    collecting.be_considerate(application)
    return application


class Desktop(QObject):
    """One run: opens the database, shows the window, makes a new one when settings change."""

    def __init__(self, application: QApplication, connect: Connect) -> None:
        super().__init__()
        self._application, self._connect = application, connect
        self._background = Background(self)
        self._settings = load_settings()
        self._connection: Connection | None = None
        self._draft = Draft()
        self._translator = QTranslator(self)
        self._starting: StartingWindow | None = None
        self.window: MainWindow | None = None

    def start(self) -> None:
        """Show that it is starting, and open the database off this thread."""
        self._dress()
        self._show_starting()
        self._open()

    def finish(self) -> None:
        """Let go of threads and database; the last user stops the embedded server."""
        self._background.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def report(self, error: Exception) -> None:
        """Say in the window that something went wrong."""
        if self.window is not None:
            self.window.messages.fail(error_sentence(error))
        elif self._starting is not None:
            self._starting.show_failure(error_sentence(error))

    def _dress(self) -> None:
        set_language(self._settings.language or system_language())
        self._application.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(language()), "qtbase", "_", folder):
            self._application.installTranslator(self._translator)
        theme.apply(self._application, self._settings.theme)
        self._application.setWindowIcon(theme.icon("app"))

    def _show_starting(self) -> None:
        starting = StartingWindow()
        starting.again_wanted.connect(self._open)
        starting.settings_wanted.connect(self._open_settings)
        starting.closed.connect(self._starting_closed)
        starting.show()
        self._starting = starting

    def _open(self) -> None:
        if self._starting is not None:
            self._starting.show_busy()
        self._background.database(self._connect, self._opened, self._not_opened)

    def _opened(self, connection: Connection) -> None:
        self._connection = connection
        self._show_window()
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.closed.disconnect(self._starting_closed)
            starting.close()
            starting.deleteLater()

    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the database could not be opened", exc_info=error)
        self.report(error)

    def _starting_closed(self) -> None:
        self._application.quit()

    def _open_settings(self) -> None:
        dialog = SettingsDialog(self._settings, self._background, self._starting)
        dialog.saved.connect(self._saved_while_starting)
        dialog.open()

    def _saved_while_starting(self, settings: Settings) -> None:
        self._settings = settings
        self._dress()
        self._open()

    def _show_window(self, former: MainWindow | None = None) -> None:
        assert self._connection is not None
        self._plan_by_roads()
        session = Session(
            context=Context(
                database=self._connection.database, user=user_name(self._settings), clock=utc_now
            ),
            background=self._background,
            settings=self._settings,
            solver=SolverHost(),
            zone=_zone(self._settings.time_zone),
        )
        window = MainWindow(
            session, former.store if former is not None else None, draft=self._draft
        )
        window.rebuild_wanted.connect(self._rebuild)
        window.hub.loaded.connect(collecting.spare)
        window.ended.connect(self._application.quit)
        window.appear()
        self.window = window

    def _plan_by_roads(self) -> None:
        """Take the travel times of the settings; what is wrong with them is told."""
        book = chosen(self._settings)
        use(book)
        self._background.free(book.recall, self._recalled)

    def _recalled(self, notice: TravelNotice | None) -> None:
        if notice is not None and self.window is not None:
            self.window.messages.warn(travel_sentence(notice))

    def _rebuild(self, settings: Settings) -> None:
        former, reconnect = self.window, settings.database_url != self._settings.database_url
        self._settings = settings
        self._dress()
        if former is None:
            return
        former.rebuild_wanted.disconnect(self._rebuild)
        former.ended.disconnect(self._application.quit)
        self._draft = former.calls.draft
        if not reconnect:
            self._show_window(former)
            if former.calls.visible and self.window is not None:
                self.window.calls.show()
            former.retire()
            return
        self._draft = self._draft.elsewhere()
        self.window = None
        self._show_starting()
        former.destroyed.connect(lambda: QTimer.singleShot(0, self, self._reconnect))
        former.retire()

    def _reconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            self._open()
        else:
            self._background.database(connection.close, lambda _: self._open(), self._not_opened)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("unknown time zone %r, using UTC", name)
        return ZoneInfo("UTC")
