"""One row of an engineer file, read; a row may carry one shift."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dispatch_console.domain.engineer import Break
from dispatch_console.domain.queue import is_email
from dispatch_console.services.importing import values
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.dates import clock_time, moment
from dispatch_console.services.importing.drafts import (
    Draft,
    DraftReader,
    Reading,
    ShiftDraft,
    finished,
    spoken,
)
from dispatch_console.services.importing.fields import normal
from dispatch_console.services.importing.issues import UnreadableError

HELD_LEVEL = 3
"""The level an engineer has of a skill that is named without one."""

ROSTER_DAYS = 7
"""Days from today for which working hours without a date are taken to hold."""

BREAK_S = 1800
BREAK_SLACK = timedelta(hours=1)
"""How much later than said a break may begin."""


class EngineerReader(DraftReader):
    """Reads engineers: attributes of `Engineer`, `regions` as ids, `home` required."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._regions = reading.regions_by_name()

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        external_id = self.external_id(cells)
        number = self.line(cells, "number") or external_id
        home = self.place(cells)
        if home is None:
            cells.note("import.error.no_home")
        name = self.line(cells, "name")
        if not name:
            cells.note("import.error.no_name", "name")
        said = spoken(
            {
                "number": number or name,
                "name": name,
                "team": self.line(cells, "team"),
                "phone": self.phone(cells),
                "email": self.line(cells, "email"),
                "wecom": self.line(cells, "wecom"),
                "login": self.line(cells, "login"),
                "skills": self.skills(cells, HELD_LEVEL),
                "regions": self._served(cells),
                "home": home,
                "active": self.yes_no(cells, "active"),
            }.items()
        )
        if "email" in said and not is_email(str(said["email"])):
            cells.note("import.error.email", "email")
        return finished(
            cells,
            external_id or number or name,
            said,
            self._shifts(cells),
            has_id_column=True,
        )

    def _served(self, cells: CellReader) -> tuple[int, ...] | None:
        text = cells.text("regions")
        if not text:
            return None
        found: dict[int, None] = {}
        for name in values.names(text):
            region = self._regions.get(normal(name))
            if region is None:
                cells.note("import.warning.region", "regions", region=name)
            else:
                found[region.id] = None
        return tuple(found) or None

    def _shifts(self, cells: CellReader) -> tuple[ShiftDraft, ...]:
        if cells.cell("shift_start") == "" and cells.cell("shift_end") == "":
            return ()
        spans = cells.attempt("shift_start", lambda: self._spans(cells))
        overtime = cells.read("overtime", values.duration) or 0
        most = cells.read("max_tickets", values.whole)
        return tuple(
            ShiftDraft(start, end, overtime, self._breaks(cells, start, end), most)
            for start, end in spans or ()
        )

    def _spans(self, cells: CellReader) -> Sequence[tuple[datetime, datetime]]:
        """(start, end) in UTC: of the day named, else of each of the coming days."""
        first, last = cells.cell("shift_start"), cells.cell("shift_end")
        if first == "" or last == "":
            raise UnreadableError("import.error.half_shift")
        try:
            begins = clock_time(first)
        except UnreadableError:
            start = self.moment(cells, "shift_start")
            end = None if start is None else self._end(cells, start)
            if start is None or end is None:
                return ()
            if end <= start:
                raise UnreadableError("import.error.shift") from None
            return ((start, end),)
        ends = clock_time(last)
        return tuple(self._span(day, begins, ends) for day in self._days(cells))

    def _end(self, cells: CellReader, start: datetime) -> datetime | None:
        try:
            ends = clock_time(cells.cell("shift_end"))
        except UnreadableError:
            return self.moment(cells, "shift_end")
        local = start.astimezone(self.reading.zone)
        return self._span(local.date(), local.time(), ends)[1]

    def _days(self, cells: CellReader) -> Sequence[date]:
        zone = self.reading.zone
        if cells.cell("shift_date") != "":
            day = self.moment(cells, "shift_date")
            return () if day is None else (day.astimezone(zone).date(),)
        cells.note("import.note.roster", "shift_start", days=ROSTER_DAYS)
        today = self.reading.now.astimezone(zone).date()
        return tuple(today + timedelta(days=n) for n in range(ROSTER_DAYS))

    def _span(self, day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
        """A shift that ends at or before its start ends on the next day."""
        zone = self.reading.zone
        start = datetime.combine(day, begins, zone)
        end = datetime.combine(day if ends > begins else day + timedelta(days=1), ends, zone)
        utc = self.reading.now.tzinfo
        return start.astimezone(utc), end.astimezone(utc)

    def _breaks(self, cells: CellReader, start: datetime, end: datetime) -> tuple[Break, ...]:
        """Breaks of a shift: lists in one cell each, in the same order."""
        given = values.names(cells.text("break_start"))
        latest = values.names(cells.text("break_latest"))
        lengths = values.names(cells.text("break_duration"))
        found: list[Break] = []
        for place, text in enumerate(given):
            one = cells.attempt("break_start", lambda text=text: self._within(text, start))
            length = cells.attempt(
                "break_duration",
                lambda place=place: (
                    values.duration(lengths[min(place, len(lengths) - 1)]) if lengths else BREAK_S
                ),
            )
            if one is None or length is None:
                continue
            until = one + BREAK_SLACK
            if place < len(latest):
                said = cells.attempt(
                    "break_latest", lambda place=place: self._within(latest[place], start)
                )
                until = said or until
            if one + timedelta(seconds=length) > end:
                cells.note("import.warning.break_outside", "break_start")
            else:
                found.append(Break(one, max(one, min(until, end)), length))
        return tuple(found)

    def _within(self, text: str, start: datetime) -> datetime:
        """A moment, or a time of day at or after the start of the shift."""
        try:
            at = clock_time(text)
        except UnreadableError:
            return moment(text, self.reading.zone, self.reading.order)
        local = start.astimezone(self.reading.zone)
        found, _ = self._span(local.date(), at, at)
        return found if found >= start else self._span(local.date() + timedelta(days=1), at, at)[0]
