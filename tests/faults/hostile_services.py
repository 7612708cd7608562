"""Hostile text in every field the services take: kept or refused in words."""

import json
import random
from collections.abc import Iterator

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.support.storable import storable
from tests.faults.hostile import TEXTS
from tests.faults.hostile_clients import CLIENTS, STORES
from tests.faults.hostile_definitions import DEFINITIONS
from tests.faults.hostile_house import Entry, House
from tests.faults.hostile_talk import TALK
from tests.faults.hostile_tickets import TICKETS

ENTRIES: dict[str, Entry] = {**TICKETS, **TALK, **CLIENTS, **STORES, **DEFINITIONS}

UNFORESEEN = frozenset({"database.failed", "database.lost", "database.unreachable"})


def wrong(ctx: Context, house: House, name: str, text: str) -> str | None:
    """What is wrong after the text went in there; None if it is kept or refused in words."""
    try:
        read = ENTRIES[name](ctx, house, text)
    except DomainError as refusal:
        return f"{name}: {refusal.code}" if refusal.code in UNFORESEEN else None
    except Exception as error:
        return f"{name}: {type(error).__name__}: {str(error)[:80]}"
    if storable(read).strip() == storable(text).strip():
        return None
    return f"{name}: reads {json.dumps(read[:60])}"


def all_wrong(ctx: Context, house: House, every: int = 1) -> tuple[int, list[str]]:
    """How many texts went in (of the pairs of text and field, shuffled, each `every`th), and what
    was wrong with which."""
    pairs = [(text, name) for text in TEXTS for name in ENTRIES]
    random.Random(5).shuffle(pairs)
    tried = pairs[::every]
    return len(tried), list(_faults(ctx, house, tried))


def _faults(ctx: Context, house: House, pairs: list[tuple[str, str]]) -> Iterator[str]:
    for text, name in pairs:
        fault = wrong(ctx, house, name, TEXTS[text])
        if fault is not None:
            yield f"{text} in {fault}"
