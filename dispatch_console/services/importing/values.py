"""Numbers, durations, ids, phone numbers, skills and yes/no, as they stand in cells."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL
from dispatch_console.domain.ticket import LARGEST_CREW
from dispatch_console.services.importing.issues import UnreadableError

NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "/",
        "n/a",
        "na",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "unspecified",
        "无",
        "暂无",
        "空",
    }
)
"""What people and programs write into a cell that says nothing."""

SKILL_LENGTH = 80
LONGEST_S = 7 * 86_400

MOST = Decimal(10) ** 12
SHARE = Decimal("0.000001")

_MONEY_SIGNS = re.compile(r"[\s_'’¥￥$€£元]")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_POWER = re.compile(r"[+-]?\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_MANGLED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)[.,]0+")
_UNITS = {
    "d": 86_400, "day": 86_400, "days": 86_400, "天": 86_400, "日": 86_400,
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "std": 3600,
    "小时": 3600, "个小时": 3600, "时": 3600, "钟头": 3600,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "分": 60, "分钟": 60, "": 60,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "秒": 1, "秒钟": 1,
}  # fmt: skip
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([一-鿿]+|[a-z]*)\.?\s*")
_LEVEL = re.compile(
    r"(.*?)\s*[:：=(（\s]?\s*(?:level|lvl|l|等级)?\s*(-?\d+)\s*级?\s*[)）]?", re.IGNORECASE
)


def says_nothing(text: str) -> bool:
    """Whether the cell is blank or holds a placeholder such as N/A."""
    return text.strip().casefold() in NOTHING


def number(text: str) -> float:
    """A decimal number with point or comma, grouped or not. Raises UnreadableError."""
    plain = re.sub(r"[\s_'’]", "", text).replace("−", "-").replace("，", ",")
    point, comma = plain.rfind("."), plain.rfind(",")
    if comma > point:
        grouped = plain.count(",") > 1 and point < 0
        plain = plain.replace(",", "") if grouped else plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        raise UnreadableError("import.error.number") from None
    if found != found or abs(found) == float("inf"):
        raise UnreadableError("import.error.number")
    return found


def amount(text: str, step: Decimal) -> Decimal:
    """An amount or quantity without a fault of a binary fraction, rounded to `step`.

    "12.50", "1,250" and "1 250,5" are understood, with or without a sign of money. Raises
    UnreadableError `import.error.number`.
    """
    plain = _MONEY_SIGNS.sub("", text).replace("−", "-").replace("，", ",")
    point, comma = plain.rfind("."), plain.rfind(",")
    if comma > point and (point >= 0 or not _GROUPED.fullmatch(plain)):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise UnreadableError("import.error.number") from None
    if not found.is_finite() or abs(found) >= MOST:
        raise UnreadableError("import.error.number")
    return found.quantize(step, ROUND_HALF_EVEN)


def share(text: str) -> Decimal:
    """The part of a whole, 0 to 1, of "80%", "80" or "0.8". Raises `import.error.share`."""
    percent = text.rstrip(" %％")
    try:
        found = amount(percent, SHARE)
    except UnreadableError:
        raise UnreadableError("import.error.share") from None
    if percent != text or found > 1:
        found = (found / 100).quantize(SHARE)
    if not 0 <= found <= 1:
        raise UnreadableError("import.error.share")
    return found


def entries(text: str) -> tuple[str, ...]:
    """The entries of a list whose entries may hold commas, in order; blank ones count."""
    return tuple(part.strip() for part in re.split(r"[;；\n]", text)) if text else ()


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list that says by semicolons or lines, else by commas, where one ends."""
    if re.search(r"[;；\n]", text):
        return tuple(dict.fromkeys(part for part in entries(text) if part))
    return names(text)


def spelled(text: str) -> str:
    """A number that people gave, as it is spelled, such as a serial number.

    Raises UnreadableError `import.error.id_power` where a spreadsheet made a power of ten of it.
    """
    if _MANGLED.fullmatch(text):
        raise UnreadableError("import.error.id_power")
    return text


def whole(text: str) -> int:
    """A count of 0 or more. Raises UnreadableError `import.error.count`."""
    try:
        found = number(text)
    except UnreadableError:
        raise UnreadableError("import.error.count") from None
    if found < 0 or not found.is_integer() or found > 10_000:
        raise UnreadableError("import.error.count")
    return int(found)


def crew_size(text: str) -> int:
    """How many come at once. Raises UnreadableError `import.error.crew_size` beyond 1 to 9."""
    found = whole(text)
    if not 1 <= found <= LARGEST_CREW:
        raise UnreadableError("import.error.crew_size")
    return found


def duration(text: str) -> int:
    """Seconds of "45" (minutes), "90 min", "1.5h", "1h 30", "1:30", "PT1H30M", "1小时30分钟".

    Raises UnreadableError `import.error.duration` also for nothing and for more than seven days.
    """
    plain = text.strip().casefold()
    if clock := re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", plain):
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    else:
        if re.fullmatch(r"p(?:\d+d)?(?:t[\dhms.]+)?", plain):
            plain = plain[1:].replace("t", "")
        seconds = _summed(plain.replace("半小时", "30分钟"))
    if not 0 < seconds <= LONGEST_S:
        raise UnreadableError("import.error.duration")
    return seconds


def _summed(plain: str) -> int:
    total, position = 0.0, 0
    while position < len(plain):
        found = _AMOUNT.match(plain, position)
        if not found or found[2] not in _UNITS:
            raise UnreadableError("import.error.duration")
        total += float(found[1].replace(",", ".")) * _UNITS[found[2]]
        position = found.end()
    return round(total)


def identifier(text: str, warn: Callable[[str], None]) -> str:
    """An id as text. "1042.0" is taken as 1042, with a warning.

    Raises UnreadableError `import.error.id_power` for 1.23457E+11: the digits are lost for good.
    """
    plain = " ".join(text.split())
    if _POWER.fullmatch(plain):
        raise UnreadableError("import.error.id_power")
    if found := _WHOLE.fullmatch(plain):
        warn("import.warning.id_fraction")
        return found[1]
    return plain


def phone(text: str, warn: Callable[[str], None]) -> str:
    """A phone number, never as a number: leading zeros and plus stay.

    Left out with a warning where a spreadsheet turned it into a power of ten.
    """
    plain = " ".join(text.split())
    if _POWER.fullmatch(plain):
        warn("import.warning.phone")
        return ""
    found = _WHOLE.fullmatch(plain)
    return found[1] if found else plain


def levels(text: str, default: int) -> tuple[tuple[str, int], ...]:
    """(name, level) pairs of "lift:3; hvac:2", "电梯3级、空调", "lift (3), pump".

    Raises UnreadableError `import.error.skill_level` outside 1 to 5, `import.error.skill_name` for
    a name too long to be one.
    """
    found: dict[str, int] = {}
    for part in re.split(r"[;；,，、|\n]+", text):
        plain = part.strip()
        if not plain:
            continue
        with_level = _LEVEL.fullmatch(plain)
        named = with_level is not None and with_level[1].strip() != ""
        name = with_level[1].strip() if with_level and named else plain
        level = int(with_level[2]) if with_level and named else default
        if not MIN_LEVEL <= level <= MAX_LEVEL:
            raise UnreadableError("import.error.skill_level", low=MIN_LEVEL, high=MAX_LEVEL)
        if len(name) > SKILL_LENGTH:
            raise UnreadableError("import.error.skill_name", limit=SKILL_LENGTH)
        found[name] = max(level, found.get(name, 0))
    return tuple(found.items())


def names(text: str) -> tuple[str, ...]:
    """The entries of a list in one cell."""
    parts = (part.strip() for part in re.split(r"[;；,，、|\n]+", text))
    return tuple(dict.fromkeys(part for part in parts if part))
