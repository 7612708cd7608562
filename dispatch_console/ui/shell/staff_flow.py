"""The window of engineers: read when it opens and when others write, written when it says so."""

from uuid import uuid4

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.services import staff
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.gateway_flow import KeyMaker
from dispatch_console.ui.shell.menu_window import MenuWindow
from dispatch_console.ui.staff.window import StaffWindow


class StaffFlow(MenuWindow[StaffWindow, tuple[Engineer, ...]]):
    """Names, and where engineers are reached; a clash is said at saving."""

    right = Right.STAFF

    def make(self) -> StaffWindow:
        window = StaffWindow(self.main.commands.gate, self.main)
        window.save_wanted.connect(self._save)
        window.link_wanted.connect(self._link)
        return window

    def read(self, ctx: Context) -> tuple[Engineer, ...]:
        return staff.read(ctx)

    def fill(self, window: StaffWindow, found: tuple[Engineer, ...]) -> None:
        window.show_staff(found)

    def tell(self, window: StaffWindow, error: Exception, sentence: str) -> None:
        window.say(sentence, failed=True)
        if isinstance(error, DomainError) and error.code == "engineer.changed":
            # To be there once what was typed is discarded.
            self.anew()

    def _link(self, engineer: Engineer) -> None:
        if self.window is not None:
            KeyMaker(self.main).for_engineer([engineer], self.window, lambda: None)

    def _save(self, engineer: Engineer) -> None:
        command = uuid4()

        def done(_: object) -> None:
            if self.window is not None:
                self.window.settle()
            self.anew(lambda window: window.say(tr("Saved.")))

        self.write(lambda ctx: staff.save(ctx, command, engineer), done)
