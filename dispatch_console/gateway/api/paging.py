"""Lists by the page: a cursor says after which row the next one begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from dispatch_console.gateway.api.fields import LARGEST_ID

MOST, USUAL = 200, 50

MOST_WORDS = 200
"""Characters to search for."""


def cursor_after(row: int) -> str:
    """The cursor for what comes after the row of that id."""
    return urlsafe_b64encode(str(row).encode()).decode().rstrip("=")


def row_before(cursor: str) -> int | None:
    """The id of the row before, None for the first page. Raises ValueError for no cursor."""
    if not cursor:
        return None
    found = int(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    if not 0 < found <= LARGEST_ID:
        raise ValueError("cursor")
    return found


def _checked(cursor: str) -> str:
    row_before(cursor)
    return cursor


Cursor = Annotated[
    str,
    AfterValidator(_checked),
    Query(max_length=40, description="`next_cursor` of the page before"),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of a page")]
