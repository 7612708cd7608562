"""What a sentence that shows something could go on with. No Qt here."""

from collections.abc import Sequence

from dispatch_console.ui.bar.folding import folded, plain
from dispatch_console.ui.bar.initials import initials
from dispatch_console.ui.bar.lexicon import Lexicon
from dispatch_console.ui.bar.showables import Asked, Client, Showable

MOST = 8


def what_can_be_shown(lexicon: Lexicon, said: str) -> tuple[Showable, ...]:
    """The things whose names fit the `folded` words best; for no words one of each kind."""
    if not said:
        first: dict[str, Showable] = {}
        for thing in lexicon.showables:
            first.setdefault(thing.kind, thing)
        return tuple(first.values())
    ranked = ((_rank(thing, said), thing) for thing in lexicon.showables)
    found = sorted((one for one in ranked if one[0] < _FAR), key=lambda one: one[0])
    return tuple(thing for _, thing in found[:MOST])


def meant_by(lexicon: Lexicon, said: str) -> Showable | None:
    """The one thing whose name begins so; a field needs its whole name, for a value follows it."""
    found = [
        thing
        for thing in lexicon.showables
        if not isinstance(thing.meaning, Asked) and _rank(thing, said) <= _WORD
    ]
    return found[0] if len(found) == 1 else None


def views_named(said: str, views: Sequence[str]) -> tuple[str, ...]:
    """The saved view called so; else those whose names begin so."""
    asked = folded(said)
    exact = [one for one in views if plain(one) == plain(said)] or [
        one for one in views if folded(one) == asked
    ]
    if exact:
        return (exact[0],)
    return tuple(one for one in views if asked and folded(one).startswith(asked))


_BEGINS, _WORD, _HOLDS, _LETTERS, _FAR = range(5)


def _rank(thing: Showable, said: str) -> int:
    if any(name.startswith(said) for name in thing.names):
        return _BEGINS
    if any(f" {said}" in name for name in thing.names):
        return _WORD
    if any(said in name for name in thing.names):
        return _HOLDS
    # Customers are thousands: going through their letters would be felt while typing.
    if said.isascii() and not isinstance(thing.meaning, Client):
        chinese = (name for name in thing.names if not name.isascii())
        if any(initials(name).startswith(said) for name in chinese):
            return _LETTERS
    return _FAR
