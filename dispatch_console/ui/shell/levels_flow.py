"""The window for calendars and policies: opened, filled, and its wishes carried out."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtWidgets import QFileDialog

from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.sla import definitions, files
from dispatch_console.services.sla.definitions import Listed, Preview
from dispatch_console.services.sla.names import Names, names
from dispatch_console.support.i18n import tr
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.sla.definitions_window import DefinitionsWindow, Edited, Trial

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

Found = tuple[Listed, Names]


class LevelsFlow(MenuWindow[DefinitionsWindow, Found]):
    """What is edited there stays when others write; a clash is said at saving."""

    right = Right.STAFF

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._trials = Latest(main.session.background.database, self)

    def make(self) -> DefinitionsWindow:
        main = self.main
        window = DefinitionsWindow(main.session.zone, main.commands.gate, main)
        window.save_wanted.connect(self._save)
        window.drop_wanted.connect(self._drop)
        window.trial_wanted.connect(self._try)
        window.import_wanted.connect(self._choose_import)
        window.export_wanted.connect(self._choose_export)
        return window

    def read(self, ctx: Context) -> Found:
        return definitions.listed(ctx), names(ctx)

    def fill(self, window: DefinitionsWindow, found: Found) -> None:
        window.offer(found[1])
        window.show_definitions(found[0])

    def tell(self, window: DefinitionsWindow, error: Exception, sentence: str) -> None:
        window.show_failure(error)

    def _save(self, edited: Edited) -> None:
        self._change(partial(_saved, edited=edited, command=uuid4()), edited.code)

    def _drop(self, edited: Edited) -> None:
        self._change(partial(_dropped, edited=edited, command=uuid4()), "")

    def _change(self, work: "partial[object]", code: str) -> None:
        def shown(window: DefinitionsWindow) -> None:
            window.choose(code)
            window.show_saved()

        self.write(work, lambda _: self.anew(shown))

    def _try(self, trial: Trial) -> None:
        context = self.session.context
        created = trial.created or context.clock()
        ticket = definitions.sample(created, priority=trial.priority, type=trial.type)
        edited = trial.edited
        if edited.what == "policy":
            work = partial(definitions.preview, context, ticket, edited.document)
        else:
            changed = (edited.code, edited.document)
            work = partial(definitions.preview, context, ticket, None, changed)

        def show(found: Preview) -> None:
            if self.window is not None:
                self.window.show_preview(found, created)

        self._trials.ask(work, show, self.fail)

    def _choose_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self.window, tr("Import file…"), "", "JSON (*.json)")
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Show what the file says as a new definition, to be looked at and saved."""
        self.look_up(
            lambda _: files.read_file(path),
            lambda window, document: window.show_imported(path.stem, document),
        )

    def _choose_export(self, edited: Edited) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self.window, tr("Export file…"), f"{edited.code}.json", "JSON (*.json)"
        )
        if name:
            self.give_out(Path(name), edited.document)

    def give_out(self, path: Path, document: object) -> None:
        """Write the definition as it stands in the form."""
        said = tr("Written to {path}.", path=str(path))
        self.look_up(lambda _: files.write_file(path, document), lambda window, _: window.say(said))


def _saved(context: Context, *, edited: Edited, command: UUID) -> object:
    if edited.what == "policy":
        return definitions.save_policy(context, command, edited.document, edited.version)
    return definitions.save_calendar(context, command, edited.code, edited.document, edited.version)


def _dropped(context: Context, *, edited: Edited, command: UUID) -> object:
    drop = definitions.drop_policy if edited.what == "policy" else definitions.drop_calendar
    return drop(context, command, edited.code)
