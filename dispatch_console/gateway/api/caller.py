"""Which program asks, and which command its request is."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dispatch_console.domain.access_key import AccessKey, Holder, digest
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.api.limiter import Limiter
from dispatch_console.gateway.request import context_of
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context

LONGEST_KEY = 200

CLOCKS = timedelta(minutes=5)
"""So much may a program's clock be ahead of ours."""

_COMMANDS = UUID("6f2b8d1c-4a55-4c0e-9a43-0d6f1f2b7e10")
"""The namespace of commands that programs name by a key of theirs."""

_bearer = HTTPBearer(auto_error=False, description="The key of a program")


@dataclass(frozen=True, slots=True)
class Caller:
    """The program by whose `key` was asked; `context` acts in its name."""

    context: Context
    key: AccessKey


def known(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Caller:
    """Raises `api.no_key`, `api.wait`, and what `access_keys.holder` raises."""
    if given is None:
        raise DomainError("api.no_key")
    context = context_of(request)
    address = request.client.host if request.client else ""
    limiter: Limiter = request.app.state.limiter
    told = digest(given.credentials)
    if (wait := limiter.wait_s(address, told)) > 0:
        raise DomainError("api.wait", seconds=math.ceil(wait))
    try:
        key = access_keys.holder(context, given.credentials, Holder.PROGRAM)
    except DomainError as error:
        if error.code.startswith("key."):
            limiter.wrong(address, told)
        raise
    limiter.right(address, told)
    return Caller(context_of(request, key.user), key)


Reader = Annotated[Caller, Depends(known)]
"""Whoever has a key."""


def _writing(caller: Reader) -> Caller:
    if caller.key.read_only:
        raise DomainError("api.read_only", name=caller.key.name)
    return caller


Writer = Annotated[Caller, Depends(_writing)]
"""Whoever has one that changes things. Raises `api.read_only` for others."""


def require_past(ctx: Context, moment: datetime | None) -> None:
    """Raises `api.future` for what cannot have happened yet; clocks may differ a little."""
    if moment is not None and moment > ctx.clock() + CLOCKS:
        raise DomainError("api.future", moment=moment.isoformat())


def _command(
    request: Request,
    caller: Writer,
    idempotency_key: Annotated[
        str,
        Header(
            max_length=LONGEST_KEY,
            description="A name of your own for this request: sent again under the same one, it is"
            " done once and answered alike.",
        ),
    ] = "",
) -> UUID:
    if not idempotency_key:
        return uuid4()
    named = (caller.key.user, request.method, request.url.path, idempotency_key)
    return uuid5(_COMMANDS, "\n".join(named))


Command = Annotated[UUID, Depends(_command)]
"""The id of the command: the same for the same `Idempotency-Key` of the same program."""
