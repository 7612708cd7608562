"""What one row says, in terms of the domain, before it meets the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.engineer import Break
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill, SkillLevel
from dispatch_console.domain.ticket import LONGEST_TITLE
from dispatch_console.services.importing import places, values
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.csv_rows import Cell
from dispatch_console.services.importing.dates import day, moment
from dispatch_console.services.importing.fields import normal
from dispatch_console.services.importing.issues import Issue, Severity
from dispatch_console.services.importing.mapping import DateOrder
from dispatch_console.services.importing.places import Whereabouts
from dispatch_console.services.importing.words import ANSWERS, meaning

ID_LENGTH = 200
LINE_LENGTH = LONGEST_TITLE
"""Characters of a text of one line, such as a name."""


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """A shift of the engineer on the same row."""

    start: datetime
    end: datetime
    overtime_s: int = 0
    breaks: tuple[Break, ...] = ()
    max_tickets: int | None = None


@dataclass(frozen=True, slots=True)
class MeterDraft:
    """A meter of the device on the same row; None: the row does not say."""

    name: str
    unit: str | None = None
    value: Decimal | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """What the part on the same row is sold at; no `price`: by the markup. None: the row does not
    say, and it is the part's currency and today."""

    price: Decimal | None
    currency: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One row as read. `said` holds only what the row says: attribute -> value.

    `natural` is what a row without an id is known by instead; empty where there is no such thing.
    """

    row: int
    external_id: str = ""
    said: Mapping[str, object] = field(default_factory=dict)
    shifts: tuple[ShiftDraft, ...] = ()
    issues: tuple[Issue, ...] = ()
    natural: str = ""

    @property
    def refused(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)

    @property
    def key(self) -> str:
        """What the row is known by within its file."""
        return self.external_id or self.natural

    @property
    def digest(self) -> str:
        """The same for the same content, whatever row it stands on."""
        content = repr((sorted(self.said.items()), self.shifts))
        return sha256(content.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known when rows are read: zone and order of dates, places, catalogue, time now."""

    zone: ZoneInfo
    now: datetime
    order: DateOrder = DateOrder.AUTO
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    skills: Mapping[str, Skill] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    definitions: Definitions = field(default_factory=Definitions)
    source: str = ""
    """The name of the file."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field -> columns, as in the mapping."""

    def skill_codes(self) -> Mapping[str, str]:
        """Codes of skills by every name they go by."""
        names: dict[str, str] = {}
        for skill in self.skills.values():
            for name in (skill.name_en, skill.name_zh, skill.code):
                names[normal(name)] = skill.code
        return names

    def regions_by_name(self) -> Mapping[str, Region]:
        """Regions by every name they go by."""
        return {
            normal(name): region
            for region in self.regions
            for name in (region.name_en, region.name_zh, region.code)
            if name
        }


class DraftReader:
    """Reads what all kinds have in common; one for each file.

    `new_skills` gathers code and name of skills that are not in the catalogue.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._skill_codes = dict(reading.skill_codes())
        self.new_skills: dict[str, str] = {}

    def external_id(self, cells: CellReader) -> str:
        """The row's id as text; "" if there is none or it cannot be trusted (noted)."""
        cell = cells.cell("external_id")
        if isinstance(cell, datetime):
            cells.note("import.error.id_date", "external_id")
            return ""
        warn = cells.warner("external_id")
        found = cells.read("external_id", lambda text: values.identifier(text, warn)) or ""
        if len(found) > ID_LENGTH:
            cells.note("import.error.id_long", "external_id", limit=ID_LENGTH)
            return ""
        return found

    def line(self, cells: CellReader, field: str, text: str | None = None) -> str:
        """The field's text (or the one given for it) on one line, cut with a warning."""
        whole = (cells.text(field) if text is None else text).replace("\n", " ")
        if len(whole) <= LINE_LENGTH:
            return whole
        cells.note("import.warning.long_text", field, limit=LINE_LENGTH)
        return whole[: LINE_LENGTH - 1] + "…"

    def moment(self, cells: CellReader, field: str, *, end_of_day: bool = False) -> datetime | None:
        """A moment in UTC; None if blank or unreadable (noted)."""
        cell: Cell = cells.cell(field)
        if cell == "":
            return None
        warn = cells.warner(field)
        return cells.attempt(
            field,
            lambda: moment(
                cell, self.reading.zone, self.reading.order, end_of_day=end_of_day, warn=warn
            ),
        )

    def day(self, cells: CellReader, field: str) -> date | None:
        """A day; None if blank or unreadable (noted)."""
        cell: Cell = cells.cell(field)
        if cell == "":
            return None
        return cells.attempt(field, lambda: day(cell, self.reading.order, warn=cells.warner(field)))

    def yes_no(self, cells: CellReader, field: str) -> bool | None:
        """An answer; None if blank or unreadable (noted)."""
        return cells.read(field, lambda t: meaning(t, ANSWERS, "import.error.yes_no"))

    def place(self, cells: CellReader) -> Location | None:
        """The place; None if the row has none that can be used (noted, except for blank cells)."""
        apart = bool(cells.text("latitude") or cells.text("longitude"))
        warn = cells.warner(*(("latitude", "longitude") if apart else ("location",)))
        found = places.coordinates(
            cells.text("latitude"), cells.text("longitude"), cells.text("location"), warn
        )
        return places.location(*found, self.reading.whereabouts, warn) if found else None

    def skills(self, cells: CellReader, default_level: int) -> tuple[SkillLevel, ...] | None:
        """Skills by code; those not in the catalogue get a code made from their name."""
        found = cells.read("skills", lambda text: values.levels(text, default_level))
        if found is None:
            return None
        return tuple(SkillLevel(self._skill_code(name), level) for name, level in found)

    def _skill_code(self, name: str) -> str:
        key = normal(name) or name
        if key not in self._skill_codes:
            self._skill_codes[key] = key
            self.new_skills[key] = name
        return self._skill_codes[key]

    def phone(self, cells: CellReader) -> str | None:
        """The phone number as text."""
        return self.number_of(cells, "phone")

    def number_of(self, cells: CellReader, field: str) -> str | None:
        """A phone number of another field."""
        warn = cells.warner(field)
        found = cells.read(field, lambda text: values.phone(text, warn))
        return None if found is None else self.line(cells, field, found)

    def owner(self, cells: CellReader) -> dict[str, object]:
        """Whose the row is, as far as it says: name, id and phone of a customer."""
        return {
            "customer": self.line(cells, "customer"),
            "customer_id": self.line(cells, "customer_id"),
            "customer_phone": self.number_of(cells, "customer_phone"),
        }


def spoken(said: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Only what was said: attributes that are neither None nor empty text."""
    return {name: value for name, value in said if value is not None and value != ""}


def finished(
    cells: CellReader,
    external_id: str,
    said: Mapping[str, object],
    shifts: tuple[ShiftDraft, ...] = (),
    *,
    has_id_column: bool,
) -> Draft:
    """The draft; without an id column rows are known again by their content."""
    if has_id_column:
        if not external_id and not any(i.severity is Severity.ERROR for i in cells.issues):
            cells.note("import.error.no_id", "external_id")
        return Draft(
            row=cells.number,
            external_id=external_id,
            said=said,
            shifts=shifts,
            issues=tuple(cells.issues),
        )
    content = Draft(row=0, said=said)
    return Draft(
        row=cells.number,
        external_id=f"row-{content.digest[:24]}",
        said=said,
        shifts=shifts,
        issues=tuple(cells.issues),
    )
