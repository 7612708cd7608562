"""The window in which a call is taken: fields on the left, what the console knows on the right."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Site
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.likeness import Likeness
from dispatch_console.services.context import Context
from dispatch_console.services.intake import Booking, Caller
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.services.offers import SlotOffer
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake.asking import Asking
from dispatch_console.ui.intake.caller_list import CallerList
from dispatch_console.ui.intake.draft import Draft
from dispatch_console.ui.intake.duplicate_list import DuplicateList
from dispatch_console.ui.intake.form import IntakeForm
from dispatch_console.ui.intake.labels import beside
from dispatch_console.ui.intake.offer_panel import OfferPanel
from dispatch_console.ui.knowledge.hits import HitList
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

SIZE, LEAST_SIZE = QSize(1240, 700), QSize(1000, 640)
CALLERS_PX, ALIKE_PX, ARTICLES_PX, LEFT_PX = 56, 126, 108, (516, 600)


class IntakeWindow(Dialog):
    """Not modal; hidden it keeps the call. The shell answers what is wanted with `taken` or
    `not_done`; until then nothing can be typed that `taken` would clear.

    `take_wanted(NewTicket, Booking or None)`, `note_wanted(ticket id, words)`,
    `opened(ticket id)`, `article_opened(article id)`.
    """

    take_wanted = Signal(object, object)
    note_wanted = Signal(object, object)
    opened = Signal(object)
    article_opened = Signal(object)

    def __init__(
        self,
        context: Context,
        background: Background,
        store: BoardStore,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._zone = store, zone
        self.setLocale(QLocale(language()))
        self.setWindowTitle(tr("Call intake"))
        self.setMinimumSize(LEAST_SIZE)
        self.form = IntakeForm(store.board, zone)
        self.callers, self.alike = CallerList(), DuplicateList()
        self.articles = HitList(tr("Articles that fit"), lines=2)
        self._articles_say = label("caption", wraps=True)
        self.offered = OfferPanel(store, zone)
        self.asking = Asking(context, background, store, zone, self)
        self.messages = MessageBar()
        self._callers_say = label("caption", wraps=True)
        self._alike_say = label("caption", wraps=True)
        self.save = QPushButton(tr("Save ticket"))
        self.book = QPushButton(tr("Save and book"))
        self.note = QPushButton(tr("Add as a note instead"))
        self._clear = QPushButton(tr("Start over"))
        self._put_off = QPushButton(tr("Hide"))
        self._busy = False
        self._before_busy: QWidget | None = None
        self._build()
        self._connect()
        self._edited()

    @property
    def draft(self) -> Draft:
        """The call as far as it is taken."""
        return self.form.draft

    @property
    def busy(self) -> bool:
        """Whether the shell has yet to answer what is wanted."""
        return self._busy

    def sizeHint(self) -> QSize:
        return SIZE

    # What the shell answers

    def taken(self, sentence: str, *, warning: bool = False) -> None:
        """It is a ticket now; the next call starts empty."""
        self._end_busy()
        self._start_over()
        (self.messages.warn if warning else self.messages.done)(sentence)

    def not_done(self, sentence: str) -> None:
        """Nothing was written; what was typed stays."""
        self._end_busy()
        self.messages.fail(sentence)

    def show_draft(self, draft: Draft) -> None:
        """Go on with this call."""
        self.form.show_draft(draft)

    # Building

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(2 * SPACE - 2)
        left.addWidget(label("heading", tr("Who is calling")))
        left.addWidget(self.form.phone)
        self.callers.setMinimumHeight(CALLERS_PX)
        left.addWidget(self.callers, 1)
        left.addWidget(self._callers_say)
        left.addWidget(self.form)
        heading = label("heading", tr("Likely duplicates"))
        right.addLayout(beside(heading, self._alike_say, self.note))
        self.alike.setFixedHeight(ALIKE_PX)
        right.addWidget(self.alike)
        heading = label("heading", tr("Articles that fit"))
        right.addLayout(beside(heading, self._articles_say))
        self.articles.setFixedHeight(ARTICLES_PX)
        right.addWidget(self.articles)
        right.addWidget(self.offered, 1)
        both = QHBoxLayout()
        both.setSpacing(5 * SPACE)
        holder = QWidget()
        holder.setMinimumWidth(LEFT_PX[0])
        holder.setMaximumWidth(LEFT_PX[1])
        left.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(left)
        both.addWidget(holder, 1)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.messages)
        layout.addLayout(both, 1)
        layout.addLayout(self._buttons())
        self._order()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        theme.dress(self.save, kind="primary")
        for button, keys in (
            (self._put_off, tr("Esc")),
            (self._clear, ""),
            (self.book, "Ctrl+B"),
            (self.save, "Ctrl+Enter"),
        ):
            if button is self.book:
                row.addStretch()
            if keys:
                button.setText(f"{button.text()}  {keys}")
            row.addWidget(button)
        return row

    def _order(self) -> None:
        """The way of the Tab key: as a call goes."""
        chain = (
            self.form.phone,
            self.callers,
            *self.form.fields,
            self.alike,
            self.note,
            self.articles,
            self.offered.width_hours,
            self.offered.list,
            self.book,
            self.save,
            self._clear,
            self._put_off,
        )
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        form, asking = self.form, self.asking
        form.edited.connect(self._edited)
        form.phone.returnPressed.connect(self._pick_first)
        form.phone.installEventFilter(self)
        self.callers.picked.connect(self._pick)
        self.callers.opened.connect(self.opened)
        self.alike.opened.connect(self.opened)
        self.alike.note_wanted.connect(self._add_note)
        self.alike.chosen_changed.connect(self._show_possible)
        self.note.clicked.connect(lambda: self._add_note(self.alike.chosen))
        self.offered.promised.connect(form.promise)
        self.offered.width_chosen.connect(asking.set_width)
        asking.callers_found.connect(self._show_callers)
        asking.alike_found.connect(self._show_alike)
        asking.words_read.connect(form.suggest)
        asking.offers_found.connect(self._show_offers)
        asking.articles_found.connect(self._show_articles)
        self.articles.chosen.connect(self.article_opened)
        asking.unanswered.connect(self._say_unanswered)
        self._store.reset.connect(self._show_board)
        self.save.clicked.connect(lambda: self._submit(book=False))
        self.book.clicked.connect(lambda: self._submit(book=True))
        self._clear.clicked.connect(self._put_aside)
        self._put_off.clicked.connect(self.reject)
        for keys, deed in (
            ("Ctrl+Return", lambda: self._submit(book=False)),
            ("Ctrl+Enter", lambda: self._submit(book=False)),
            ("Ctrl+B", lambda: self._submit(book=True)),
            ("Ctrl+D", self.alike.setFocus),
            ("Ctrl+O", self.offered.list.setFocus),
            ("Ctrl+N", form.phone.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    # Following

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the number to who is calling."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            down = event.key() == Qt.Key.Key_Down
            if down and watched is self.form.phone and self.callers.topLevelItemCount():
                self.callers.setFocus()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.phone.setFocus()
        self.asking.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.asking.rest()

    def _edited(self) -> None:
        draft = self.draft
        self.asking.follow(draft)
        self.offered.follow(draft)
        self._show_possible()

    def _show_board(self) -> None:
        self.form.show_board(self._store.board)

    def _show_callers(self, found: Sequence[Caller]) -> None:
        self.callers.show_callers(found)
        unknown = bool(self.draft.phone.strip()) and not found
        self._callers_say.setText(tr("Nobody known by that number yet.") if unknown else "")

    def _show_alike(self, found: Sequence[Likeness]) -> None:
        self.alike.show_likely(found)
        self._alike_say.setText("" if found else tr("none so far"))

    def _show_articles(self, found: Sequence[Hit]) -> None:
        self.articles.show_hits(found, self._store.board.skills)
        self._articles_say.setText(tr("Return opens one") if found else tr("none so far"))

    def _say_unanswered(self, question: str, error: Exception) -> None:
        if question == "offers":
            self.offered.show_failure(error)
            self._show_possible()
            return
        places = {
            "callers": self._callers_say,
            "alike": self._alike_say,
            "articles": self._articles_say,
        }
        if question in places:
            places[question].setText(text.error_sentence(error))

    def _show_offers(self, offers: Sequence[SlotOffer] | None) -> None:
        self.offered.show_offers(offers)
        self._show_possible()

    # Deeds

    def _pick_first(self) -> None:
        item = self.callers.currentItem()
        if item is not None:
            self.callers.itemActivated.emit(item, 0)

    def _pick(self, caller: Caller, site: Site | None, asset: Asset | None) -> None:
        self.form.pick(caller, site, asset)
        (self.form.title if site is not None else self.form.address).setFocus()

    def _show_possible(self) -> None:
        self.book.setEnabled(self.offered.bookable is not None and not self._busy)
        self.save.setEnabled(not self._busy)
        self.note.setEnabled(self.alike.chosen is not None and not self._busy)

    def _submit(self, *, book: bool) -> None:
        if self._busy:
            return
        draft, offer = self.draft, self.offered.bookable
        faults = draft.faults()
        self.form.show_faults(faults)
        if faults:
            return
        if book and self._store.proposal is not None:
            self.messages.warn(
                tr("A proposal is under review. Publish or discard it before changing the plan.")
            )
            return
        booking = None
        if book:
            if offer is None or offer.arrival is None:
                self.messages.warn(tr("Choose one of the windows first, then book."))
                return
            booking = Booking(offer.team[0], offer.arrival, offer.team[1:])
        self._begin_busy()
        self.take_wanted.emit(draft.ticket(), booking)

    def _add_note(self, ticket: TicketId | None) -> None:
        if self._busy or ticket is None:
            return
        if not self.draft.note():
            self.form.title.setFocus()
            self.messages.warn(tr("Type first what the caller says; that becomes the note."))
            return
        self._begin_busy()
        self.note_wanted.emit(ticket, self.draft.note())

    def _put_aside(self) -> None:
        before = self.draft
        self._start_over()
        if not before.empty:
            self.messages.warn(
                tr("The call was cleared."), tr("Bring it back"), lambda: self.show_draft(before)
            )

    def _start_over(self) -> None:
        self.form.device.forget()
        self.form.show_draft(replace(Draft(), channel=self.draft.channel))
        self.form.phone.setFocus()

    def _begin_busy(self) -> None:
        self._before_busy = self.focusWidget()
        self._set_busy(True)

    def _end_busy(self) -> None:
        self._set_busy(False)
        if self._before_busy is not None:
            self._before_busy.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for part in (self.form.phone, self.callers, self.form, self.alike, self.offered):
            part.setEnabled(not busy)
        self._show_possible()
