"""Dates and times as people and programs write them, read into UTC."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dispatch_console.services.importing.csv_rows import Cell
from dispatch_console.services.importing.issues import Issue, UnreadableError, issue
from dispatch_console.services.importing.mapping import DateOrder

FIRST_YEAR, LAST_YEAR = 1990, 2100
SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day zero has no zone
SERIAL_DAYS = (20_000, 80_000)
FIRST_DAY_YEAR, LAST_DAY_YEAR = 1850, 2300
LARGEST_OFFSET = 14 * 60
END_OF_DAY = time(23, 59)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|(?:星期|周)[一二三四五六日天]\s*", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|T|\s|\d{4}(?:\d{2})?$)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s.]*([A-Za-z]{3,9})\.?[-\s,]*(\d{4}|\d{2})\b")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_TIME = re.compile(
    r"(?P<before>上午|下午|晚上|中午|凌晨)?\s*(?P<hour>\d{1,2})\s*(?:[:：时点]\s*(?P<minute>\d{1,2})?"
    r"\s*(?:[:：分]\s*(?P<second>\d{1,2})?(?:[.,](?P<fraction>\d+))?\s*秒?)?)?\s*(?P<after>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT_TIME = re.compile(r"T?(\d{2})(\d{2})(\d{2})?")


def moment(
    cell: Cell,
    zone: ZoneInfo,
    order: DateOrder,
    *,
    end_of_day: bool = False,
    warn: Callable[[str], None] = lambda _: None,
) -> datetime:
    """The moment in UTC. A date alone means its first minute, or its last with `end_of_day`.

    Read: ISO 8601 with or without zone, 2024年3月1日 下午2:05, 3/1/2024 2:05 PM (by `order`),
    1.3.2024, 1 Mar 2024, 20240301, seconds or milliseconds since 1970, day numbers of
    spreadsheets (with a warning). Raises `import.error.date` or `import.error.date_range`.
    """
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        local = datetime.combine(cell, END_OF_DAY) if midnight and end_of_day else cell
        return _checked(local.replace(tzinfo=zone))
    text = _WEEKDAY.sub("", cell.strip())
    counted = _counted(text, zone, warn)
    if counted is not None:
        return _checked(counted)
    (year, month, day), rest = _date(text, order)
    found = _time(rest)
    if found is None:
        clock, own_zone = (END_OF_DAY if end_of_day else time(0)), None
    else:
        clock, own_zone = found
    try:
        local = datetime.combine(date(year, month, day), clock)
    except ValueError:
        raise UnreadableError("import.error.date") from None
    return _checked(local.replace(tzinfo=own_zone or zone))


def day(cell: Cell, order: DateOrder, *, warn: Callable[[str], None] = lambda _: None) -> date:
    """The day, whatever time of it follows. What is looked after may be older than any ticket.

    Reads what `moment` reads but seconds since 1970. Raises `import.error.date` or
    `import.error.date_range`.
    """
    if isinstance(cell, datetime):
        return _checked_day(cell.date())
    text = _WEEKDAY.sub("", cell.strip())
    if re.fullmatch(r"\d{5}(?:\.0+)?", text) and SERIAL_DAYS[0] <= float(text) <= SERIAL_DAYS[1]:
        warn("import.warning.serial_date")
        return _checked_day((SERIAL_EPOCH + timedelta(days=int(float(text)))).date())
    (year, month, number), rest = _date(text, order)
    _time(rest)
    try:
        return _checked_day(date(year, month, number))
    except ValueError:
        raise UnreadableError("import.error.date") from None


def clock_time(cell: Cell) -> time:
    """A time of day such as 08:30, 8:30 PM or 下午2点, not a date. Raises `import.error.time`."""
    try:
        found = None if isinstance(cell, datetime) else _time(cell.strip())
    except UnreadableError:
        found = None
    if found is None:
        raise UnreadableError("import.error.time")
    return found[0]


class OrderEvidence:
    """Looks at every date of a file to tell whether the day or the month comes first."""

    def __init__(self) -> None:
        self.day_first = self.month_first = self.open = 0
        self.example = ""
        self._halves = False

    def observe(self, cell: Cell) -> None:
        if isinstance(cell, datetime):
            return
        found = _YEAR_LAST.match(_WEEKDAY.sub("", cell.strip()))
        if not found or found[2] == ".":
            return
        first, second = int(found[1]), int(found[3])
        self._halves = self._halves or cell.rstrip(". ").lower().endswith(
            ("am", "pm", "a.m", "p.m")
        )
        if first > 12:
            self.day_first += 1
        elif second > 12:
            self.month_first += 1
        elif first != second:
            self.open += 1
            self.example = self.example or cell

    def conclude(self, wanted: DateOrder) -> tuple[DateOrder, tuple[Issue, ...]]:
        """The order to read by, with a warning where nothing in the file decides it."""
        if wanted is not DateOrder.AUTO:
            return wanted, ()
        if self.month_first != self.day_first:
            most = self.month_first > self.day_first
            return (DateOrder.MONTH_FIRST if most else DateOrder.DAY_FIRST), ()
        order = DateOrder.MONTH_FIRST if self._halves else DateOrder.DAY_FIRST
        if not self.open:
            return order, ()
        code = f"import.warning.{order.value}"
        return order, (issue(code, value=self.example, count=self.open),)


def _counted(text: str, zone: ZoneInfo, warn: Callable[[str], None]) -> datetime | None:
    """Seconds or milliseconds since 1970, or a spreadsheet's day number."""
    if re.fullmatch(r"1\d{9}|1\d{12}", text):
        return datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and SERIAL_DAYS[0] <= float(text) <= SERIAL_DAYS[1]:
        warn("import.warning.serial_date")
        seconds = round(float(text) * 86_400)
        return (SERIAL_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=zone)
    return None


def _date(text: str, order: DateOrder) -> tuple[tuple[int, int, int], str]:
    """(year, month, day) at the start of the text, and what follows."""
    if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := _YEAR_LAST.match(text):
        first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
        month_first = order is DateOrder.MONTH_FIRST and found[2] != "."
        if first > 12 or second > 12:
            # One reading only; the other order would name no month.
            month_first = second > 12
        day, month = (second, first) if month_first else (first, second)
        return (year, month, day), text[found.end() :]
    if found := _DAY_MONTH.match(text):
        return (_full_year(found[3]), _month(found[2]), int(found[1])), text[found.end() :]
    if found := _MONTH_DAY.match(text):
        return (int(found[3]), _month(found[1]), int(found[2])), text[found.end() :]
    raise UnreadableError("import.error.date")


def _full_year(text: str) -> int:
    year = int(text)
    return year if year > 99 else year + (1900 if year >= 70 else 2000)


def _month(name: str) -> int:
    start = name[:3].lower()
    if start not in _MONTHS:
        raise UnreadableError("import.error.date")
    return _MONTHS.index(start) + 1


def _time(text: str) -> tuple[time, timezone | None] | None:
    """The time of day and its own zone, if it names one; None where nothing follows the date."""
    rest = text.strip().lstrip("T,").strip()
    if not rest:
        return None
    if found := _COMPACT_TIME.fullmatch(rest):
        hour, minute, second, zone = int(found[1]), int(found[2]), int(found[3] or 0), None
        fraction = ""
    else:
        found = _TIME.fullmatch(rest)
        if not found or (
            not (found["minute"] or found["after"] or found["before"])
            and (":" not in rest and "时" not in rest and "点" not in rest)
        ):
            raise UnreadableError("import.error.date")
        hour = _of_24(int(found["hour"]), found["before"] or "", found["after"] or "")
        minute, second = int(found["minute"] or 0), int(found["second"] or 0)
        zone, fraction = _offset(found["zone"]), found["fraction"] or ""
    try:
        return time(hour, minute, second, int(fraction[:6].ljust(6, "0"))), zone
    except ValueError:
        raise UnreadableError("import.error.date") from None


def _of_24(hour: int, before: str, after: str) -> int:
    evening = (
        before in ("下午", "晚上") or after[:1].lower() == "p" or (before == "中午" and hour < 3)
    )
    morning = before in ("上午", "凌晨") or after[:1].lower() == "a"
    if evening and hour < 12:
        return hour + 12
    return 0 if morning and hour == 12 else hour


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > LARGEST_OFFSET:
        raise UnreadableError("import.error.date")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _checked(found: datetime) -> datetime:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableError("import.error.date_range", first=FIRST_YEAR, last=LAST_YEAR)
    return found.astimezone(UTC)


def _checked_day(found: date) -> date:
    if not FIRST_DAY_YEAR <= found.year <= LAST_DAY_YEAR:
        raise UnreadableError("import.error.date_range", first=FIRST_DAY_YEAR, last=LAST_DAY_YEAR)
    return found
