"""What is hashed for seals: lists of texts, in the form that `docs/audit.md` gives."""

import hashlib
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def digest_of(*parts: str | None) -> bytes:
    """The SHA-256 of the texts."""
    return hashlib.sha256(sealed_text(*parts)).digest()


def sealed_text(*parts: str | None) -> bytes:
    """The texts as one, such that no other texts give the same: each with its length in bytes."""
    coded = (None if part is None else part.encode() for part in parts)
    return b",".join(b"-" if part is None else b"%d:%b" % (len(part), part) for part in coded)


def microseconds(moment: datetime) -> str:
    """Whole microseconds since 1970 UTC."""
    return str((moment - _EPOCH) // timedelta(microseconds=1))
