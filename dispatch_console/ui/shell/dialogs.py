"""The window's dialogs: opened without blocking it, and found again while they are open."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMainWindow, QMessageBox

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.overriding import OverrideFlow
from dispatch_console.ui.shell.questions import Questions
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

if TYPE_CHECKING:
    from dispatch_console.services.importing.fields import Kind
    from dispatch_console.ui.dialogs.import_dialog import ImportDialog

D = TypeVar("D", bound=QDialog)


class Dialogs(QObject):
    """One of each kind at a time; asking for one that is open brings it to the front."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        intents: Intents,
        commands: Commands,
        questions: Questions,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._intents, self._commands, self._questions = intents, commands, questions
        self._open: dict[type[QDialog], QDialog] = {}
        self.overriding = OverrideFlow(window, session, store, intents, commands, self)

    def import_file(self, kind: "Kind | None" = None) -> None:
        """Rows from a file: of this kind (what is asked from its own window), or of any."""
        from dispatch_console.services.importing.fields import Kind
        from dispatch_console.ui.dialogs.import_dialog import ImportDialog
        from dispatch_console.ui.permits import import_right

        session = self._session
        if self._commands.barred(import_right(kind or Kind.TICKETS)):
            return
        dialog = self._show(
            ImportDialog,
            lambda: ImportDialog(
                session.context,
                session.background,
                self._window,
                zone=session.zone,
                hindered=self._in_past,
            ),
        )
        if dialog is not None:
            self._store.past_changed.connect(dialog.look_again)
            dialog.imported.connect(lambda _: self._commands.show_changes())
            for one in Kind:
                if why := barred_sentence(session.rights, import_right(one)):
                    dialog.bar(one, why)
        if kind is not None:
            cast("ImportDialog", self._open[ImportDialog]).take_kind(kind)

    def _in_past(self) -> str:
        """Why nothing can be written while the past is shown; empty now."""
        return "" if self._store.past is None else tr("past.read_only")

    def settings(self, saved: Callable[[Settings], None], *, page: str = "general") -> None:
        """The settings, with that page in front; `saved` hears the new ones."""
        session = self._session
        dialog = self._show(
            SettingsDialog,
            lambda: SettingsDialog(session.settings, session.background, self._window),
        )
        if dialog is not None:
            dialog.saved.connect(saved)
            dialog.show_page(page)

    def shortcuts(self, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """The list of shortcuts."""
        self._show(ShortcutsDialog, lambda: ShortcutsDialog(groups, self._window))

    def assign(self, chosen: Sequence[TicketId]) -> None:
        """Who is to have the tickets."""
        known = self._store.board.tickets
        tickets: list[Ticket] = [known[ticket] for ticket in chosen if ticket in known]
        if not tickets or self._commands.barred(Right.DISPATCH):
            return
        # Candidates are for those that can be assigned; the command tells about the others.
        able = [t for t in tickets if t.status in PLANNABLE] or tickets
        before = self._open.get(AssignDialog)
        if before is not None:
            before.reject()
        dialog = self._show(
            AssignDialog,
            lambda: AssignDialog(able, self._questions.rank, self._session.zone, self._window),
        )
        if dialog is not None:
            ids = tuple(ticket.id for ticket in tickets)
            dialog.assign_wanted.connect(
                lambda _, engineer, start: self._intents.ask_assign(ids, engineer, start)
            )
            dialog.override_wanted.connect(
                lambda engineer: self._intents.ask_override(
                    tuple(ticket.id for ticket in able), engineer, None
                )
            )

    def show_anew(self, kind: type[D], make: Callable[[], D]) -> D:
        """A new one in the stead of one that is open."""
        before = self._open.get(kind)
        if before is not None:
            before.reject()
        dialog = self._show(kind, make)
        assert dialog is not None
        return dialog

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Typed and not finished: ask, without stopping the event loop."""
        box = QMessageBox(self._window)
        box.setIconPixmap(theme.pixmap("phone", 32, theme.current().accent))
        box.setWindowTitle(tr("Call intake"))
        box.setText(
            tr(
                "The call being taken is not finished. It stays on this computer as a draft and is"
                " offered again at the next start. Close all the same?"
            )
        )
        close = box.addButton(tr("Close, keep the draft"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(tr("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        close.clicked.connect(lambda: leave())
        box.open()

    def show(self, kind: type[D], make: Callable[[], D]) -> D | None:
        """A dialog that others make; None if one was open and has come to the front."""
        return self._show(kind, make)

    def _show(self, kind: type[D], make: Callable[[], D]) -> D | None:
        """The new dialog, or None if one was open and has come to the front."""
        before = self._open.get(kind)
        if before is not None:
            before.raise_()
            before.activateWindow()
            return None
        dialog = make()
        self._open[kind] = dialog
        dialog.finished.connect(lambda: self._open.pop(kind, None))
        dialog.show()
        return dialog
