"""Keys by which an engineer's phone, or a program, asks the gateway."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AccessKeyId, EngineerId

LONGEST_NAME = 80

_BYTES = 32


class Holder(StrEnum):
    """Who asks by a key."""

    ENGINEER = "engineer"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key, without the secret that only its holder has.

    `name` says whose it is: the engineer's number, or what a program is called. `read_only`: it
    changes nothing. It is good until `expires_at`, if at all, and until it was `ended_at`.
    """

    id: AccessKeyId
    kind: Holder
    name: str
    engineer_id: EngineerId | None = None
    read_only: bool = False
    made_by: str = ""
    made_at: datetime
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    @property
    def user(self) -> str:
        """In whose name the gateway acts for it."""
        return f"{self.kind.value}:{self.name}"

    def require_good(self, now: datetime) -> None:
        """Raises `key.ended`, `key.expired`."""
        if self.ended_at is not None:
            raise DomainError("key.ended")
        if self.expires_at is not None and now >= self.expires_at:
            raise DomainError("key.expired")


def new_secret() -> str:
    """What a holder shows; nobody can guess it."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> bytes:
    """SHA-256 of a secret, 32 bytes: all that is kept of it. It is random, so needs no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def engineer_link(base_url: str, secret: str) -> str:
    """What an engineer's phone opens once: the gateway's address as it is reached from outside,
    and the key."""
    return f"{base_url.strip().rstrip('/')}/engineer/enter/{secret}"
