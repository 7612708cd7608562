"""Comments that are not sent yet: one for each ticket and its readers, among the other drafts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer

from dispatch_console.domain.ids import TicketId
from dispatch_console.services.drafts.shelf import Kept, Kind, State
from dispatch_console.support.i18n import tr
from dispatch_console.ui.conversation.composer import Composer
from dispatch_console.ui.draft_keeper import DraftKeeper

KEEP_MS = 400
"""How long after the last key what is typed is kept."""

SHOWN = {State.TYPED, State.REFUSED}
"""Drafts that can be gone on with."""


class CommentDrafts(QObject):
    """Shows the draft of the ticket and readers that the composer turns to, and keeps its words.

    What is internal and what is to the customer are two drafts, so that no click makes one the
    other.
    """

    def __init__(
        self, composer: Composer, keeper: DraftKeeper, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(composer)
        self._composer, self._keeper, self._clock = composer, keeper, clock
        self._pending: Kept | None = None
        self._wanted: Kept | None = None
        self._at: TicketId | None = None
        self._typing = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._typing.timeout.connect(self.keep_typed)
        composer.edited.connect(self._edit)
        composer.turned.connect(self._turn)
        keeper.changed.connect(self._show)

    def keep_typed(self) -> None:
        """Keep what is typed so far; of what was wiped out there is nothing to keep."""
        self._typing.stop()
        pending, self._pending = self._pending, None
        if pending is None:
            return
        if pending.fields["words"] or pending.fields["paths"]:
            self._keeper.keep(pending)
        else:
            self._keeper.drop(pending.id)

    def send(self) -> None:
        """Have it entered, by a command of its own: what was refused before may be another now."""
        self._pending = None
        self._typing.stop()
        sent = self._drafted(State.WAITING)
        if sent is not None:
            self._keeper.keep(sent)
            if self._found(public=self._composer.for_customer) is None:
                self._composer.show_for(public=False)

    def go_on_with(self, kept: Kept) -> None:
        """Show this one, now or as soon as its ticket is shown."""
        self._wanted = kept
        ticket = self._composer.ticket
        if ticket is not None and ticket.id == kept.fields["ticket"]:
            self._prefer()

    def _edit(self) -> None:
        self._pending = self._drafted(State.TYPED)
        self._typing.start()

    def _drafted(self, state: State) -> Kept | None:
        composer = self._composer
        if composer.ticket is None:
            return None
        before = self._pending or self._found(public=composer.for_customer)
        return Kept(
            id=uuid4() if before is None else before.id,
            command=uuid4(),
            kind=Kind.COMMENT,
            state=state,
            at=self._clock() if before is None else before.at,
            fields={
                "ticket": composer.ticket.id,
                "number": composer.ticket.number,
                "public": composer.for_customer,
                "words": composer.text,
                "paths": list(map(str, composer.paths)),
            },
        )

    def _turn(self) -> None:
        self.keep_typed()
        ticket = self._composer.ticket
        if ticket is not None and ticket.id != self._at:
            self._at = ticket.id
            self._prefer()
        self._show()

    def _prefer(self) -> None:
        """Begin with the readers that were written to last, or those asked for."""
        own = self._of_ticket(SHOWN)
        wanted = self._wanted
        if wanted is not None and wanted.fields["ticket"] == self._at:
            self._wanted = None
            self._composer.show_for(public=bool(wanted.fields["public"]))
        elif own:
            self._composer.show_for(public=bool(own[-1].fields["public"]))

    def _show(self) -> None:
        if self._pending is not None or self._composer.ticket is None:
            return
        public = self._composer.for_customer
        found = self._found(public=public)
        words, paths = ("", []) if found is None else (found.fields["words"], found.fields["paths"])
        self._composer.show_words(words, tuple(map(Path, paths)))
        said = []
        if self._found(public=not public) is not None:
            said.append(
                tr("An internal comment is not finished")
                if public
                else tr("A comment to the customer is not finished")
            )
        if waiting := len(self._of_ticket({State.WAITING})):
            said.append(tr("Not sent yet: {count}", count=waiting))
        self._composer.remark(" · ".join(said))

    def _found(self, *, public: bool) -> Kept | None:
        """The newest draft for these readers."""
        own = [one for one in self._of_ticket(SHOWN) if one.fields["public"] == public]
        return own[-1] if own else None

    def _of_ticket(self, states: set[State]) -> list[Kept]:
        ticket = self._composer.ticket
        return [
            one
            for one in self._keeper.drafts
            if ticket is not None
            and one.kind is Kind.COMMENT
            and one.state in states
            and one.fields["ticket"] == ticket.id
        ]
