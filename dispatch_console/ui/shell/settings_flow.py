"""A setting that only a new window can show: saved first, taken once nothing would be lost."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from dispatch_console.support import settings as files
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui.shell.calls import Calls
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar


class SettingsFlow(QObject):
    """`ready(Settings)`: they are saved and nothing runs that a new window would cut short."""

    ready = Signal(object)

    def __init__(
        self,
        session: Session,
        planning: PlanningFlow,
        calls: Calls,
        commands: Commands,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._planning, self._calls = session, planning, calls
        self._commands, self._messages = commands, messages
        self.holds: list[Callable[[], bool]] = []
        """Whether something else is under way that a new window would cut short."""

    def change(self, **changes: str) -> None:
        """Save the changed fields and take them."""
        wanted = replace(self._session.settings, **changes)
        self._session.background.free(
            lambda: files.save(wanted), lambda _: self.take(wanted), self._not_saved
        )

    def take(self, settings: Settings) -> None:
        """Give them out, or say what they wait for."""
        held = any(hold() for hold in self.holds)
        if self._planning.solver.busy or self._calls.busy or held:
            self._messages.warn(
                tr("The settings are saved. They take effect once planning and forms are done."),
                tr("Apply now"),
                lambda: self.take(settings),
            )
            return
        self.ready.emit(settings)

    def _not_saved(self, error: Exception) -> None:
        self._commands.report(error)
