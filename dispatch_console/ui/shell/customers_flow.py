"""Customers: their window, from what is asked for there to the services, and back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from dispatch_console.domain.asset import Meter, Reading
from dispatch_console.domain.cover import Contract
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.domain.upkeep import Upkeep
from dispatch_console.services.customers import editing, reading, uniting
from dispatch_console.services.customers.labels import Label, Sheet
from dispatch_console.services.customers.reading import Card, Directory, Subject
from dispatch_console.support import settings
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers.forms import form_for
from dispatch_console.ui.customers.label_pdf import write_labels
from dispatch_console.ui.customers.labels_dialog import LabelsDialog
from dispatch_console.ui.customers.merge_dialog import MergeDialog
from dispatch_console.ui.customers.meter_dialog import MeterDialog
from dispatch_console.ui.customers.row_form import RowForm
from dispatch_console.ui.customers.teams import teams_of
from dispatch_console.ui.customers.window import CustomersWindow
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.shell.transfer_flow import TransferFlow
from dispatch_console.words import text
from dispatch_console.words.lifecycle import types_of

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

KINDS = frozenset(
    {"customer", "site", "contact", "asset", "meter", "reading", "contract", "upkeep", "occasion"}
)
"""Tables whose changes the window shows."""


class CustomersFlow(QObject):
    """One window; it is read anew when somebody changed what it shows."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main, self._session = main, main.session
        self._window: CustomersWindow | None = None
        background = self._session.background
        self._directory = Latest(background.database, self)
        self._cards = Latest(background.database, self)
        self._base = self._session.settings.label_url
        main.hub.service_changed.connect(self._changed)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        main = self._main
        window = main.dialogs.show(
            CustomersWindow,
            lambda: CustomersWindow(main.intents, self._session.zone, main),
        )
        if window is None:
            return
        self._window = window
        window.finished.connect(self._forget)
        window.card_wanted.connect(self._read_card)
        window.edit_wanted.connect(self.edit)
        window.meter_wanted.connect(self._read_meter)
        window.merge_wanted.connect(self._merge)
        window.labels_wanted.connect(self._labels)
        bar = window.messages
        TransferFlow(self._session, main.dialogs, window, bar.done, bar.fail).serve(window.files)
        window.ticket_opened.connect(self._main.intents.open_ticket)
        self._read()

    # Reading

    def _read(self) -> None:
        read: Callable[[], Directory] = partial(reading.directory, self._session.context)
        self._directory.ask(read, self._show, self._unread)

    def _show(self, known: Directory) -> None:
        if self._window is not None:
            self._window.show_directory(known)

    def _unread(self, error: Exception) -> None:
        self._log(error)
        if self._window is not None:
            self._window.show_failure(text.error_sentence(error))

    def _read_card(self, subject: Subject) -> None:
        read: Callable[[], Card] = partial(
            reading.card, self._session.context, subject, self._session.zone
        )
        self._cards.ask(read, self._show_card, self._unread)

    def _show_card(self, card: Card) -> None:
        if self._window is not None:
            self._window.show_card(card)

    def _changed(self, kinds: frozenset[str]) -> None:
        if self._window is not None and kinds & KINDS:
            self._read()
            subject = self._window.tree.subject
            if subject is not None:
                self._read_card(subject)

    # Writing

    def edit(self, row: Any) -> None:
        """A form for the row; a new one has the id 0."""
        window = self._window
        if window is None or self._barred(self._right(row)):
            return
        meters = list(window.card.meters.values()) if window.card is not None else []
        board = self._main.store.board
        types = types_of(board.definitions)
        teams = teams_of(board.queues.values())
        dialog = RowForm(form_for(row, window.known, meters, board.skills, types, teams), window)
        dialog.save_wanted.connect(partial(self._save, dialog))
        dialog.open()

    def _save(self, dialog: RowForm, row: Any) -> None:
        command = uuid4()

        def done(_: Any) -> None:
            dialog.accept()
            self._said(tr("Saved."))

        self._run(lambda ctx: editing.save(ctx, command, row), done, dialog.show_failure)

    def _read_meter(self, meter: Meter | None) -> None:
        if meter is None or self._window is None or self._barred(Right.CUSTOMERS):
            return
        now, zone = self._session.context.clock(), self._session.zone
        dialog = MeterDialog(meter, now, zone, self._window)

        def tell(told: Reading) -> None:
            command = uuid4()

            def done(_: None) -> None:
                dialog.accept()
                self._said(tr("The reading is recorded."))

            self._run(lambda ctx: editing.tell(ctx, command, [told]), done, dialog.show_failure)

        dialog.read.connect(tell)
        dialog.open()

    def _merge(self) -> None:
        window = self._window
        if window is None or self._barred(Right.CUSTOMERS):
            return
        dialog = MergeDialog(window)
        dialog.merge_wanted.connect(partial(self._unite, dialog))
        dialog.open()
        self._find_twins(dialog)

    def _find_twins(self, dialog: MergeDialog) -> None:
        context = self._session.context

        def read() -> tuple[Any, Directory]:
            return uniting.twins(context), reading.directory(context)

        def fail(error: Exception) -> None:
            self._log(error)
            dialog.show_failure(text.error_sentence(error))

        self._session.background.database(read, partial(_show_pairs, dialog), fail)

    def _unite(self, dialog: MergeDialog, gone: int, kept: Any) -> None:
        command = uuid4()

        def done(_: Any) -> None:
            self._said(tr("Merged. Ctrl+Z sets it back."))
            self._find_twins(dialog)

        self._run(lambda ctx: uniting.merge(ctx, command, gone, kept), done, dialog.show_failure)

    # Labels

    def _labels(self) -> None:
        window = self._window
        if window is None:
            return
        dialog = LabelsDialog(window.known, window.tree.subject, self._base, window)
        dialog.wanted.connect(self._choose_file)
        dialog.open()

    def _choose_file(self, labels: Sequence[Label], sheet: Sheet, skipped: int, base: str) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Device labels"), "labels.pdf", "PDF (*.pdf)"
        )
        if name:
            self.write_labels(labels, sheet, skipped, base, Path(name))

    def write_labels(
        self, labels: Sequence[Label], sheet: Sheet, skipped: int, base: str, path: Path
    ) -> None:
        """Write the labels, and keep the address for the next time."""

        def write() -> None:
            write_labels(labels, sheet, skipped, path)
            if base != self._base:
                settings.save(replace(settings.read(), label_url=base))

        def done(_: None) -> None:
            self._base = base
            self._said(tr("{count} labels written to {path}.", count=len(labels), path=str(path)))

        self._session.background.free(write, done, self._failed)

    # Saying

    def _run(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[str], None],
    ) -> None:
        self._main.commands.run(work, done, lambda error: failed(text.error_sentence(error)))

    def _right(self, row: Any) -> Right:
        return Right.CONTRACTS if isinstance(row, Contract | Upkeep) else Right.CUSTOMERS

    def _barred(self, right: Right) -> bool:
        why = barred_sentence(self._session.rights, right) or self._main.intents.gate.reason
        if why and self._window is not None:
            self._window.messages.warn(why)
        return bool(why)

    def _said(self, sentence: str) -> None:
        if self._window is not None:
            self._window.messages.done(sentence)

    def _failed(self, error: Exception) -> None:
        self._log(error)
        if self._window is not None:
            self._window.messages.fail(text.error_sentence(error))

    def _log(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("unforeseen", exc_info=error)

    def _forget(self) -> None:
        self._window = None


def _show_pairs(dialog: MergeDialog, found: tuple[Any, Directory]) -> None:
    if isValid(dialog):
        dialog.show_pairs(*found)
