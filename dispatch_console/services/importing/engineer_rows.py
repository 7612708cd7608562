"""One row of an engineer file, read; a row may carry one shift."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dispatch_console.domain.engineer import Break
from dispatch_console.services.importing import values, words
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.dates import clock_time
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
        number = cells.text("number") or external_id
        home = self.place(cells)
        if home is None:
            cells.note("import.error.no_home")
        name = cells.text("name").replace("\n", " ")
        if not name:
            cells.note("import.error.no_name", "name")
        said = spoken(
            {
                "number": number or name,
                "name": name,
                "team": cells.text("team").replace("\n", " "),
                "phone": self.phone(cells),
                "skills": self.skills(cells, HELD_LEVEL),
                "regions": self._served(cells),
                "home": home,
                "active": cells.read(
                    "active", lambda t: words.meaning(t, words.ANSWERS, "import.error.yes_no")
                ),
            }.items()
        )
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
            begins, ends = clock_time(first), clock_time(last)
        except UnreadableError:
            start, end = self.moment(cells, "shift_start"), self.moment(cells, "shift_end")
            if start is None or end is None:
                return ()
            if end <= start:
                raise UnreadableError("import.error.shift") from None
            return ((start, end),)
        return tuple(self._span(day, begins, ends) for day in self._days(cells))

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
        cell = cells.cell("break_start")
        if cell == "":
            return ()
        at = cells.attempt("break_start", lambda: clock_time(cell))
        length = cells.read("break_duration", values.duration) or BREAK_S
        if at is None:
            return ()
        earliest, _ = self._span(start.astimezone(self.reading.zone).date(), at, at)
        if earliest < start:
            earliest += timedelta(days=1)
        if earliest + timedelta(seconds=length) > end:
            cells.note("import.warning.break_outside", "break_start")
            return ()
        return (Break(earliest, min(earliest + BREAK_SLACK, end), length),)
