"""The window of data's life: what it shows and does goes through here."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtWidgets import QFileDialog

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.person import Footprint, Person
from dispatch_console.domain.roles import Right
from dispatch_console.services import data_life as service
from dispatch_console.services.context import Context
from dispatch_console.services.data_life import LONGEST, Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui.data_life.window import DataLifeWindow
from dispatch_console.ui.data_life.words import counts
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.widgets.form import Field, Form, Kind


class DataLifeFlow(MenuWindow[DataLifeWindow, Standing]):
    """Policies, the record, and a person's data."""

    right = Right.PERSONAL_DATA
    tables = frozenset({"retention"})

    def make(self) -> DataLifeWindow:
        window = DataLifeWindow(self.main.commands.gate, self.session.zone, self.main)
        window.policy_wanted.connect(self._ask_policy)
        window.look_wanted.connect(self._look)
        window.export_wanted.connect(self._choose_file)
        window.erase_wanted.connect(self._erase)
        window.hold_wanted.connect(self._ask_hold)
        window.release_wanted.connect(self._release)
        return window

    def read(self, ctx: Context) -> Standing:
        return service.standing(ctx)

    def fill(self, window: DataLifeWindow, found: Standing) -> None:
        window.show_standing(found)

    def tell(self, window: DataLifeWindow, error: Exception, sentence: str) -> None:
        window.tell(sentence)

    def _ask_policy(self, kind: str, days: int | None) -> None:
        fields = (Field("days", tr("Days (empty: never)"), Kind.NUMBER, days, needed=False),)
        form = Form(
            tr(f"retention.{kind}"),
            tr("It is carried out by the consoles, and cannot be taken back."),
            fields,
            tr("Save days"),
            lambda ctx, command, v: service.set_policy(ctx, command, kind, _days(v["days"])),
        )
        self.ask(form)

    def _look(self, person: Person) -> None:
        def found(window: DataLifeWindow, footprint: Footprint) -> None:
            window.show_found(person, footprint)
            window.tell("")

        self.look_up(lambda ctx: service.look(ctx, person), found)

    def _choose_file(self, person: Person) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self.main, tr("Export a person's data"), "person.zip", "ZIP (*.zip)"
        )
        if name:
            self.export(person, Path(name))

    def export(self, person: Person, path: Path) -> None:
        """Write the file, then say so."""
        said = tr("Written to {path}.", path=str(path))
        self.write(lambda ctx: service.export(ctx, person, path), lambda _: self._done(said))

    def _erase(self, person: Person, code: str) -> None:
        def done(left: dict[str, int]) -> None:
            sentence = tr("The person's data is erased.")
            if left:
                more = tr(
                    "These words are still found, typed in elsewhere: {counts}",
                    counts=counts(left),
                )
                sentence = f"{sentence} {more}"
            self.anew(lambda window: window.erased(sentence))

        command = uuid4()
        self.write(lambda ctx: service.erase(ctx, command, person, code), done)

    def _ask_hold(self, person: Person) -> None:
        form = Form(
            tr("Hold a person's data"),
            tr("Nothing of it can be erased until the hold is released."),
            (Field("reason", tr("Reason")),),
            tr("Hold data"),
            lambda ctx, command, v: service.hold(ctx, command, person, v["reason"]),
        )
        self.ask(form, partial(self._look, person))

    def _release(self, person: Person) -> None:
        def done(_: ChangeSet) -> None:
            self._look(person)

        command = uuid4()
        self.write(lambda ctx: service.release(ctx, command, person), done)

    def _done(self, sentence: str) -> None:
        self.anew(lambda window: window.tell(sentence))


def _days(given: Decimal | None) -> int | None:
    if given is None:
        return None
    if given != int(given):
        raise DomainError("data.days", most=LONGEST)
    return int(given)
