"""What is asked while somebody types: who calls, what is alike, what the words say, when to come.

Every question waits a moment for the next letter, runs off this thread, and is answered only if
it is still the one to ask.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from dispatch_console.domain.likeness import likely
from dispatch_console.domain.triage import Triage, triage
from dispatch_console.services.context import Context
from dispatch_console.services.intake import callers, likely_duplicates
from dispatch_console.services.knowledge.finding import About, suggest
from dispatch_console.services.tickets import NewTicket, drafted
from dispatch_console.services.vocabulary import vocabulary
from dispatch_console.support.i18n import language
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake.desk import OfferDesk
from dispatch_console.ui.intake.draft import Draft
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.store import BoardStore

PAUSE_MS = 90
"""How long the typing must rest; with the answer itself well under what people feel as waiting."""

_ASKED_OF = {
    "callers": ("phone",),
    "alike": ("phone", "site_id", "place", "title", "description"),
    "words": ("title", "description"),
    "offers": ("place", "minutes", "skill", "level", "priority", "crew"),
    "articles": ("title", "description", "category", "skill"),
}
"""Question → the fields it depends on."""


class Asking(QObject):
    """Answers come as `callers_found`, `alike_found`, `words_read`, `offers_found` and
    `articles_found`; what kept one from coming as `unanswered(question, Exception)`."""

    callers_found = Signal(object)
    alike_found = Signal(object)
    words_read = Signal(object)
    offers_found = Signal(object)
    articles_found = Signal(object)
    unanswered = Signal(str, object)

    def __init__(
        self,
        context: Context,
        background: Background,
        store: BoardStore,
        zone: ZoneInfo,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._store = context, store
        self._draft, self._width = Draft(), timedelta(hours=2)
        self._callers = Latest(background.database, self)
        self._alike = Latest(background.database, self)
        self._on_board = Latest(background.free, self)
        self._words = Latest(background.free, self)
        self._articles = Latest(background.database, self)
        self.desk = OfferDesk(store, zone, background, self)
        self.desk.renewed.connect(lambda: self._due("offers"))
        self.desk.failed.connect(partial(self.unanswered.emit, "offers"))
        self._timers = {name: self._timer(name) for name in _ASKED_OF}

    def follow(self, draft: Draft) -> None:
        """The draft says this now; ask what has changed by that."""
        before, self._draft = self._draft, draft
        for question in _ASKED_OF:
            if _changed(question, before, draft):
                self._due(question)

    def set_width(self, width: timedelta) -> None:
        """How wide the windows offered are to be."""
        self._width = width
        self._due("offers")

    def rest(self) -> None:
        """Nobody is looking: ask nothing more."""
        for timer in self._timers.values():
            timer.stop()
        self.desk.close()

    def resume(self) -> None:
        """Ask everything anew."""
        self.desk.open()
        for question in _ASKED_OF:
            self._due(question)

    def _timer(self, question: str) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(PAUSE_MS)
        timer.timeout.connect(getattr(self, f"_ask_{question}"))
        return timer

    def _due(self, question: str) -> None:
        self._timers[question].start()

    def _ask_callers(self) -> None:
        work = partial(callers, self._context, self._draft.phone)
        self._callers.ask(work, self._told("callers", self.callers_found), self._failed("callers"))

    def _ask_alike(self) -> None:
        about = (self._draft.call, self._store.board.tickets.values(), self._store.clock())
        work = partial(likely_duplicates, self._context, *about)
        found = self._told("alike", self.alike_found)
        self._alike.ask(work, found, partial(self._ask_board_alone, about))

    def _ask_board_alone(self, about: tuple[Any, ...], error: Exception) -> None:
        """Without the database at least what is on the board, and why that is all."""

        def show(found: object) -> None:
            self.alike_found.emit(found)
            self.unanswered.emit("alike", error)

        self._on_board.ask(partial(likely, *about), show)

    def _ask_words(self) -> None:
        work = partial(
            _read, self._draft.title, self._draft.description, set(self._store.board.skills)
        )
        self._words.ask(work, self._told("words", self.words_read), self._failed("words"))

    def _ask_articles(self) -> None:
        draft = self._draft
        what = About(
            text=f"{draft.title}\n{draft.description}",
            category=draft.category,
            skills=frozenset(need.code for need in draft.needs),
        )
        work = partial(suggest, self._context, what, language())
        found = self._told("articles", self.articles_found)
        self._articles.ask(work, found, self._failed("articles"))

    def _ask_offers(self) -> None:
        draft = self._draft
        if draft.location is None:
            self.desk.forget()
            self.offers_found.emit(None)
            return
        new = NewTicket(
            title=draft.title,
            priority=draft.priority,
            location=draft.location,
            skills=draft.needs,
            duration_s=draft.minutes * 60,
            crew_size=draft.crew,
        )
        ticket = drafted(new, self._store.clock(), self._store.board.regions)
        found = self._told("offers", self.offers_found)
        self.desk.ask(ticket, self._width, found, self._failed("offers"))

    def _told(self, question: str, found: SignalInstance) -> Callable[[Any], None]:
        """Tells the answer, unless what it was asked about has changed meanwhile."""
        return partial(self._tell, question, found, self._draft)

    def _tell(self, question: str, found: SignalInstance, asked: Draft, answer: object) -> None:
        if not _changed(question, asked, self._draft):
            found.emit(answer)

    def _failed(self, question: str) -> Callable[[Exception], Any]:
        return partial(self.unanswered.emit, question)


def _changed(question: str, before: Draft, after: Draft) -> bool:
    return any(getattr(before, field) != getattr(after, field) for field in _ASKED_OF[question])


def _read(title: str, more: str, skills: set[str]) -> Triage:
    return triage(title, more, vocabulary(), skills)
