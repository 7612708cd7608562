"""How much a file may hold before it is refused: checked while reading, never after."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes and counts. `inflation` is how often larger a packed part may unpack."""

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 512 * 1024 * 1024
    inflation: int = 200
    parts: int = 5_000
    rows: int = 200_000
    columns: int = 512
    cell_length: int = 32_767
    lines_per_row: int = 500


DEFAULT = Limits()
