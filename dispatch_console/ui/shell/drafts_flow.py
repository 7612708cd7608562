"""Drafts: offered again after a start, entered when the server is back, and what became of each."""

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QPushButton

from dispatch_console.domain.connection import Link, may_have_been_lost
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services import commenting
from dispatch_console.services.context import Context
from dispatch_console.services.drafts.shelf import Found, Kept, Kind, State
from dispatch_console.services.intake import Taken, take
from dispatch_console.services.tickets import add_note
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.dialogs.drafts_dialog import DraftsDialog
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.intake.kept import recalled, recalled_booking
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.reasons import refusal
from dispatch_console.ui.shell.calls import Calls
from dispatch_console.ui.shell.connection_banner import ConnectionBanner
from dispatch_console.ui.shell.conversation_flow import ConversationFlow
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

log = logging.getLogger(__name__)

AGAIN_MS = 5_000


class DraftsFlow(QObject):
    """One draft at a time is entered, the oldest first, each by its own command id: once."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        intents: Intents,
        hub: ChangeHub,
        keeper: DraftKeeper,
        calls: Calls,
        conversation: ConversationFlow,
        dialogs: Dialogs,
        banner: ConnectionBanner,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._intents, self._hub, self._keeper = intents, hub, keeper
        self._calls, self._dialogs, self._messages = calls, dialogs, messages
        self._conversation = conversation
        self._late: set[UUID] = set()
        self._busy = False
        self._entered: list[tuple[str, bool]] = []
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._enter_next)
        self._button = QPushButton()
        self._button.clicked.connect(self.show)
        banner.add_button(self._button)
        hub.link_changed.connect(self._enter_next)
        intents.gate.changed.connect(self._enter_next)
        keeper.changed.connect(self._count)
        keeper.settled.connect(self._enter_next)
        keeper.loaded.connect(self._offer)
        keeper.failed.connect(self._not_kept)
        self._count()
        QTimer.singleShot(0, self, keeper.load)

    def show(self) -> None:
        """The list of drafts and what became of each."""
        dialog = self._dialogs.show(
            DraftsDialog, lambda: DraftsDialog(self._keeper, self._session.zone, self._window)
        )
        if dialog is not None:
            dialog.open_wanted.connect(self._open)

    def _open(self, key: UUID) -> None:
        kept = self._keeper.find(key)
        if kept is None:
            return
        if kept.kind is Kind.CALL:
            self._calls.go_on_with(kept)
        elif kept.kind is Kind.COMMENT:
            self._conversation.go_on_with(kept)
        elif kept.fields["ticket"] in self._store.board.tickets:
            self._intents.edit_ticket.emit(TicketId(kept.fields["ticket"]))
        else:
            self._messages.warn(
                tr("{ticket} is no longer on the board.", ticket=kept.fields["number"])
            )

    def _count(self) -> None:
        waiting = sum(draft.state is State.WAITING for draft in self._keeper.drafts)
        self._button.setText(tr("Waiting: {count}", count=waiting))
        self._button.setVisible(waiting > 0)
        self._enter_next()

    def _offer(self, found: Found) -> None:
        if found.unreadable:
            self._messages.fail(
                tr(
                    "{count} drafts kept earlier cannot be read: the key has changed or the file is"
                    " damaged. They are put aside in {folder}; nothing was deleted.",
                    count=len(found.unreadable),
                    folder=str(found.unreadable[0].parent),
                )
            )
        self._late |= {draft.id for draft in found.drafts if draft.state is State.WAITING}
        own = self._calls.draft.id  # carried over from the window before this one
        typed = [d for d in found.drafts if d.state is State.TYPED and d.id != own]
        if typed:
            self._messages.warn(
                tr("{count} drafts were not finished when the console ended.", count=len(typed)),
                tr("Show drafts"),
                self.show,
            )

    def _not_kept(self, error: Exception) -> None:
        sentence = tr(
            "What is typed cannot be kept on this computer: {reason}", reason=_reason(error)
        )
        self._messages.fail(sentence)
        if self._calls.busy:
            self._calls.intake.not_done(sentence)

    # Entering

    def _enter_next(self) -> None:
        waiting = [draft for draft in self._keeper.drafts if draft.state is State.WAITING]
        if self._hub.link is not Link.ONLINE or self._intents.gate.reason:
            self._late |= {draft.id for draft in waiting}
            return
        ready = [draft for draft in waiting if self._keeper.is_settled(draft.id)]
        if self._busy:
            return
        if ready:
            self._busy = True
            kept = ready[0]
            self._session.background.database(
                partial(_enter, self._session.context, kept),
                partial(self._is_in, kept),
                partial(self._is_not_in, kept),
            )
        elif self._entered:
            self._tell()

    def _is_in(self, kept: Kept, taken: Taken | None) -> None:
        if taken is None:
            number, warns = kept.fields["number"], False
            words = tr("Note added") if kept.kind is Kind.NOTE else tr("Comment sent")
        else:
            number, warns = taken.ticket.number, taken.refused is not None
            words = tr("Ticket {number} created.", number=number)
        if taken is not None and taken.refused is not None:
            why = refusal(taken.refused, self._store.board, self._session.zone)
            words = tr(
                "Ticket {number} created, but the visit promised is not possible any more: call the"
                " customer. {why}",
                number=number,
                why=why,
            )
        self._settle(replace(kept, state=State.DONE, outcome=words), words, warns)

    def _is_not_in(self, kept: Kept, error: Exception) -> None:
        busy = isinstance(error, DomainError) and error.code == "database.busy"
        if busy or may_have_been_lost(error):
            self._busy = False
            self._late.add(kept.id)
            self._again.start()
            return
        if not isinstance(error, DomainError):
            log.error("a draft could not be entered", exc_info=error)
        why = refusal(error, self._store.board, self._session.zone)
        words = tr("Not entered: {why}", why=why)
        self._settle(replace(kept, state=State.REFUSED, outcome=words), words, True)

    def _settle(self, kept: Kept, words: str, warns: bool) -> None:
        self._busy = False
        at_once = kept.kind is Kind.COMMENT and kept.id not in self._late
        self._late.discard(kept.id)
        if not at_once:
            self._entered.append((words, warns))
        elif warns:
            self._messages.warn(words)
        if kept.kind is Kind.COMMENT and kept.state is State.DONE:
            self._keeper.drop(kept.id)
            self._conversation.look_again()
        else:
            self._keeper.keep(kept)
        self._hub.refresh()

    def _tell(self) -> None:
        entered, self._entered = self._entered, []
        heading = tr("What waited for the server: {count}", count=len(entered))
        sentence = "\n".join((heading, *(words for words, _ in entered[:5])))
        if any(warns for _, warns in entered):
            self._messages.warn(sentence, tr("Show drafts"), self.show)
        else:
            self._messages.done(sentence)


def _enter(ctx: Context, kept: Kept) -> Taken | None:
    """The ticket of a call; None for others. The same draft given again changes nothing."""
    if kept.kind is Kind.NOTE:
        add_note(ctx, kept.command, TicketId(kept.fields["ticket"]), kept.fields["note"])
        return None
    if kept.kind is Kind.COMMENT:
        said = kept.fields
        files = commenting.read_files(map(Path, said["paths"]))
        ticket, public = TicketId(said["ticket"]), bool(said["public"])
        commenting.say(ctx, kept.command, ticket, said["words"], public=public, files=files)
        return None
    draft = recalled(kept.fields["form"], kept.id)
    booking = recalled_booking(kept.fields["booking"])
    return take(ctx, kept.command, draft.ticket(), booking, kept.at)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return text.error_sentence(error)
