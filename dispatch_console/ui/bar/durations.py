"""How long, as people write it: 30 min, 1h30, half an hour, 半小时, 一个半小时. No Qt here.

Expects text in NFKC and lower case, as `numbers` does.
"""

import re

from dispatch_console.ui.bar.numbers import NUMBER, number

_HOURS = r"(?:hours|hour|hrs|hr|h)(?![a-z])|个?小时|个?钟头"
_MINUTES = r"(?:minutes|minute|mins|min|m)(?![a-z])|分钟|分"
_FIXED = (
    (re.compile(r"half an hour|half-hour|半个?小时|半个?钟头"), 30),
    (re.compile(r"(?:an|one) hour and a half|一个半(?:小时|钟头)"), 90),
    (re.compile(r"(?:a )?quarter of an hour|一刻钟"), 15),
    (re.compile(r"三刻钟"), 45),
    (re.compile(r"an hour(?![a-z])"), 60),
)
_HALVES = re.compile(rf"(?P<h>{NUMBER})个半(?:小时|钟头)")
_LONG = re.compile(
    rf"(?P<h>\d{{1,2}}(?:\.\d+)?|{NUMBER})\s*(?:{_HOURS})"
    rf"(?:\s*(?:and\s+)?(?P<half>半)|\s*(?:and\s+)?(?P<m>{NUMBER})\s*(?:{_MINUTES})?(?![\w.:]))?"
)
_SHORT = re.compile(rf"(?P<m>{NUMBER})\s*(?:{_MINUTES})")


def duration_at(text: str, place: int) -> tuple[int, int] | None:
    """The minutes said at `place` and where that ends; None if it is no span of time."""
    for pattern, minutes in _FIXED:
        found = pattern.match(text, place)
        if found:
            return minutes, found.end()
    halves = _HALVES.match(text, place)
    if halves:
        hours = number(halves["h"])
        return None if hours is None else (hours * 60 + 30, halves.end())
    return _long_at(text, place) or _short_at(text, place)


def _long_at(text: str, place: int) -> tuple[int, int] | None:
    found = _LONG.match(text, place)
    if found is None:
        return None
    hours = float(found["h"]) if "." in found["h"] else number(found["h"])
    minutes = number(found["m"]) if found["m"] else 30 if found["half"] else 0
    if hours is None or minutes is None:
        return None
    return round(hours * 60) + minutes, found.end()


def _short_at(text: str, place: int) -> tuple[int, int] | None:
    found = _SHORT.match(text, place)
    minutes = number(found["m"]) if found else None
    return None if found is None or minutes is None else (minutes, found.end())
