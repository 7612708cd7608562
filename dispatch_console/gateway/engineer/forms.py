"""What a form sends, taken as text whatever it is. Raises `gateway.unfit` for what no page of ours
would send."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from dispatch_console.domain.attachment import LARGEST, MOST, File, admit
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.numbers import decimal_of

MOST_INPUTS = 200
"""Of a form, and files sent with it."""

_OF_THE_PAGE = frozenset({"command", "seen"})
"""Inputs that nobody types."""


async def _read(request: Request) -> FormData:
    return await request.form(max_files=MOST_INPUTS, max_fields=MOST_INPUTS)


Form = Annotated[FormData, Depends(_read)]


def text(form: FormData, name: str) -> str:
    """What was typed, without blanks around it; "" for nothing."""
    found = form.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def typed(form: FormData) -> dict[str, str]:
    """All of it, to fill the form in again."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def command(request: Request, form: FormData) -> UUID:
    """By which the database knows again what comes twice: the same page's form with the same
    contents. What is typed anew on a page that was sent before is another command."""
    try:
        page = UUID(text(form, "command"))
    except ValueError:
        raise DomainError("gateway.unfit", fields="command") from None
    told = [
        [name, value if isinstance(value, str) else [value.filename, value.size]]
        for name, value in form.multi_items()
        if name not in _OF_THE_PAGE
    ]
    return uuid5(page, json.dumps([request.url.path, told]))


def quantity(form: FormData) -> Decimal:
    """An amount. Raises `part.quantity`."""
    try:
        return decimal_of(text(form, "quantity"))
    except ValueError:
        raise DomainError("part.quantity") from None


def row_key(form: FormData, name: str) -> int:
    """The id of a row."""
    words = text(form, name)
    if not (words.isascii() and words.isdecimal() and len(words) < 19):
        raise DomainError("gateway.unfit", fields=name)
    return int(words)


def moment(form: FormData, name: str, zone: ZoneInfo) -> datetime | None:
    """A day and time in the zone, in UTC; None where none is given."""
    words = text(form, name)
    if not words:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise DomainError("gateway.unfit", fields=name) from None
    return found.replace(tzinfo=zone).astimezone(UTC) if found.tzinfo is None else found


def files(form: FormData, name: str) -> tuple[File, ...]:
    """The files that were chosen. Raises as `domain.attachment.admit`, and `attachment.many`."""
    given = [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
    if len(given) > MOST:
        raise DomainError("attachment.many", most=MOST)
    return tuple(admit(one.filename or "", one.file.read(LARGEST + 1)) for one in given)
