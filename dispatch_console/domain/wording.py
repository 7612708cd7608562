"""What somebody searches for: words in any order, and Chinese that is written without blanks."""

import re
import unicodedata
from functools import lru_cache

Pieces = tuple[str, ...]
"""Texts all of which must occur."""

Wanted = tuple[tuple[Pieces, ...], ...]
"""For each word the ways to find it; each word must be found in one of its ways."""

MOST_CUT = 12
"""A longer run of Chinese is looked for as it is."""

_CHINESE = "[\u3400-\u9fff\uf900-\ufaff]"
_RUN = re.compile(rf"{_CHINESE}+|(?:(?!{_CHINESE})\S)+")


def comparable(text: str) -> str:
    """Full-width as plain, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=64)
def wanted(text: str) -> Wanted:
    """Each word of the text, where Latin and Chinese meet as two words.

    A run of four or more Chinese characters may be found in pieces of two or three, in any order:
    空调故障 finds 空调不制冷，故障. Nothing wanted: an empty tuple, which everything matches.
    """
    runs = dict.fromkeys(_RUN.findall(comparable(text)))
    return tuple(_ways(run) for run in runs)


def matches(text: str, words: Wanted) -> bool:
    """Whether a `comparable` text has all the words."""
    # Loops, for this is asked of thousands of texts with every letter typed.
    for ways in words:
        for pieces in ways:
            for piece in pieces:
                if piece not in text:
                    break
            else:
                break
        else:
            return False
    return True


def _ways(run: str) -> tuple[Pieces, ...]:
    if not re.match(_CHINESE, run) or not 4 <= len(run) <= MOST_CUT:
        return ((run,),)
    return tuple(tuple(pieces) for pieces in _cuts(run))


def _cuts(run: str) -> list[list[str]]:
    if len(run) <= 3:
        return [[run]] if len(run) > 1 else []
    return [[run[:size], *rest] for size in (2, 3) for rest in _cuts(run[size:])]
