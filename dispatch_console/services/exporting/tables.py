"""One table into a file of the format that its name ends with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.table_writer import Line, write_csv, write_xlsx

_WRITERS: Mapping[str, Callable[[Path, Sequence[str], Iterable[Line]], int]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
}


def require_format(path: Path) -> None:
    """Raises `export.format` for a name that ends with neither .csv nor .xlsx."""
    if path.suffix.lower() not in _WRITERS:
        raise DomainError("export.format", file=path.name)


def write_table(path: Path, columns: Sequence[str], lines: Iterable[Line]) -> int:
    """Write it, and say how many lines there were. Raises `export.format`, `import.write`."""
    require_format(path)
    return _WRITERS[path.suffix.lower()](path, columns, lines)
