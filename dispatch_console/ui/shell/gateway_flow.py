"""The window of web access, and how a key is made and shown from wherever one asks for it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from dispatch_console.domain.access_key import AccessKey, engineer_link
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.roles import Right
from dispatch_console.services import access_keys, staff, survey
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.gateway_keys import forms
from dispatch_console.ui.gateway_keys.link_dialog import LinkDialog, Shown
from dispatch_console.ui.gateway_keys.link_pdf import write_link
from dispatch_console.ui.gateway_keys.window import Access, KeysWindow
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.widgets.form import Field, FormDialog, Values
from dispatch_console.words import text

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow


class KeyMaker(QObject):
    """Asks, makes the key, and shows it the once that it can be shown."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main = main

    def for_engineer(
        self, engineers: Sequence[Engineer], parent: QDialog, then: Callable[[], object]
    ) -> None:
        """A link for the one engineer, or for one of several; `then` once it is made."""
        names = {one.id: one.name for one in engineers}
        single = engineers[0] if len(engineers) == 1 else None

        def make(ctx: Context, given: Values) -> Shown:
            key: EngineerId = single.id if single is not None else given["engineer"]
            secret = access_keys.for_engineer(ctx, uuid4(), key)
            base = survey.settings(ctx).base_url
            return Shown(
                tr("Link for {name}", name=names[key]),
                tr("key.engineer_about", name=names[key]),
                engineer_link(base, secret),
                has_code=bool(base),
                lacking="" if base else tr("key.no_address"),
            )

        whose = "" if single is None else f"{single.number} · {single.name}"
        about = tr("key.former_ends")
        self._ask(
            tr("New link for an engineer"),
            f"{whose}\n{about}" if whose else about,
            () if single is not None else forms.engineer_fields(engineers),
            tr("Make link"),
            make,
            parent,
            then,
        )

    def for_program(self, parent: QDialog, then: Callable[[], object]) -> None:
        """A key for a program; `then` once it is made."""

        def make(ctx: Context, given: Values) -> Shown:
            return Shown(
                tr("Key for {name}", name=given["name"]),
                tr("key.program_about"),
                forms.make_for_program(ctx, uuid4(), given),
            )

        self._ask(
            tr("New key for a program"),
            "",
            forms.program_fields(),
            tr("Make key"),
            make,
            parent,
            then,
        )

    def _ask(
        self,
        title: str,
        about: str,
        fields: tuple[Field, ...],
        verb: str,
        make: Callable[[Context, Values], Shown],
        parent: QDialog,
        then: Callable[[], object],
    ) -> None:
        def send(
            values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
        ) -> None:
            def made(shown: Shown) -> None:
                accept()
                self._show(shown, parent)
                then()

            self._main.commands.run(lambda ctx: make(ctx, values), made, refuse)

        if not self._main.commands.barred(Right.STAFF):
            zone = self._main.session.zone
            FormDialog(title, about, fields, verb, send, zone, parent).open()

    def _show(self, shown: Shown, parent: QWidget) -> None:
        dialog = LinkDialog(shown, parent)
        dialog.print_wanted.connect(partial(self._choose_file, dialog))
        dialog.open()

    def _choose_file(self, dialog: LinkDialog, shown: Shown) -> None:
        name, _ = QFileDialog.getSaveFileName(dialog, shown.title, "link.pdf", "PDF (*.pdf)")
        if name:
            self.write(dialog, shown, Path(name))

    def write(self, dialog: LinkDialog, shown: Shown, path: Path) -> None:
        """Write the sheet; the dialog says how it went."""
        # Closed meanwhile, it hears nothing.
        open_ = [dialog]
        dialog.finished.connect(open_.clear)

        def say(sentence: str, *, failed: bool = False) -> None:
            for one in open_:
                one.say(sentence, failed=failed)

        self._main.session.background.free(
            lambda: write_link(shown, path),
            lambda _: say(tr("Written to {path}.", path=str(path))),
            lambda error: say(text.error_sentence(error), failed=True),
        )


class KeysFlow(MenuWindow[KeysWindow, Access]):
    """Who has a key, and how the gateway runs."""

    right = Right.STAFF
    tables = frozenset({"access_key", "survey_setting"})

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._maker = KeyMaker(main)
        self._found: Access | None = None

    def make(self) -> KeysWindow:
        session = self.session
        window = KeysWindow(self.main.commands.gate, session.zone, session.gateway, self.main)
        window.wanted.connect(self._deed)
        return window

    def read(self, ctx: Context) -> Access:
        return Access(access_keys.read(ctx), staff.read(ctx), survey.settings(ctx))

    def fill(self, window: KeysWindow, found: Access) -> None:
        self._found = found
        window.show_access(found)

    def tell(self, window: KeysWindow, error: Exception, sentence: str) -> None:
        window.say(sentence, failed=True)

    def _deed(self, deed: str, key: AccessKey | None) -> None:
        window, found = self.window, self._found
        if window is None:
            return
        if deed == "settings":
            self.main.dialogs.settings(self.main.settings_flow.take, page="web")
        elif found is None:
            return
        elif deed == "engineer":
            active = [one for one in found.engineers if one.active]
            if active:
                self._maker.for_engineer(active, window, self.anew)
            else:
                window.say(tr("key.no_engineers"), failed=True)
        elif deed == "program":
            self._maker.for_program(window, self.anew)
        elif deed == "address":
            self.ask(forms.address_form(found.settings))
        elif key is not None:
            self.ask(forms.end_form(key, key.name))
