"""Tables on a terminal, with Chinese characters counted as the two cells they take."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """How many cells the text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fitted(text: str, cells: int) -> str:
    """The text padded, or cut with an ellipsis, to so many cells."""
    if width(text) > cells:
        while width(text) > cells - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (cells - width(text))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 60) -> str:
    """Head, rule and rows with columns as wide as needed, at most `widest` cells each."""
    columns = list(zip(head, *rows, strict=True))
    cells = [min(widest, max(width(text) for text in column)) for column in columns]
    lines = [_line(head, cells), "  ".join("─" * n for n in cells)]
    return "\n".join([*lines, *(_line(row, cells) for row in rows)])


def _line(row: Sequence[str], cells: Sequence[int]) -> str:
    return "  ".join(fitted(text, n) for text, n in zip(row, cells, strict=True)).rstrip()
