"""The desktop application: from the first splash to the last thread.

The first look at the board waits for no library that it does not need, so those are imported where
they are used: see "The start" in docs/code.md.
"""

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from dispatch_console.app import crash, qt_log
from dispatch_console.app.session import Connection, load_settings, taken_over_sentence, user_name
from dispatch_console.domain.connection import SHUT_OUT, is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import last_seen
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.support import settings as files
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import language, set_language, system_language, tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui import collecting, theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.map.scheme import prepare_environment
from dispatch_console.ui.shell import MainWindow, Opening, Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.words.text import error_sentence, travel_sentence

if TYPE_CHECKING:
    from dispatch_console.app.caretaker import Caretaker
    from dispatch_console.app.reception import Reception
    from dispatch_console.services.login import Login
    from dispatch_console.services.travel.road_book import TravelNotice
    from dispatch_console.ui.dialogs.starting_window import StartingWindow
    from dispatch_console.ui.intake import Draft

log = logging.getLogger(__name__)

Connect = Callable[[], Connection]
Later = Callable[[], Connection | None]
"""The same database without asking its server, which is away; None where that makes no sense."""


FURNISHING = "dispatch_console.ui.shell.furnishing"
"""All that a window has besides the board, with the libraries it needs."""


def open_window(connect: Connect, place: str = "", later: Later = lambda: None) -> int:
    """Open the console on the database that `connect` opens; returns once it is closed.

    `place` tells apart the databases that one user has on this computer. `later` is for a server
    that is away while there is a board last seen.
    """
    application = make_application()
    desktop = Desktop(application, connect, place, later)
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
    existing = QApplication.instance()
    if existing is None:  # the map's page, which is not there yet, needs it of every window
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Dispatch Console")
    application.setDesktopFileName("dispatch-console")
    application.setQuitOnLastWindowClosed(False)
    collecting.be_considerate(application)
    return application


class Desktop(QObject):
    """One run: opens the database, shows the window, makes a new one when settings change."""

    def __init__(
        self,
        application: QApplication,
        connect: Connect,
        place: str = "",
        later: Later = lambda: None,
    ) -> None:
        super().__init__()
        self._application, self._connect, self._place = application, connect, place
        self._later = later
        self._background = Background(self)
        self._settings = load_settings()
        self._connection: Connection | None = None
        self.caretaker: Caretaker | None = None
        self._draft: Draft | None = None
        self._store: BoardStore | None = None
        self._translator = QTranslator(self)
        self._starting: StartingWindow | None = None
        self._received: Reception | None = None
        self._drafter = ""
        self._kept = True  # whether the next start may show the board before anybody has logged in
        self.window: MainWindow | None = None

    def start(self) -> None:
        """Show the board as it was last seen, else that it is starting; and open the database."""
        self._dress()
        board = last_seen.recall(self._whose, user_name(self._settings))
        if board is None:
            self._show_starting()
            self._open()
            return
        self.window = MainWindow(
            Opening(
                board=board,
                user=user_name(self._settings),
                clock=utc_now,
                zone=_zone(self._settings.time_zone),
            )
        )
        self.window.ended.connect(self._application.quit)
        self.window.first_painted.connect(self._open)
        self.window.appear()

    def finish(self) -> None:
        """Let go of threads and database; the last user stops the embedded server."""
        if self.caretaker is not None:
            self.caretaker.close()
        self._background.close()
        if self._received is not None:
            self._received.release()
        self._remember()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def report(self, error: Exception) -> None:
        """Say in the window that something went wrong."""
        if self.window is not None and self.window.whole:
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
        from dispatch_console.ui.dialogs.starting_window import StartingWindow

        starting = StartingWindow(shared=self._logs_in)
        starting.login_wanted.connect(self._log_in)
        starting.again_wanted.connect(self._open)
        starting.settings_wanted.connect(self._open_settings)
        starting.closed.connect(self._starting_closed)
        starting.show()
        self._starting = starting

    def _open(self) -> None:
        if self._starting is not None:
            self._starting.show_busy()
        self._kept = True
        self._background.database(self._prepare, self._opened, self._not_opened)

    def _prepare(self) -> Connection:
        import_module(FURNISHING)
        return self._connect()

    # Logging in

    @property
    def _logs_in(self) -> bool:
        """Whether the database is one to which people log in."""
        return bool(self._settings.database_url) and not self._place

    @property
    def _reception(self) -> "Reception":
        """Made when it is first needed: what it imports, a start does not wait for."""
        if self._received is None:
            from dispatch_console.app.reception import Reception

            self._received = Reception(self._background, self)
            self._received.came.connect(self._logged_in)
            self._received.gone.connect(lambda: self._change_user(False))
            self._received.nobody.connect(self._application.quit)
        return self._received

    def _log_in(self, sentence: str = "", *, anew: bool = False) -> None:
        """Ask for a login; `anew`, for another one than before."""
        self._end_starting()
        self._reception.ask(self._settings.database_url, sentence, anew=anew)

    def _logged_in(self, connection: Connection, login: "Login") -> None:
        """The address is kept, the password is not, but where the key store has it."""
        if login.address.user != self._drafter:
            self._draft = None
        before, url = self._settings, login.address.url
        if url != before.database_url:
            self._settings = wanted = replace(before, database_url=url)
            self._background.free(lambda: files.save(wanted), lambda _: None, self._not_saved)
        self._kept = login.remember
        self._opened(connection)

    def _lock(self) -> None:
        if self.window is not None and not self._reception.lock():
            self.window.messages.warn(
                tr("This login has no password: the console cannot be locked.")
            )

    def _shut_out(self, error: Exception) -> None:
        """The server lets the login in no more; the call it took waits for its return."""
        if self.window is not None:
            drafter = self.window.session.context.user
            draft = self.window.calls.draft.elsewhere()
            self._change_user(False, error_sentence(error))
            self._drafter, self._draft = drafter, draft

    def _not_saved(self, error: Exception) -> None:
        log.warning("the server's address could not be saved: %s", type(error).__name__)

    def _change_user(self, forget: bool, sentence: str = "") -> None:
        """Close the window and the connection, then ask who comes next; `sentence` says why."""
        former = self.window
        if former is None:
            return
        former.rebuild_wanted.disconnect(self._rebuild)
        former.ended.disconnect(self._application.quit)
        self._draft = self._store = self.window = None
        self._kept, self._drafter = False, ""
        self._reception.release()
        last_seen.forget(self._whose, user_name(self._settings))
        part = partial(self._part, forget, sentence)
        former.destroyed.connect(lambda: QTimer.singleShot(0, self, part))
        former.retire()

    def _part(self, forget: bool, sentence: str) -> None:
        connection, self._connection = self._connection, None
        url = self._settings.database_url

        def part() -> None:
            if connection is not None:
                connection.close()
            if forget:
                from dispatch_console.services import keys
                from dispatch_console.services.login import Address

                keys.forget(Address.parse(url).name)

        anew = not forget and not sentence
        self._background.database(
            part, lambda _: self._log_in(sentence, anew=anew), self._not_opened
        )

    def _opened(self, connection: Connection) -> None:
        self._connection = connection
        self._care_for(connection)
        if self.window is None:
            self._show_window()
        elif self.window.isVisible():
            self._plan_by_roads()
            self.window.furnish(self._session(connection), self._draft)
            self._hear(self.window)
        self._tell_about(connection)
        self._end_starting()

    def _end_starting(self) -> None:
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.closed.disconnect(self._starting_closed)
            starting.close()
            starting.deleteLater()

    def _tell_about(self, connection: Connection) -> None:
        """What is unusual about the database just opened."""
        if self.window is None or not self.window.whole:
            return
        if not connection.database.may_write:
            self.window.messages.warn(
                tr(
                    "This console is too old to write here. It shows the board; "
                    "update it to work on."
                )
            )
        elif connection.server is not None and connection.server.taken_over:
            self.window.messages.done(taken_over_sentence(connection.server))

    def _care_for(self, connection: Connection | None) -> None:
        """See to this database, if it is the console's own."""
        if self.caretaker is None:
            from dispatch_console.app.caretaker import Caretaker

            self.caretaker = Caretaker(self._background, self)
            self.caretaker.backed_up.connect(self._tell_backup)
        self.caretaker.look_after(connection, self._settings, lasting=not self._place)

    def _tell_backup(self, error: Exception | None) -> None:
        if self.window is not None and self.window.whole:
            self.window.status.show_backup("" if error is None else error_sentence(error))

    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the database could not be opened", exc_info=error)
        if self._starting is None and self.window is not None:
            connection = self._later() if is_outage(error) else None
            if connection is not None:
                self._opened(connection)
                self.window.hub.loaded.connect(self._ask_rights)
                return
            self.window.ended.disconnect(self._application.quit)
            self.window.close()
            self.window.deleteLater()
            self.window = None
            self._show_starting()
        if self._logs_in and isinstance(error, DomainError) and error.code in SHUT_OUT:
            asks = error.code == "database.no_password"
            self._log_in("" if asks else error_sentence(error))
        else:
            self.report(error)

    def _ask_rights(self) -> None:
        """The server of a window that was opened without it has answered."""
        from dispatch_console.services import rights

        connection = self._connection
        if connection is not None and self._logs_in:
            self._background.database(
                lambda: rights.read(connection.database.url),
                partial(self._take_rights, connection),
                lambda error: log.info("the rights are not known: %s", error),
            )

    def _take_rights(self, connection: Connection, rights: Rights) -> None:
        if connection is self._connection and rights != connection.rights:
            self._connection = replace(connection, rights=rights)
            self._rebuild(self._settings)

    def _starting_closed(self) -> None:
        self._application.quit()

    def _open_settings(self) -> None:
        from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog

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
        window = MainWindow(
            self._session(self._connection),
            former.store if former is not None else None,
            draft=self._draft,
        )
        window.ended.connect(self._application.quit)
        self._hear(window)
        window.appear()
        self.window = window

    def _session(self, connection: Connection) -> Session:
        from dispatch_console.planning.host import SolverHost

        seat = connection.rights.seat
        user = user_name(self._settings) if seat is None else seat.login
        own = not connection.shared
        return Session(
            context=Context(database=connection.database, user=user, clock=utc_now),
            background=self._background,
            settings=self._settings,
            solver=SolverHost(),
            zone=_zone(self._settings.time_zone),
            rights=connection.rights,
            shared=connection.shared and self._logs_in,
            gateway=self.caretaker.gateway if own and self.caretaker is not None else None,
        )

    def _hear(self, window: MainWindow) -> None:
        window.rebuild_wanted.connect(self._rebuild)
        window.login_wanted.connect(self._change_user)
        window.shut_out.connect(self._shut_out)
        window.lock_wanted.connect(self._lock)
        if self._connection is not None and self._logs_in:
            self._reception.guard(self._connection, self._settings.lock_minutes)
        window.hub.loaded.connect(collecting.spare)
        from dispatch_console.app.rounds import Rounds, may_do_duties

        if may_do_duties(window.session.rights):
            Rounds(window.session.context, window.share, window)
        self._store = window.store

    @property
    def _whose(self) -> str:
        """Which of the user's databases this is."""
        return self._place or self._settings.database_url

    def _remember(self) -> None:
        """Keep what the user saw last for the next start."""
        if self._kept and self._store is not None and self._store.live.cursor:
            try:
                last_seen.keep(self._whose, user_name(self._settings), self._store.live)
            except OSError:
                log.warning("the board could not be kept for the next start", exc_info=True)

    def _plan_by_roads(self) -> None:
        """Take the travel times of the settings; what is wrong with them is told."""
        from dispatch_console.services.travel.in_use import chosen, use

        book = chosen(self._settings)
        use(book)
        self._background.free(book.recall, self._recalled)

    def _recalled(self, notice: "TravelNotice | None") -> None:
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
            self._care_for(self._connection)
            self._show_window(former)
            if self.window is not None:
                self.window.selection.select_tickets(former.selection.tickets)
            if former.calls.visible and self.window is not None:
                self.window.calls.show()
            former.retire()
            return
        self._draft = self._draft.elsewhere()
        self._store = None
        if self._received is not None:
            self._received.release()
        self.window = None
        self._show_starting()
        former.destroyed.connect(lambda: QTimer.singleShot(0, self, self._reconnect))
        former.retire()

    def _reconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._care_for(None)
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
