"""Importing a file: look into it, preview what it would do, do it in one transaction.

`preview` and `run` do it all; the steps between them can be run apart, so that a window keeps the
file work off the thread of the database and imports exactly the rows that were looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.services.context import Context
from dispatch_console.services.importing.drafts import Reading
from dispatch_console.services.importing.examine import Examined, examine
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.services.importing.limits import DEFAULT, Limits
from dispatch_console.services.importing.mapping import (
    ColumnMapping,
    guess,
    require_zone,
    resolve,
)
from dispatch_console.services.importing.results import Mode, Outcome, Report
from dispatch_console.services.importing.store_contacts import ContactStore
from dispatch_console.services.importing.store_contracts import ContractStore
from dispatch_console.services.importing.store_devices import DeviceStore
from dispatch_console.services.importing.store_engineers import EngineerStore
from dispatch_console.services.importing.store_parts import PartStore
from dispatch_console.services.importing.store_sites import SiteStore
from dispatch_console.services.importing.store_tickets import TicketStore
from dispatch_console.services.importing.storing import Store, TyingStore, write_skills
from dispatch_console.services.importing.table import Row, Table, open_table
from dispatch_console.storage.unit_of_work import Unit

BATCH = 500
SAMPLES = 20
STORES: Mapping[Kind, Callable[[Context, Reading], Store]] = {
    Kind.TICKETS: lambda _, reading: TicketStore(reading),
    Kind.ENGINEERS: lambda _, reading: EngineerStore(reading),
    Kind.SITES: lambda _, reading: SiteStore(reading),
    Kind.CONTACTS: lambda _, reading: ContactStore(reading),
    Kind.DEVICES: lambda _, reading: DeviceStore(reading),
    Kind.CONTRACTS: lambda _, reading: ContractStore(reading),
    Kind.PARTS: PartStore,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to import and how. No mapping: guessed from the columns; no sheet: the first one.

    `time_zone` (IANA) holds for local times in the file unless the mapping names one.
    """

    kind: Kind
    path: Path
    mapping: ColumnMapping | None = None
    sheet: str | None = None
    encoding: str | None = None
    time_zone: str = "Asia/Shanghai"
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file looks like, and the mapping that would be used."""

    table: Table
    mapping: ColumnMapping
    samples: tuple[Row, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The time now, and the skills, regions, types and custom fields that rows may name."""

    now: datetime
    skills: Mapping[str, Skill] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    definitions: Definitions = field(default_factory=Definitions)

    @property
    def custom(self) -> tuple[CustomField, ...]:
        """The custom fields that are in use."""
        return tuple(one for one in self.definitions.fields if one.active)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read under its mapping, ready to be stored."""

    mapping: ColumnMapping
    reading: Reading
    examined: Examined
    issues: tuple[Issue, ...]


class _WithheldError(Exception):
    """Leaves the unit without a commit; carries the report."""

    def __init__(self, report: Report) -> None:
        self.report = report


@dataclass(frozen=True, slots=True)
class Watch:
    """Follows the work from another thread. `progress` gets (stage, rows done, rows in all or 0).

    Stages: "read", "check", "write". When `cancelled` turns true, `import.cancelled` is raised and
    nothing has been written.
    """

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    cancelled: Callable[[], bool] = field(default=lambda: False)

    def step(self, stage: str, done: int, total: int = 0) -> None:
        """Tell how far the work is, and stop if that is wanted."""
        if self.cancelled():
            raise DomainError("import.cancelled")
        self.progress(stage, done, total)


def inspect(request: Request, custom: Sequence[CustomField] = ()) -> Inspection:
    """Columns, samples and a mapping, without a database. Raises what `open_table` raises.

    Columns of `custom` fields are only recognised where these are given.
    """
    with _readable(request.path):
        return _inspected(request, custom)


def _inspected(request: Request, custom: Sequence[CustomField]) -> Inspection:
    table = open_table(
        request.path, sheet=request.sheet, encoding=request.encoding, limits=request.limits
    )
    mapping = request.mapping or guess(request.kind, table.columns, custom)
    return Inspection(
        table=table,
        mapping=mapping,
        samples=tuple(islice(table.rows(), SAMPLES)),
        issues=table.issues,
    )


def catalogue(context: Context) -> Catalogue:
    """What reading needs of the database. Raises `database.*`."""
    with context.database.snapshot() as snapshot:
        return Catalogue(
            now=context.clock(),
            skills=snapshot.skills.all(),
            regions=tuple(snapshot.regions.all().values()),
            definitions=snapshot.workflows.definitions(),
        )


def prepare(request: Request, known: Catalogue, watch: Watch) -> Prepared:
    """Read the whole file; no database.

    Raises what `inspect` raises, `import.required`, `import.mapping_column`, `import.no_rows`,
    `import.time_zone`, `import.cancelled`.
    """
    require_zone(request.time_zone)
    with _readable(request.path):
        return _prepared(request, known, watch)


def _prepared(request: Request, known: Catalogue, watch: Watch) -> Prepared:
    inspection = _inspected(request, known.custom)
    mapping, lacking = resolve(inspection.mapping, inspection.table.columns)
    reading = Reading(
        zone=ZoneInfo(mapping.time_zone or request.time_zone),
        now=known.now,
        skills=known.skills,
        regions=known.regions,
        definitions=known.definitions,
        source=request.path.name,
        columns=mapping.columns,
    )
    examined = examine(inspection.table, mapping, reading, lambda done: watch.step("read", done))
    unused = _unused(inspection.table, mapping)
    issues = (*inspection.issues, *lacking, *unused, *examined.issues)
    return Prepared(mapping, reading, examined, issues)


def foresee(context: Context, prepared: Prepared, watch: Watch) -> Report:
    """What importing the rows would do; nothing is written. Raises `database.*`."""
    with context.database.unit(user=context.user) as unit:
        return _store(context, unit, prepared, watch, dry=True)


def carry_out(
    context: Context, command_id: UUID, prepared: Prepared, mode: Mode, watch: Watch
) -> Report:
    """Import the rows in one transaction; safe to repeat.

    With a refused row and `ALL_OR_NOTHING` nothing is written: `Report.written` is False. Raises
    `import.cancelled` (nothing written) and `database.*`.
    """

    def work(unit: Unit) -> Report:
        report = _store(context, unit, prepared, watch, dry=unit.already_done)
        if mode is Mode.ALL_OR_NOTHING and report.counts.refused:
            raise _WithheldError(report)
        return report

    try:
        report, changes = context.database.run(
            work, user=context.user, command=command_id, what=f"import {prepared.mapping.kind}"
        )
    except _WithheldError as withheld:
        return withheld.report
    return replace(report, written=True, changes=changes)


def preview(context: Context, request: Request, watch: Watch | None = None) -> Report:
    """What importing the file would do: `prepare`, then `foresee`."""
    watch = watch or Watch()
    return foresee(context, prepare(request, catalogue(context), watch), watch)


def run(
    context: Context,
    command_id: UUID,
    request: Request,
    mode: Mode = Mode.ALL_OR_NOTHING,
    watch: Watch | None = None,
) -> Report:
    """Import the file: `prepare`, then `carry_out`."""
    watch = watch or Watch()
    prepared = prepare(request, catalogue(context), watch)
    return carry_out(context, command_id, prepared, mode, watch)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A disk or share that fails in mid-file leaves as `import.unreadable`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("import.unreadable", file=str(path), reason=reason) from None


def _unused(table: Table, mapping: ColumnMapping) -> tuple[Issue, ...]:
    used = {column for several in mapping.columns.values() for column in several}
    names = ", ".join(column for column in table.columns if column not in used)
    return (issue("import.note.unused_columns", columns=names),) if names else ()


def _store(context: Context, unit: Unit, prepared: Prepared, watch: Watch, *, dry: bool) -> Report:
    kind = prepared.mapping.kind
    drafts = prepared.examined.drafts
    outcomes = {draft.row: Outcome.REFUSED for draft in drafts if draft.refused}
    outcomes |= dict.fromkeys(prepared.examined.repeated, Outcome.UNCHANGED)
    issues = [*prepared.issues, *(found for draft in drafts for found in draft.issues)]
    good = [draft for draft in drafts if draft.row not in outcomes]
    issues += write_skills(unit, good, prepared.examined.new_skills, dry=dry)
    store = STORES[kind](context, prepared.reading)
    stage = "check" if dry else "write"
    for start in range(0, len(good), BATCH):
        watch.step(stage, start, len(good))
        stored = store.store(unit, good[start : start + BATCH], dry=dry)
        outcomes |= stored.outcomes
        issues += stored.issues
    if isinstance(store, TyingStore):
        tied = store.tie(unit, dry=dry)
        outcomes |= tied.outcomes
        issues += tied.issues
    watch.step(stage, len(good), len(good))
    return Report(
        kind=kind,
        mapping=prepared.mapping,
        outcomes={draft.row: outcomes[draft.row] for draft in drafts},
        issues=tuple(sorted(issues, key=lambda found: found.row or 0)),
        drafts=drafts,
        custom=prepared.reading.definitions.fields,
    )
