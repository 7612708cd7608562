"""The window of data's life: what it shows and does goes through here."""

import logging
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.person import Footprint, Person
from dispatch_console.domain.roles import Right
from dispatch_console.services import data_life as service
from dispatch_console.services.context import Context
from dispatch_console.services.data_life import LONGEST, Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.data_life.window import DataLifeWindow, counts
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.form import Field, Form, Kind, open_form

log = logging.getLogger(__name__)

T = TypeVar("T")


class DataLifeFlow(QObject):
    """One window."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        intents: Intents,
        hub: ChangeHub,
        commands: Commands,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(window)
        self._main, self._session, self._intents = window, session, intents
        self._commands, self._dialogs = commands, dialogs
        self._window: DataLifeWindow | None = None
        self._questions = Latest(session.background.database, self)
        hub.service_changed.connect(self._hear)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._commands.barred(Right.PERSONAL_DATA):
            return
        made = self._dialogs.show(
            DataLifeWindow,
            lambda: DataLifeWindow(self._intents.gate, self._session.zone, self._main),
        )
        if made is not None:
            self._window = made
            made.finished.connect(self._gone)
            made.policy_wanted.connect(self._ask_policy)
            made.look_wanted.connect(self._look)
            made.export_wanted.connect(self._choose_file)
            made.erase_wanted.connect(self._erase)
            made.hold_wanted.connect(self._ask_hold)
            made.release_wanted.connect(self._release)
            self._read()

    def _hear(self, tables: frozenset[str]) -> None:
        if "retention" in tables:
            self._read()

    def _read(self) -> None:
        if self._window is not None:
            read = partial(service.standing, self._session.context)
            self._questions.ask(read, self._show, self._fail)

    def _show(self, standing: Standing) -> None:
        if self._window is not None:
            self._window.show_standing(standing)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("data life", exc_info=error)
        if self._window is not None:
            self._window.tell(text.error_sentence(error))

    def _ask_policy(self, kind: str, days: int | None) -> None:
        fields = (Field("days", tr("Days (empty: never)"), Kind.NUMBER, days, needed=False),)
        form = Form(
            tr(f"retention.{kind}"),
            tr("It is carried out by the consoles, and cannot be taken back."),
            fields,
            tr("Save days"),
            lambda ctx, command, v: service.set_policy(ctx, command, kind, _days(v["days"])),
        )
        self._open(form, self._read)

    def _look(self, person: Person) -> None:
        self._session.background.database(
            partial(service.look, self._session.context, person),
            partial(self._found, person),
            self._fail,
        )

    def _found(self, person: Person, found: Footprint) -> None:
        if self._window is not None:
            self._window.show_found(person, found)
            self._window.tell("")

    def _choose_file(self, person: Person) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._main, tr("Export a person's data"), "person.zip", "ZIP (*.zip)"
        )
        if name:
            self.export(person, Path(name))

    def export(self, person: Person, path: Path) -> None:
        """Write the file, then say so."""
        said = tr("Written to {path}.", path=str(path))
        self._write(lambda ctx: service.export(ctx, person, path), lambda _: self._done(said))

    def _erase(self, person: Person, code: str) -> None:
        def done(left: dict[str, int]) -> None:
            sentence = tr("The person's data is erased.")
            if left:
                more = tr(
                    "These words are still found, typed in elsewhere: {counts}",
                    counts=counts(left),
                )
                sentence = f"{sentence} {more}"
            self._read()
            if self._window is not None:
                self._window.erased(sentence)

        command = uuid4()
        self._write(lambda ctx: service.erase(ctx, command, person, code), done)

    def _ask_hold(self, person: Person) -> None:
        form = Form(
            tr("Hold a person's data"),
            tr("Nothing of it can be erased until the hold is released."),
            (Field("reason", tr("Reason")),),
            tr("Hold data"),
            lambda ctx, command, v: service.hold(ctx, command, person, v["reason"]),
        )
        self._open(form, partial(self._look, person))

    def _release(self, person: Person) -> None:
        def done(_: ChangeSet) -> None:
            self._look(person)

        command = uuid4()
        self._write(lambda ctx: service.release(ctx, command, person), done)

    def _open(self, form: Form, done: Callable[[], None]) -> None:
        if self._window is not None:
            open_form(form, self._session.zone, self._commands.run, self._window, done)

    def _write(self, work: Callable[[Context], T], done: Callable[[T], None]) -> None:
        if not self._commands.barred(Right.PERSONAL_DATA):
            self._commands.run(work, done, self._fail)

    def _done(self, sentence: str) -> None:
        self._read()
        if self._window is not None:
            self._window.tell(sentence)

    def _gone(self) -> None:
        self._window = None


def _days(given: Decimal | None) -> int | None:
    if given is None:
        return None
    if given != int(given):
        raise DomainError("data.days", most=LONGEST)
    return int(given)
