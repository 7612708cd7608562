"""From a file to drafts: one reading of the file, then what all rows say together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.ticket import Status
from dispatch_console.services.importing import places
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.contact_rows import ContactReader
from dispatch_console.services.importing.contract_rows import ContractReader
from dispatch_console.services.importing.dates import OrderEvidence
from dispatch_console.services.importing.device_rows import DeviceReader
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.engineer_rows import EngineerReader
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.services.importing.mapping import ColumnMapping
from dispatch_console.services.importing.mojibake import Evidence
from dispatch_console.services.importing.part_rows import PartReader
from dispatch_console.services.importing.site_rows import SiteReader
from dispatch_console.services.importing.table import Row, Table
from dispatch_console.services.importing.ticket_rows import TicketReader

DATE_FIELDS = ("created_at", "response_due", "resolution_due", "window_start", "window_end",
               "shift_date", "shift_start", "shift_end", "installed_on", "warranty_until",
               "starts_on", "ends_on")  # fmt: skip
EVERY = 200
"""Rows between two looks at whether to go on."""

Step = Callable[[int], None]
"""Told how many rows are done; raises `import.cancelled` to stop."""


class RowReader(Protocol):
    """Reads the rows of one kind."""

    new_skills: dict[str, str]

    def __init__(self, reading: Reading) -> None: ...

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        ...


READERS: Mapping[Kind, type[RowReader]] = {
    Kind.TICKETS: TicketReader,
    Kind.ENGINEERS: EngineerReader,
    Kind.SITES: SiteReader,
    Kind.CONTACTS: ContactReader,
    Kind.DEVICES: DeviceReader,
    Kind.CONTRACTS: ContractReader,
    Kind.PARTS: PartReader,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """Every data row as a draft, in file order, and what concerns the file as a whole."""

    drafts: tuple[Draft, ...]
    issues: tuple[Issue, ...]
    repeated: Mapping[int, int]
    """Rows that say the same as an earlier one -> that row."""
    new_skills: Mapping[str, str]
    """Skills the catalogue lacks: code -> name."""


def examine(table: Table, mapping: ColumnMapping, reading: Reading, step: Step) -> Examined:
    """Read all rows. Raises what `Table.rows` raises, and `import.empty` without a data row."""
    evidence = Evidence()
    rows, positions = _used(table, mapping, step, evidence)
    if not rows:
        raise DomainError("import.no_rows", file=table.path.name)
    order, notes = _dates(rows, mapping, positions).conclude(mapping.date_order)
    points = list(_points(rows, mapping, positions))
    known = places.whereabouts(points, reading.regions)
    reader = READERS[mapping.kind](replace(reading, order=order, whereabouts=known))
    has_id, spoiled = "external_id" in mapping.columns, evidence.proven
    drafts: list[Draft] = []
    for done, row in enumerate(rows, 1):
        if row.refused:
            # Its cells cannot be told apart: reading them would only add noise.
            drafts.append(Draft(row=row.number, issues=row.issues))
        else:
            cells = CellReader(row, mapping, positions, spoiled=spoiled)
            drafts.append(reader.read(cells, has_id_column=has_id))
        if done % EVERY == 0:
            step(done)
    found = list(notes)
    if not has_id and mapping.kind is Kind.TICKETS:
        found.append(issue("import.warning.no_id_column"))
    if blank := rows[-1].number - table.header_row - len(rows):
        found.append(issue("import.note.blank_rows", count=blank))
    found += _finals(drafts)
    settled, repeated = _without_repeats(drafts)
    return Examined(tuple(settled), tuple(found), repeated, reader.new_skills)


def _used(
    table: Table, mapping: ColumnMapping, step: Step, evidence: Evidence
) -> tuple[Sequence[Row], Mapping[str, int]]:
    """Rows with only the columns that are mapped, and where those now stand."""
    wanted = dict.fromkeys(column for several in mapping.columns.values() for column in several)
    kept = [index for index, column in enumerate(table.columns) if column in wanted]
    rows: list[Row] = []
    evidence.observe(table.columns)
    for row in table.rows():
        evidence.observe(row.cells)
        rows.append(replace(row, cells=tuple(row.cells[index] for index in kept)))
        if len(rows) % EVERY == 0:
            step(len(rows))
    return rows, {table.columns[index]: place for place, index in enumerate(kept)}


def _dates(
    rows: Sequence[Row], mapping: ColumnMapping, positions: Mapping[str, int]
) -> OrderEvidence:
    evidence = OrderEvidence()
    for field in DATE_FIELDS:
        for column in mapping.columns.get(field, ()):
            for row in rows:
                evidence.observe(row.cells[positions[column]])
    return evidence


def _points(
    rows: Sequence[Row], mapping: ColumnMapping, positions: Mapping[str, int]
) -> Iterator[tuple[float, float]]:
    """Points of an even sample of the rows, as they stand there."""
    for row in rows[:: max(1, len(rows) // places.SAMPLE)]:
        cells = CellReader(row, mapping, positions)
        found = places.coordinates(
            cells.text("latitude"), cells.text("longitude"), cells.text("location"), _silent
        )
        if found is not None:
            yield found


def _silent(_: str) -> None:
    """What is wrong with a point is said when its row is read."""


def _finals(drafts: Sequence[Draft]) -> list[Issue]:
    """Tickets that will not appear on the board, counted by status."""
    counts = Counter(
        status
        for draft in drafts
        if isinstance(status := draft.said.get("status"), Status) and status not in OPEN
    )
    return [
        issue("import.note.final", status=status, count=count) for status, count in counts.items()
    ]


def _without_repeats(drafts: Sequence[Draft]) -> tuple[list[Draft], dict[int, int]]:
    """The first row of an id counts. A later one that says the same is left out, one that says
    something else is refused, except for another shift of the same engineer."""
    first: dict[str, Draft] = {}
    settled: list[Draft] = []
    repeated: dict[int, int] = {}
    for draft in drafts:
        earlier = first.get(draft.key) if draft.key else None
        if earlier is None:
            if draft.key and not draft.refused:
                first[draft.key] = draft
            settled.append(draft)
        elif earlier.digest == draft.digest:
            repeated[draft.row] = earlier.row
            settled.append(_noted(draft, "import.warning.repeated", earlier.row))
        elif draft.shifts and earlier.said == draft.said:
            settled.append(draft)
        else:
            settled.append(_noted(draft, "import.error.duplicate", earlier.row))
    return settled, repeated


def _noted(draft: Draft, code: str, first: int) -> Draft:
    found = issue(code, draft.row, value=draft.key, first=first)
    return replace(draft, issues=(*draft.issues, found))
