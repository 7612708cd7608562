"""What goes to a terminal: text without control characters, tables with Chinese in two cells."""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Sequence

from dispatch_console.support.i18n import tr
from dispatch_console.support.one_line import DIRECTIONS

UNBROKEN = "\u00a0"
"""A space at which a cell is not wrapped."""


def say(*parts: object) -> None:
    """Print one line of untrusted text."""
    print(printable(" ".join(str(part) for part in parts)))


def complain(*parts: object) -> None:
    """Print one line of untrusted text to the error stream, after what was said before."""
    with contextlib.suppress(OSError):
        flush()
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(printable(" ".join(str(part) for part in parts)), file=sys.stderr)


def flush() -> None:
    """Hand over what was printed; raises OSError where nobody takes it."""
    if sys.stdout is not None:
        sys.stdout.flush()


def silence() -> None:
    """Let what is still waiting to be printed go nowhere, so that leaving makes no second fuss."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def system_reason(error: OSError) -> str:
    """Why the operating system refused, and what it was about."""
    where = f"{error.filename}: " if error.filename else ""
    return where + tr(error.strerror or str(error))


def watched() -> bool:
    """Whether a person sees the error stream, so that progress may be drawn on it."""
    return sys.stderr is not None and sys.stderr.isatty()


def printable(text: str) -> str:
    """The text in one line, with a stand-in for every character that could command a terminal."""
    return "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isspace():
        return character if character == UNBROKEN else " "
    odd = unicodedata.category(character) in ("Cc", "Cs") or character in DIRECTIONS
    return "\ufffd" if odd else character


def width(text: str) -> int:
    """How many cells the text takes."""
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fitted(text: str, cells: int) -> str:
    """The text padded, or cut with an ellipsis, to so many cells."""
    if width(text) > cells:
        while width(text) > cells - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (cells - width(text))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 60) -> str:
    """Head, rule and rows with columns as wide as needed, at most `widest` cells each.

    Longer text is cut; in the last column it goes on in further lines instead.
    """
    clean = [[printable(text) for text in row] for row in (head, *rows)]
    cells = [min(widest, max(map(width, column))) for column in zip(*clean, strict=True)]
    lines = [*_lines(clean[0], cells), "  ".join("─" * n for n in cells)]
    lines += [line for row in clean[1:] for line in _lines(row, cells)]
    return "\n".join(lines).replace(UNBROKEN, " ")


def _lines(row: Sequence[str], cells: Sequence[int]) -> list[str]:
    *others, last = row
    first, *more = _wrapped(last, cells[-1])
    full = [[*others, first], *([*[""] * len(others), text] for text in more)]
    return [
        "  ".join(fitted(text, n) for text, n in zip(line, cells, strict=True)).rstrip()
        for line in full
    ]


def _wrapped(text: str, cells: int) -> list[str]:
    """The text in lines of at most `cells`, broken at spaces; a longer word stays whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= cells or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
