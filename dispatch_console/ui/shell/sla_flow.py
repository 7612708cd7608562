"""How the deadlines of the ticket in the inspector came about: read when it is looked at."""

import logging
from functools import partial

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.sla import explaining
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session

log = logging.getLogger(__name__)

TABLES = frozenset({"sla_policy", "calendar"})


class SlaFlow(QObject):
    """Answers the inspector's wish; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        hub: ChangeHub,
        inspector: InspectorPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._panel = session.context, inspector.sla
        self._questions = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.sla_wanted.connect(self._ask)
        hub.service_changed.connect(self._changed)

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self._shown is not None and self._panel.isVisible():
            self._ask(self._shown)

    def _ask(self, ticket: TicketId) -> None:
        if ticket != self._shown:
            self._panel.show_reading()
        self._shown = ticket
        read = partial(explaining.explain, self._context, ticket)
        self._questions.ask(read, self._panel.show_explanation, self._fail)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no explanation of the deadlines", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))
