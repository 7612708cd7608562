"""When somebody could come: windows to read out, how wide they are, and the one promised."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.services.offers import SlotOffer
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice
from dispatch_console.ui.intake.draft import Draft
from dispatch_console.ui.intake.labels import beside
from dispatch_console.ui.intake.offer_list import OfferList
from dispatch_console.ui.intake.words import offer_words, others_words, window_words
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

WIDTHS = (1, 2, 4)
"""Hours that a window offered may be wide."""


class OfferPanel(QWidget):
    """`promised(window or None)`: the one to be on the ticket. `width_chosen(timedelta)`."""

    promised = Signal(object)
    width_chosen = Signal(object)

    def __init__(self, store: BoardStore, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._zone = store, zone
        self._draft = Draft()
        self.list = OfferList(zone)
        self._say = label("caption", wraps=True)
        self._promise = label("caption", wraps=True)
        widths = {hours: tr("{hours} h wide", hours=hours) for hours in WIDTHS}
        self.width_hours = choice(tr("Width of the windows"), widths, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE - 2)
        heading = label("heading", tr("When could somebody come?"))
        column.addLayout(beside(heading, self._say, self.width_hours))
        column.addWidget(self.list, 1)
        column.addWidget(self._promise)
        self.list.taken.connect(self._take)
        self.width_hours.currentIndexChanged.connect(
            lambda: self.width_chosen.emit(timedelta(hours=self.width_hours.currentData()))
        )
        self.show_offers(None)

    @property
    def bookable(self) -> SlotOffer | None:
        """The offer whose window is promised, while all who are to come still can."""
        window = self._draft.window
        return next((o for o in self.list.open_offers if (o.start, o.end) == window), None)

    def follow(self, draft: Draft) -> None:
        """The call says this now; windows for another place or crew are none to read out."""
        elsewhere = draft.location != self._draft.location
        others = draft.crew != self._draft.crew
        self._draft = draft
        if elsewhere or others:
            self.show_offers(None)
        self._show_promise()

    def show_offers(self, offers: Sequence[SlotOffer] | None) -> None:
        """Show these in place of any before; None: the answer is still to come."""
        now, staff = self._store.clock(), self._store.board.engineers
        here = self._draft.location is not None
        self.list.show_offers((here and offers) or (), staff, now)
        if not here:
            said = tr("once the place is known")
        elif offers is None:
            said = tr("looking at the plan…")
        elif not self.list.open_offers:
            said = tr("nobody can in the next two weeks")
        else:
            said = tr("Return promises one")
        self._say.setText(said)
        self._show_promise()

    def show_failure(self, error: Exception) -> None:
        """There are none, and why."""
        self.list.show_offers((), {}, self._store.clock())
        self._say.setText(text.error_sentence(error))
        self._show_promise()

    def _take(self, offer: SlotOffer) -> None:
        """Taking what is promised already takes it back."""
        window = (offer.start, offer.end)
        self.promised.emit(None if self._draft.window == window else window)

    def _show_promise(self) -> None:
        window, offer = self._draft.window, self.bookable
        now, staff = self._store.clock(), self._store.board.engineers
        if window is None:
            said = tr("Nothing promised yet.")
        elif offer is not None:
            words = (offer_words(offer, staff, now, self._zone), others_words(offer, staff))
            what = tr("list.comma").join(word for word in words if word)
            said = tr("Promised: {what}", what=what)
        else:
            when = window_words(*window, now, self._zone)
            said = tr(
                "Promised: {when}. It is not among the offers and cannot be booked.", when=when
            )
        self._promise.setText(said)
