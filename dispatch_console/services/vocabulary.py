"""The words by which calls are sorted, from ``resources/intake``: a file to edit, not code."""

import json
from functools import cache
from typing import Any

from dispatch_console.domain.triage import Meaning, Vocabulary
from dispatch_console.support.resources import resource


@cache
def vocabulary() -> Vocabulary:
    """The shipped words, English and Chinese. Reads a file the first time."""
    path = resource("intake", "vocabulary.json")
    given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Vocabulary(**{group: _meanings(rows) for group, rows in given.items()})


def _meanings(rows: list[dict[str, Any]]) -> tuple[Meaning, ...]:
    return tuple(Meaning(r["value"], tuple(r["words"]), r.get("level", 1)) for r in rows)
