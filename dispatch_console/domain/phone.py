"""Phone numbers as people say and write them, made comparable."""

import re

ABROAD = r"^[^0-9+]*(\+|00)\s*86"
"""China's country code as it is dialled from elsewhere; also a pattern of PostgreSQL's."""

BARE = r"^86(?=\d{10})"
"""The same without a sign of it, before a number that is complete in itself."""

AREA = r"^(10|2\d|[3-9]\d\d)(?=\d{7,8}$)"
"""The area code, without its zero, of a fixed line's whole number in the form of `digits`."""


def digits(written: str) -> str:
    """The number's own digits: no spaces, dashes or brackets, no +86, no leading zero.

    The start of a number gives the start of these.
    """
    own = re.sub(r"\D", "", re.sub(ABROAD, "", written))
    return re.sub(BARE, "", own).lstrip("0")


def alike(one: str, other: str) -> bool:
    """Whether both are the same number. Nothing is like no number."""
    return bool(digits(one)) and digits(one) == digits(other)


def local(written: str) -> str:
    """The number as it is dialled next door: `digits`, of a fixed line without the area code."""
    return re.sub(AREA, "", digits(written))


def alike_nearby(one: str, other: str) -> bool:
    """Whether both may be the same number, where one of them was said without its area code."""
    return (
        bool(local(one))
        and local(one) == local(other)
        and (alike(one, other) or digits(one) == local(one) or digits(other) == local(other))
    )
