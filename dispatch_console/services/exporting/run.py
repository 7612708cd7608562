"""Writing a file of one kind of rows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_console.services.context import Context
from dispatch_console.services.exporting.client_lines import (
    contact_lines,
    contract_lines,
    device_lines,
)
from dispatch_console.services.exporting.lines import (
    Lines,
    engineer_lines,
    site_lines,
    ticket_lines,
)
from dispatch_console.services.exporting.part_lines import part_lines
from dispatch_console.services.exporting.tables import require_format, write_table
from dispatch_console.services.importing.field import Kind
from dispatch_console.storage.unit_of_work import Snapshot

_LINES: Mapping[Kind, Callable[[Snapshot, datetime, ZoneInfo], Lines]] = {
    Kind.TICKETS: ticket_lines,
    Kind.ENGINEERS: engineer_lines,
    Kind.SITES: site_lines,
    Kind.CONTACTS: contact_lines,
    Kind.DEVICES: device_lines,
    Kind.CONTRACTS: contract_lines,
    Kind.PARTS: part_lines,
}


def export(context: Context, kind: Kind, path: Path, *, time_zone: str) -> int:
    """Write all rows of a kind; returns their number. The suffix of `path` says the format.

    Times carry their offset. What was merged into something else is left out. Raises
    `export.format`, `import.write`, `database.*`.
    """
    require_format(path)
    zone = ZoneInfo(time_zone)
    with context.database.snapshot() as snapshot:
        columns, lines = _LINES[kind](snapshot, context.clock(), zone)
        return write_table(path, columns, lines)
