"""Keys by which engineers' phones and other programs ask the gateway."""

from datetime import timedelta
from uuid import UUID

from dispatch_console.domain.access_key import (
    LONGEST_NAME,
    AccessKey,
    Holder,
    digest,
    new_secret,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AccessKeyId, EngineerId
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

LONGEST_DAYS = 3650


def for_engineer(ctx: Context, command: UUID, engineer: EngineerId) -> str:
    """A new key for an engineer's phone: the secret, which is told this once. Keys that the
    engineer had before end.

    Raises `engineer.gone` for one who is not there or works here no more.
    """
    secret = new_secret()

    def work(unit: Unit) -> None:
        if unit.already_done:
            raise DomainError("key.told")
        found = unit.engineers.get([engineer]).get(engineer)
        if found is None or not found.active:
            raise DomainError("engineer.gone", name="" if found is None else found.name)
        now = unit.now()
        unit.access_keys.end([key.id for key in unit.access_keys.of_engineers([engineer])], now)
        key = AccessKey(
            id=AccessKeyId(0),
            kind=Holder.ENGINEER,
            name=found.number,
            engineer_id=engineer,
            made_by=ctx.user,
            made_at=now,
        )
        unit.access_keys.make(key, digest(secret))

    ctx.database.run(work, user=ctx.user, command=command, what="key.engineer")
    return secret


def for_program(
    ctx: Context, command: UUID, name: str, *, read_only: bool = False, days: int | None = None
) -> str:
    """A new key for a program of that name: the secret, which is told this once.

    Good for so many days, or until it is ended. Raises `key.name`, `key.days`.
    """
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME or not called.isprintable():
        raise DomainError("key.name", most=LONGEST_NAME)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise DomainError("key.days", most=LONGEST_DAYS)
    secret = new_secret()

    def work(unit: Unit) -> None:
        if unit.already_done:
            raise DomainError("key.told")
        now = unit.now()
        key = AccessKey(
            id=AccessKeyId(0),
            kind=Holder.PROGRAM,
            name=called,
            read_only=read_only,
            made_by=ctx.user,
            made_at=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        unit.access_keys.make(key, digest(secret))

    ctx.database.run(work, user=ctx.user, command=command, what="key.program")
    return secret


def holder(ctx: Context, secret: str, kind: Holder) -> AccessKey:
    """Whose key that is. Raises `key.unknown` for none or one of another kind, `key.ended`,
    `key.expired`, and `key.ended` for that of an engineer who works here no more."""
    with ctx.database.snapshot() as snap:
        found = snap.access_keys.by_digest(digest(secret))
        if found is None or found.kind is not kind:
            raise DomainError("key.unknown")
        found.require_good(snap.now())
        if found.engineer_id is not None:
            engineer = snap.engineers.get([found.engineer_id]).get(found.engineer_id)
            if engineer is None or not engineer.active:
                raise DomainError("key.ended")
        return found


def read(ctx: Context) -> tuple[AccessKey, ...]:
    """All keys, the newest first."""
    with ctx.database.snapshot() as snap:
        return tuple(sorted(snap.access_keys.every().values(), key=lambda key: -key.id))


def end(ctx: Context, command: UUID, key: AccessKeyId) -> None:
    """It is good for nothing from now on; ended before, it stays so. Raises `key.gone`."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        if key not in unit.access_keys.lock([key]):
            raise DomainError("key.gone")
        unit.access_keys.end([key], unit.now())

    ctx.database.run(work, user=ctx.user, command=command, what="key.end")
