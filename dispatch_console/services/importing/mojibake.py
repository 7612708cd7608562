"""UTF-8 that some program read as Western before: "Ã¼" for "ü".

It is put right only where the whole file proves it, for "È´" may be just what somebody wrote.
"""

from collections.abc import Iterable

from dispatch_console.services.importing.csv_rows import Cell

_EVERYDAY = (
    (0x00A0, 0x017F),  # letters and signs of Western and Central Europe
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x2010, 0x2044),  # punctuation
    (0x20A0, 0x2122),  # money, ℃, ™
    (0x3000, 0x30FF),  # Chinese and Japanese punctuation, kana
    (0x4E00, 0x9FFF),  # Chinese
    (0xAC00, 0xD7A3),  # Korean
    (0xFF01, 0xFFEE),  # full width
)
"""Characters that texts are made of (Unicode blocks, first and last)."""


def mended(text: str) -> str | None:
    """The text as it was meant; None where it is no such text."""
    try:
        found = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return found if all(map(_everyday, found)) else None


class Evidence:
    """What a file shows, cell by cell: it is proven if all that is not plain ASCII was spoiled so,
    and something is."""

    def __init__(self) -> None:
        self._seen = self._against = False

    def observe(self, cells: Iterable[Cell]) -> None:
        """Look at some cells, of whatever column."""
        if self._against:
            return
        for cell in cells:
            if isinstance(cell, str) and not cell.isascii():
                self._seen = True
                self._against = self._against or mended(cell) is None

    @property
    def proven(self) -> bool:
        """Whether texts are to be mended."""
        return self._seen and not self._against


def _everyday(letter: str) -> bool:
    return letter.isascii() or any(first <= ord(letter) <= last for first, last in _EVERYDAY)
