"""The stages of a deed: every word a process says to the server, and named calls in between.

Wrapped from outside, around the driver, so that no line of the product knows of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Before or after the `number`-th word to the server, counted from 0."""

    number: int
    when: When


class Stages:
    """Counts the statements and commits of this process from `watch` on.

    `happen` is called once, when `stage` is reached; `words` are what was said so far.
    """

    def __init__(self, stage: Stage | None, happen: Callable[[], None]) -> None:
        self._stage, self._happen = stage, happen
        self.words: list[str] = []

    def watch(self) -> None:
        """Begin to count. The process is meant to end soon: nothing is unwrapped."""
        execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit
        at = self._at

        def execute_watched(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
            return at(_text(query), lambda: execute(cursor, query, *args, **options))

        def commit_watched(connection: Any) -> None:
            at("COMMIT", lambda: commit(connection))

        setattr(psycopg.Cursor, "execute", execute_watched)  # noqa: B010
        setattr(psycopg.Connection, "commit", commit_watched)  # noqa: B010

    def _at(self, words: str, say: Callable[[], Any]) -> Any:
        number = len(self.words)
        self.words.append(words)
        if self._stage == Stage(number, "before"):
            self._happen()
        answer = say()
        if self._stage == Stage(number, "after"):
            self._happen()
        return answer


def _text(query: Any) -> str:
    words = query.decode() if isinstance(query, bytes) else str(query)
    return " ".join(words.split())[:60]
