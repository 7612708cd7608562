"""Numbers, times of day and dates as people write them, Latin and Chinese. No Qt here.

All patterns expect text in NFKC (full-width digits and colons are plain ones) and lower case.
"""

import re
from datetime import date, time

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
NUMERAL = "[零〇一二三四五六七八九两幺十百千万]"
NUMBER = rf"(?:\d{{1,4}}|{NUMERAL}{{1,9}})"

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = "|".join(f"{name}[a-z]*" for name in MONTHS)

AFTERNOON = ("下午", "晚上", "傍晚", "晚", "午后")
MORNING = ("上午", "早上", "早晨", "凌晨", "早")
NOON = ("中午",)
_PART = "|".join((*AFTERNOON, *MORNING, *NOON))

FIRST_HOUR = 7
"""An hour said without saying which half of the day, and earlier than this, is in the afternoon."""

TIME = re.compile(
    rf"(?P<part>{_PART})?\s*(?:"
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?!\d)\s*(?P<ap>[ap]\.?m\b\.?)?"
    r"|(?P<h2>\d{1,2})\s*(?P<ap2>[ap]\.?m\b\.?)"
    rf"|(?P<h3>{NUMBER})\s*[点时](?P<rest>半|一刻|三刻|整|钟|{NUMBER}\s*分?)?"
    r")"
)
NOON_TIME = re.compile(r"(?P<noon>noon|正午)(?![a-z])")
ISO_DATE = re.compile(r"(?P<y>\d{4})[-/.](?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
CHINESE_DATE = re.compile(rf"(?:(?P<y>\d{{4}})年)?(?P<mo>{NUMBER})月(?P<d>{NUMBER})[日号]?")
DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mo>{_MONTH})\b(?:\s+(?P<y>\d{{4}}))?"
)
MONTH_DAY = re.compile(
    rf"(?P<mo>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}}))?"
)
DATES = (ISO_DATE, CHINESE_DATE, DAY_MONTH, MONTH_DAY)


def number(text: str) -> int | None:
    """The value of Latin digits or a Chinese numeral (一千零四十三, 一零四三, 十五); else None."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not text or any(c not in DIGITS and c not in UNITS for c in text):
        return None
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif UNITS[c] == 10_000:
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * UNITS[c], 0
    return total + section + digit


def time_at(text: str, place: int) -> tuple[time, int] | None:
    """The time of day that begins at `place` and where it ends; None if none does."""
    noon = NOON_TIME.match(text, place)
    if noon:
        return time(12), noon.end()
    found = TIME.match(text, place)
    if found is None:
        return None
    hour = number(found["h"] or found["h2"] or found["h3"])
    minute = int(found["m"]) if found["m"] else _minutes(found["rest"] or "")
    half = (found["ap"] or found["ap2"] or "")[:1]
    if hour is None or minute is None:
        return None
    spoken = found["h3"] is not None and found["part"] is None
    afternoon = half == "p" or found["part"] in AFTERNOON
    if afternoon or (found["part"] in NOON and hour < 11) or (spoken and 0 < hour < FIRST_HOUR):
        hour += 12 if hour < 12 else 0
    elif half == "a" and hour == 12:
        hour = 0
    return (time(hour, minute), found.end()) if hour < 24 and minute < 60 else None


def date_at(text: str, place: int, near: date) -> tuple[date, int] | None:
    """The date that begins at `place` and where it ends; without a year, the one nearest `near`."""
    for pattern in DATES:
        found = pattern.match(text, place)
        if found is None:
            continue
        month, day = _month(found["mo"]), number(found["d"])
        if month is None or day is None:
            continue
        years = [int(found["y"])] if found["y"] else [near.year - 1, near.year, near.year + 1]
        days = [made for year in years if (made := _day(year, month, day)) is not None]
        if days:
            return min(days, key=lambda one: abs((one - near).days)), found.end()
    return None


def _minutes(rest: str) -> int | None:
    fixed = {"": 0, "整": 0, "钟": 0, "半": 30, "一刻": 15, "三刻": 45}
    return fixed[rest] if rest in fixed else number(rest.rstrip("分").strip())


def _month(text: str) -> int | None:
    return MONTHS.index(text[:3]) + 1 if text[:3] in MONTHS else number(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
