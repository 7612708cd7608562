"""The drafts as the window knows them; the files behind them are written off the GUI thread."""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from dispatch_console.services.drafts.shelf import Found, Kept, Shelf
from dispatch_console.ui.background import Background

log = logging.getLogger(__name__)


class DraftKeeper(QObject):
    """`changed`: other drafts, or another state of one. `loaded(Found)`: what an earlier console
    left is known. `failed(Exception)`: something could not be kept. `settled`: see `is_settled`.
    """

    changed = Signal()
    settled = Signal()
    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, shelf: Shelf, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf, self._background = shelf, background
        self._drafts: dict[UUID, Kept] = {}
        self._writing: Counter[UUID] = Counter()

    @property
    def drafts(self) -> tuple[Kept, ...]:
        """All there are, the oldest first."""
        return tuple(sorted(self._drafts.values(), key=lambda draft: draft.at))

    def find(self, draft: UUID) -> Kept | None:
        """The one with this id."""
        return self._drafts.get(draft)

    def load(self) -> None:
        """Read what is on the shelf; once."""
        self._background.files(self._shelf.recall, self._take, self._fail)

    def keep(self, draft: Kept, done: Callable[[], None] = lambda: None) -> None:
        """Write it down; `done` once it is on the disk."""
        self._drafts[draft.id] = draft
        self.changed.emit()

        def written(_: None) -> None:
            self._settle(draft.id)
            done()

        def failed(error: Exception) -> None:
            self._settle(draft.id)
            self._fail(error)

        self._writing[draft.id] += 1
        self._background.files(partial(self._shelf.keep, draft), written, failed)

    def is_settled(self, draft: UUID) -> bool:
        """Whether the disk has it as it is, as far as the disk takes it: what is entered before
        could be entered by another command after a kill."""
        return not self._writing[draft]

    def drop(self, draft: UUID) -> None:
        """It is needed no more."""
        if self._drafts.pop(draft, None) is not None:
            self.changed.emit()
            self._background.files(partial(self._shelf.drop, draft), lambda _: None, self._fail)

    def _take(self, found: Found) -> None:
        # What was typed while the shelf was read is newer.
        self._drafts = {draft.id: draft for draft in found.drafts} | self._drafts
        self.changed.emit()
        self.loaded.emit(found)

    def _settle(self, draft: UUID) -> None:
        self._writing[draft] -= 1
        if not self._writing[draft]:
            del self._writing[draft]
            self.settled.emit()

    def _fail(self, error: Exception) -> None:
        log.warning("drafts: %s", error)
        self.failed.emit(error)
