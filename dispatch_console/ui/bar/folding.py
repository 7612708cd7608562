"""Sentences and names made alike before they are compared. No Qt here."""

import unicodedata


def folded(text: str) -> str:
    """Full-width to plain, single blanks, lower case; as long as `plain(text)`."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain(text))


def plain(text: str) -> str:
    """Full-width to plain, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
