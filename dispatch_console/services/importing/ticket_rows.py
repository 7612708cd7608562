"""One row of a ticket file, read."""

from datetime import datetime, timedelta

from dispatch_console.domain.custom import FieldKind
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing import values, words
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.drafts import Draft, DraftReader, finished, spoken
from dispatch_console.services.importing.field import normal
from dispatch_console.services.importing.issues import UnreadableError

OPEN_WINDOW = timedelta(hours=2)
"""How long an appointment lasts of which only the start is known."""

NEED_LEVEL = 1
"""The level a ticket needs of a skill that is named without one."""

WITH_ENGINEER = frozenset({Status.ASSIGNED, Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS})
"""Statuses that mean an engineer of ours has the ticket, which no file can say."""


class TicketReader(DraftReader):
    """Reads tickets: attributes of `Ticket`; `site` as an external id, `after` as what files call
    tickets; of custom fields (`CUSTOM` and code) the words."""

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        created = self.moment(cells, "created_at")
        location = self.place(cells)
        said = spoken(
            {
                "title": self._title(cells),
                "description": cells.text("description"),
                "category": self.line(cells, "category"),
                "type": cells.read("type", self._type),
                "status": self._status(cells),
                "priority": cells.read(
                    "priority",
                    lambda t: words.meaning(t, words.PRIORITIES, "import.error.priority"),
                ),
                "channel": cells.read(
                    "channel", lambda t: words.meaning(t, words.CHANNELS, "import.error.channel")
                ),
                "created_at": created,
                "response_due": self._due(cells, "response_due", created),
                "resolution_due": self._due(cells, "resolution_due", created),
                "customer_name": self.line(cells, "customer"),
                "phone": self.phone(cells),
                "site": cells.text("site"),
                "address": cells.text("address").replace("\n", ", "),
                "location": location,
                "skills": self.skills(cells, NEED_LEVEL),
                "duration_s": cells.read("duration", values.duration),
                "windows": self._windows(cells, created),
                "crew_size": cells.read("crew_size", values.crew_size),
                "after": cells.read("after", values.names),
                "same_engineer": self.yes_no(cells, "same_engineer"),
                **{name: self._custom(cells, name) for name in cells.custom},
            }.items()
        )
        if created is not None and created > self.reading.now + timedelta(days=1):
            cells.note("import.warning.created_later", "created_at")
        if location is None and "site" not in said:
            cells.note("import.warning.no_location")
        return finished(cells, self.external_id(cells), said, has_id_column=has_id_column)

    def _type(self, text: str) -> str:
        """The code of a type of that code or name. Raises UnreadableError."""
        for one in self.reading.definitions.types:
            if normal(text) in map(normal, (one.code, one.name_en, one.name_zh)):
                return one.code
        raise UnreadableError("import.error.ticket_type")

    def _custom(self, cells: CellReader, name: str) -> str | None:
        """What the row says of a custom field; a date as dates are read everywhere.

        What may be said depends on the ticket's type, which the database may know better.
        """
        kinds = {
            one.kind
            for one in self.reading.definitions.fields
            if CUSTOM + one.code == name and one.active
        }
        if kinds == {FieldKind.DATE}:
            found = self.day(cells, name)
            return None if found is None else found.isoformat()
        return cells.text(name)

    def _title(self, cells: CellReader) -> str:
        """The title; else the category or the first line of the description stands in."""
        given = cells.text("title")
        title = given or cells.text("category") or cells.text("description").partition("\n")[0]
        if not title:
            cells.note("import.error.no_title", "title")
        elif not given:
            cells.note("import.warning.no_title", "title", title=title[:80])
        return self.line(cells, "title", title)

    def _status(self, cells: CellReader) -> Status | None:
        status = cells.read(
            "status", lambda t: words.meaning(t, words.STATUSES, "import.error.status")
        )
        if status in WITH_ENGINEER:
            cells.note("import.warning.not_assigned", "status")
            return Status.NEW
        return status

    def _due(self, cells: CellReader, field: str, created: datetime | None) -> datetime | None:
        due = self.moment(cells, field, end_of_day=True)
        if due is not None and created is not None and due < created:
            cells.note("import.warning.due_before_created", field)
        return due

    def _windows(
        self, cells: CellReader, created: datetime | None
    ) -> tuple[TimeWindow, ...] | None:
        start = self.moment(cells, "window_start")
        end = self.moment(cells, "window_end", end_of_day=True)
        if start is None and end is None:
            return None
        if start is None:
            start = created if created is not None else self.reading.now
        if end is None:
            end = start + OPEN_WINDOW
            cells.note("import.note.window_open", "window_start")
        if end < start:
            cells.note("import.error.window", "window_end")
            return None
        return (TimeWindow(start, end),)
