"""Phone numbers as people say and write them, made comparable."""

import re

_COUNTRY = re.compile(r"^(00)?86(?=\d{10})")
"""China's, before a number that is complete without it."""


def digits(written: str) -> str:
    """The number's own digits: no spaces, dashes or brackets, no +86, no leading zero.

    The start of a number gives the start of these.
    """
    return _COUNTRY.sub("", re.sub(r"\D", "", written)).lstrip("0")


def alike(one: str, other: str) -> bool:
    """Whether both are the same number. Nothing is like no number."""
    return bool(digits(one)) and digits(one) == digits(other)
