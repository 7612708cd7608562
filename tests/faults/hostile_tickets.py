"""Hostile text in tickets, and in what is asked about them."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from dispatch_console.domain.likeness import Call
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.place import Location
from dispatch_console.services import chronicle
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import unassign
from dispatch_console.services.editing import edit
from dispatch_console.services.intake import callers, likely_duplicates
from dispatch_console.services.overriding import Grounds, assess, override
from dispatch_console.services.regions import RegionDraft, save
from dispatch_console.services.searching import closed_tickets
from dispatch_console.services.tickets import NewTicket, add_note, create
from dispatch_console.support.storable import storable
from tests.factories import NOW
from tests.faults.hostile_house import Entry
from tests.services.company import Company, ticket

TICKET_FIELDS = ("title", "category", "description", "customer_name", "phone", "address")


LONGEST_LOGIN = 63
"""Bytes."""


def _new(field: str) -> Entry:
    def enter(ctx: Context, _company: Company, text: str) -> str:
        given = {"title": "Call"} | {field: text}
        made = create(ctx, uuid4(), NewTicket(**given))  # pyright: ignore[reportArgumentType]
        read = getattr(ticket(ctx, made.id), field)
        chronicle.read(ctx, made.id)
        return read or ""

    return enter


def _edited(field: str) -> Entry:
    def enter(ctx: Context, company: Company, text: str) -> str:
        base = ticket(ctx, company.tickets[0])
        edit(ctx, uuid4(), base, replace(base, **{field: text}))
        read = getattr(ticket(ctx, base.id), field)
        chronicle.read(ctx, base.id)
        return read

    return enter


def _noted(ctx: Context, company: Company, text: str) -> str:
    key = company.tickets[1]
    before = len(ticket(ctx, key).description)
    add_note(ctx, uuid4(), key, text)
    return ticket(ctx, key).description[before:]


def _overridden(ctx: Context, company: Company, text: str) -> str:
    key, who, start = company.tickets[2], company.engineers[0], NOW + timedelta(hours=1)
    unassign(ctx, uuid4(), [key])
    seen = assess(load(ctx), [key], who, start, now=NOW).rules
    grounds = Grounds(OverrideReason.OTHER, text, seen)
    override(ctx, uuid4(), [key], who, start, grounds)
    given = ticket(ctx, key).override
    told = chronicle.read(ctx, key)[0]
    assert given is not None
    assert told.why == f"other: {given.words}"
    return given.words


def _region(field: str) -> Entry:
    def enter(ctx: Context, _company: Company, text: str) -> str:
        west = 100 + 70 * random.random()
        ring = ((west, 1.0), (west + 0.1, 1.0), (west + 0.1, 1.1), (west, 1.1), (west, 1.0))
        given = {"code": str(uuid4())} | {field: text}
        changed = save(ctx, uuid4(), RegionDraft(**given, rings=(ring,)))  # pyright: ignore[reportArgumentType]
        with ctx.database.snapshot() as snap:
            (region,) = snap.regions.get(changed.regions).values()
        return getattr(region, field)

    return enter


def _by_user(ctx: Context, company: Company, text: str) -> str:
    theirs = replace(ctx, user=text)
    add_note(theirs, uuid4(), company.tickets[1], "seen")
    who = chronicle.read(ctx, company.tickets[1])[0].who
    # A login has no more than that, and the trail keeps no more of who is not one.
    cut = len(who.encode()) > LONGEST_LOGIN - 4 and storable(text).startswith(who)
    return text if cut else who


def _asked(ask: Callable[[Context, str], object]) -> Entry:
    def enter(ctx: Context, _company: Company, text: str) -> str:
        ask(ctx, text)
        return text

    return enter


def _duplicates(ctx: Context, text: str) -> object:
    call = Call(words=frozenset({text}), phone=text, location=Location(31.1, 121.3))
    return likely_duplicates(ctx, call, load(ctx).tickets.values(), NOW)


TICKETS: dict[str, Entry] = {
    **{f"intake, {name}": _new(name) for name in (*TICKET_FIELDS, "external_id")},
    **{f"edit, {name}": _edited(name) for name in TICKET_FIELDS},
    "note": _noted,
    "override": _overridden,
    **{f"region, {name}": _region(name) for name in ("code", "name_en", "name_zh")},
    "user": _by_user,
    "caller": _asked(callers),
    "caller after digits": _asked(lambda ctx, text: callers(ctx, f"13800{text}")),
    "search": _asked(closed_tickets),
    "duplicates": _asked(_duplicates),
}
