"""What was done from this console, to be undone and done again: the last thing first.

Fed by the database on whichever thread has committed; all methods may be called from any.
"""

import threading
from dataclasses import dataclass, field
from uuid import UUID

from dispatch_console.services.undo import UNDO

KINDS = frozenset(
    {
        "assign",
        "override",
        "unassign",
        "set_lock",
        "set_status",
        "set_priority",
        "set_ties",
        "publish",
        "ease",
        "ticket.create",
        "ticket.add_note",
        "ticket.edit",
        "ticket.merge",
        "ticket.split",
        "ticket.link",
        "ticket.unlink",
        "hand_over.begin",
        "lend",
        "lend.end",
        "absence.end",
        "region.save",
        "region.delete",
        "region.place_tickets",
        "region.import",
        *(f"{kind}.merge" for kind in ("customer", "site", "asset")),
        *(f"{kind}.save" for kind in ("customer", "contact", "site", "asset", "meter")),
        *("contract.save", "upkeep.save"),
    }
)
"""First words of the commands that can be undone."""

MOST = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A command, and the first word of what it is called."""

    command: UUID
    kind: str


@dataclass(slots=True)
class History:
    """`past` and `future`: what undo and redo would take, the next one last."""

    _past: list[Done] = field(default_factory=list)
    _future: list[Done] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def applied(self, command: UUID, what: str) -> None:
        """A command was committed. What was undone before it can no longer be done again."""
        kind = what.partition(" ")[0]
        if kind == UNDO or kind not in KINDS:
            return
        with self._guard:
            self._past = [*self._past[1 - MOST :], Done(command, kind)]
            self._future = []

    @property
    def undoable(self) -> Done | None:
        """What undo would set back."""
        with self._guard:
            return self._past[-1] if self._past else None

    @property
    def redoable(self) -> Done | None:
        """The undo that redo would set back in turn."""
        with self._guard:
            return self._future[-1] if self._future else None

    def undone(self, done: Done, by: UUID) -> None:
        """`done` was undone by the command `by`."""
        self._exchange(self._past, self._future, done, by)

    def redone(self, done: Done, by: UUID) -> None:
        """`done`, an undo, was itself undone by the command `by`."""
        self._exchange(self._future, self._past, done, by)

    def forget(self, done: Done) -> None:
        """It cannot be undone any more: what came before it is next."""
        with self._guard:
            self._past = [each for each in self._past if each != done]
            self._future = [each for each in self._future if each != done]

    def _exchange(self, source: list[Done], target: list[Done], done: Done, by: UUID) -> None:
        with self._guard:
            if done in source:
                source.remove(done)
                target.append(Done(by, done.kind))
