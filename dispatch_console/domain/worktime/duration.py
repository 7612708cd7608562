"""Lengths of time as people write them: ``8h``, ``1h 30m``, ``1.5h``, ``2d``, ``PT4H``."""

import re
from decimal import Decimal

from dispatch_console.domain.errors import DomainError

LONGEST_S = 10 * 366 * 86_400

_N = r"(\d+(?:[.,]\d+)?)"
_PLAIN = re.compile(rf"(?:{_N}d)?(?:{_N}h)?(?:{_N}(?:m|min))?(?:{_N}s)?", re.ASCII)
_ISO = re.compile(rf"p(?:{_N}d)?(?:t(?:{_N}h)?(?:{_N}m)?(?:{_N}s)?)?", re.ASCII)
_MOST_LETTERS = 40


def duration(text: str, day_s: int | None) -> int:
    """Seconds, negative after a minus sign; fractions must come to whole ones.

    A day is `day_s` of working time. Raises `duration.wrong`, `duration.day` for days where nobody
    says how long one is, `duration.long`.
    """
    squeezed = text.strip().lower().replace(" ", "")
    sign = -1 if squeezed.startswith("-") else 1
    bare = squeezed.lstrip("+-") if len(squeezed) <= _MOST_LETTERS else ""
    found = (_ISO if bare.startswith("p") else _PLAIN).fullmatch(bare)
    if found is None or not any(found.groups()) or squeezed[:2] in ("--", "+-", "-+", "++"):
        raise DomainError("duration.wrong", text=text)
    days, hours, minutes, seconds = (
        Decimal((group or "0").replace(",", ".")) for group in found.groups()
    )
    if days and day_s is None:
        raise DomainError("duration.day", text=text)
    total = days * (day_s or 0) + hours * 3600 + minutes * 60 + seconds
    if total > LONGEST_S:
        raise DomainError("duration.long", text=text)
    if total != int(total):
        raise DomainError("duration.wrong", text=text)
    return sign * int(total)


def duration_at(path: str, text: str) -> int:
    """`duration` without days, of a document's field; its errors have the `path`."""
    try:
        return duration(text, None)
    except DomainError as error:
        raise DomainError(error.code, path=path, **error.params) from None


def written(seconds: int) -> str:
    """The seconds as `duration` reads them, without days."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        f"{value}{unit}" for value, unit in ((hours, "h"), (minutes, "m"), (left, "s")) if value
    ]
    return ("-" if seconds < 0 else "") + ("".join(parts) or "0m")
