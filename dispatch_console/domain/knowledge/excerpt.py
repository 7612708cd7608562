"""Where a text says what was searched for: a line of it, with the places to be marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.domain.wording import comparable

WIDTH = 120
"""Characters of an excerpt."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of text and the spans in it (start, end) to be marked, in order, none overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def marks(text: str, terms: Iterable[Term]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in the text, as spans of its own characters."""
    plain, origin = _mapped(text)
    hit = bytearray(len(text))
    for needle in _needles(terms):
        start = plain.find(needle)
        while start >= 0:
            for place in range(origin[start], origin[start + len(needle) - 1] + 1):
                hit[place] = 1
            start = plain.find(needle, start + len(needle))
    return _spans(hit)


def excerpt(text: str, terms: Sequence[Term], width: int = WIDTH) -> Excerpt:
    """The stretch of the text, one line, that has most of the terms; its beginning without any."""
    line = " ".join(text.split())
    spans = marks(line, terms)
    if not spans or len(line) <= width:
        start = 0
    else:
        start = max(
            (max(0, span[0] - width // 4) for span in spans),
            key=lambda at: len({line[a:b] for a, b in spans if at <= a and b <= at + width}),
        )
    end = min(len(line), start + width)
    head, tail = "…" if start else "", "…" if end < len(line) else ""
    shift = len(head) - start
    inside = tuple((a + shift, b + shift) for a, b in spans if start <= a and b <= end)
    return Excerpt(f"{head}{line[start:end]}{tail}", inside)


def _mapped(text: str) -> tuple[str, list[int]]:
    """The comparable text, and for each of its characters the place of the one it came from."""
    parts: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        made = comparable(character)
        parts.append(made)
        origin += [place] * len(made)
    return "".join(parts), origin


def _needles(terms: Iterable[Term]) -> set[str]:
    found: set[str] = set()
    for term in terms:
        found.add(term.text)
        found.update(piece for piece in term.pieces if len(piece) > 1)
    return {needle for needle in found if needle}


def _spans(hit: bytearray) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    start = -1
    for place, marked in enumerate([*hit, 0]):
        if marked and start < 0:
            start = place
        elif not marked and start >= 0:
            found.append((start, place))
            start = -1
    return tuple(found)
