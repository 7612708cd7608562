"""What has changed since a program last asked, with nothing missed."""

import re
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.api.answers import Problem
from dispatch_console.gateway.api.caller import Reader
from dispatch_console.gateway.api.fields import LARGEST_ID, Told
from dispatch_console.storage.unit_of_work import Snapshot

router = APIRouter(tags=["changes"])

_CURSOR = re.compile(r"[0-9a-f-]{36}/([0-9]+):([0-9]+):((?:[0-9]+(?:,[0-9]+)*)?)", re.ASCII)


def _sound(cursor: str) -> str:
    """Such as the feed gives: an epoch, and a snapshot as PostgreSQL writes it."""
    found = _CURSOR.fullmatch(cursor)
    if cursor and found is None:
        raise ValueError("cursor")
    if found is not None:
        first, last = int(found[1]), int(found[2])
        under_way = [int(one) for one in found[3].split(",") if one]
        in_order = under_way == sorted(set(under_way))
        between = all(first <= one < last for one in under_way)
        if not (0 < first <= last <= LARGEST_ID and in_order and between):
            raise ValueError("cursor")
    return cursor


FeedCursor = Annotated[
    str,
    AfterValidator(_sound),
    Query(max_length=20_000, description="`cursor` of the last answer; without one: from now on"),
]


class Changes(Told):
    """The tickets and engineers that were made or changed, by number."""

    cursor: str = Field(description="Send it next time")
    tickets: list[str]
    engineers: list[str]


@router.get(
    "/changes",
    summary="What changed since you last asked",
    responses={410: {"model": Problem, "description": "The cursor is good no longer"}},
)
def changes(caller: Reader, cursor: FeedCursor = "") -> Changes:
    """Ask once without `cursor`, read all tickets, and then ask with the cursor of the last answer
    from time to time. 410 where that is too old, or from before a restore: begin anew."""
    with caller.context.database.snapshot() as snap:
        here = snap.feed.cursor()
        if not cursor:
            return Changes(cursor=here, tickets=[], engineers=[])
        found = _since(snap, cursor)
        tickets = snap.tickets.get(found.tickets)
        wholes = snap.tickets.get({one.whole for one in tickets.values()})
        engineers = snap.engineers.get(found.engineers)
    return Changes(
        cursor=here,
        tickets=[one.number for one in wholes.values()],
        engineers=sorted(one.number for one in engineers.values()),
    )


def _since(snap: Snapshot, cursor: str) -> ChangeSet:
    """Raises `api.cursor_old`."""
    try:
        return snap.feed.since(cursor).changes
    except DomainError as error:
        if error.code == "board.reload":
            raise DomainError("api.cursor_old") from error
        raise
