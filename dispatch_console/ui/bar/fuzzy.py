"""How well typed letters fit a name: its words, their beginnings, letters in order, or pinyin."""

from collections.abc import Iterable

from dispatch_console.ui.bar.folding import folded
from dispatch_console.ui.bar.initials import initials

EXACT, BEGINS, WORD_BEGINS, CONTAINS, INITIALS, SCATTERED = 6.0, 5.0, 4.0, 3.0, 2.0, 1.0


def fit(typed: str, names: Iterable[str]) -> float:
    """The best fit to any of the names (one thing in several languages); 0 if to none."""
    said = folded(typed)
    return max((_fit(said, folded(name)) for name in names), default=0.0) if said else 0.0


def _fit(said: str, name: str) -> float:
    if said == name:
        return EXACT
    # Of two that fit alike the shorter name is meant.
    nearer = 0.5 / (1 + len(name))
    if name.startswith(said):
        return BEGINS + nearer
    if f" {said}" in f" {name}":
        return WORD_BEGINS + nearer
    if said in name:
        return CONTAINS + nearer
    return _by_letters(said.replace(" ", ""), name, nearer)


def _by_letters(said: str, name: str, nearer: float) -> float:
    if said.isascii() and not name.isascii() and said in initials(name):
        return INITIALS + nearer
    if name.isascii() and "".join(word[0] for word in name.split()).startswith(said):
        return INITIALS + nearer
    if len(said) < 2:
        return 0.0
    span = _span(said, name)
    # Letters strewn over half a sentence are a coincidence.
    return SCATTERED + nearer if span is not None and span <= 2 * len(said) else 0.0


def _span(said: str, name: str) -> int | None:
    """Over how many characters the letters lie, in order; None if they do not occur so."""
    first = place = name.find(said[0])
    for letter in said[1:]:
        place = name.find(letter, place + 1)
        if place < 0:
            return None
    return place - first + 1 if first >= 0 else None
