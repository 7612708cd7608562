"""Text for where there is one line alone: subjects of mails, lines of labels, a terminal."""

import unicodedata

DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: they can make a line read as what it is not."""


def one_line(text: str) -> str:
    """The text with blanks for its line ends, without controls and marks of direction."""
    return " ".join("".join(filter(_stays, text)).split())


def _stays(letter: str) -> bool:
    hidden = unicodedata.category(letter) == "Cc" or letter in DIRECTIONS
    return letter.isspace() or not hidden
