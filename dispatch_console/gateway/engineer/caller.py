"""Who asks: the engineer whose key the cookie holds, good at this very moment."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Request
from starlette.responses import Response

from dispatch_console.domain.access_key import Holder
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.gateway.request import context_of
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.support import settings

COOKIE = "engineer_key"
HOME = "/engineer"
KEPT = timedelta(days=365)
"""How long a phone keeps the key; whether it is good is asked of the database each time."""

RowKey = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]
"""The id of a row in an address."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`context` acts in the engineer's name; times are shown in the `zone`."""

    engineer: Engineer
    context: Context
    zone: ZoneInfo

    @property
    def id(self) -> EngineerId:
        """Of the engineer."""
        return self.engineer.id


def caller(request: Request) -> Caller:
    """Whoever sent the cookie. Raises `key.unknown`, `key.ended`, `key.expired`."""
    secret = request.cookies.get(COOKIE, "")
    request.state.asked_by_cookie = bool(secret)
    return known(request, secret)


def known(request: Request, secret: str) -> Caller:
    """Whose key that is. Raises as `caller`."""
    if not secret:
        raise DomainError("key.unknown")
    context = context_of(request)
    key = access_keys.holder(context, secret, Holder.ENGINEER)
    assert key.engineer_id is not None
    with context.database.snapshot() as snap:
        engineer = snap.engineers.get([key.engineer_id])[key.engineer_id]
    zone = ZoneInfo(settings.read().time_zone)
    return Caller(engineer, context_of(request, key.user), zone)


def remember(response: Response, request: Request, secret: str) -> None:
    """Have the phone send the key with what it asks from now on, and with nothing else."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(KEPT.total_seconds()),
        path=HOME,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def forget(response: Response) -> None:
    """Have the phone send it no more."""
    response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict")


Me = Annotated[Caller, Depends(caller)]
