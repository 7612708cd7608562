"""Whether a text mentions a word: Chinese wherever it stands, English as a word in any form.

Full-width signs are as plain ones, capitals as small letters. The forms of an English word are
found by taking off what it is inflected with: leak finds leaks, leaked and leaking, not leakage.
"""

import re
from functools import lru_cache

from dispatch_console.domain.wording import comparable

LONGEST = 20_000
"""No more letters of a text are looked at."""

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_HAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ENDINGS = ("'s", "ing", "ies", "ied", "es", "ed", "s", "e")
_LEAST_STEM = 3


def mentions(text: str, word: str) -> bool:
    """Whether the word is in the text; an empty word is in none."""
    wanted = comparable(word).strip()
    if not wanted:
        return False
    if _HAN.search(wanted):
        return wanted in _plain(text)
    stems = tuple(map(stem, _WORD.findall(wanted)))
    if not stems:
        return wanted in _plain(text)
    found = _stems(text)
    return any(found[at : at + len(stems)] == stems for at in range(len(found) - len(stems) + 1))


@lru_cache(8192)
def stem(word: str) -> str:
    """The word without what it is inflected with: leaking, leaks → leak; tripped → trip."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            if ending == "s" and word.endswith("ss"):
                continue
            kept = word[: -len(ending)]
            if ending in ("ies", "ied"):
                return kept + "y"
            doubled = ending in ("ing", "ed") and kept[-1] == kept[-2] and kept[-1] not in "lsz"
            kept = kept[:-1] if doubled else kept
            return kept[:-1] if kept.endswith("e") and len(kept) > _LEAST_STEM else kept
    return word


@lru_cache(64)
def _plain(text: str) -> str:
    return comparable(text[:LONGEST])


@lru_cache(64)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(stem, _WORD.findall(_plain(text))))
