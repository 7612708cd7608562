"""Lists by the page: a cursor says after which row the next one begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import AfterValidator

from dispatch_console.gateway.api.fields import LARGEST_ID
from dispatch_console.storage.repositories.edited import Key, Mergeable, Row, Versioned

Found = TypeVar("Found", bound=Versioned)

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


def cut(found: Sequence[Found], limit: int) -> tuple[Sequence[Found], str | None]:
    """The page, and the cursor for the next: `found` holds one row more where there is one."""
    return found[:limit], cursor_after(found[limit - 1].id) if len(found) > limit else None


def standing(
    rows: Mergeable[Key, Row],
    cursor: str,
    limit: int,
    *,
    external_id: str | None,
    name: str,
    customer: int | None = None,
) -> tuple[Sequence[Row], str | None]:
    """A page of those not merged into others, and the cursor for the next; by external id the one
    of that id, of two that were merged the one that stayed."""
    if external_id is not None:
        return cut(tuple(rows.find([external_id]).values()), limit)
    return cut(rows.page(row_before(cursor) or 0, limit + 1, name, customer), limit)


def _checked(cursor: str) -> str:
    row_before(cursor)
    return cursor


Cursor = Annotated[
    str,
    AfterValidator(_checked),
    Query(max_length=40, description="`next_cursor` of the page before"),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of a page")]
