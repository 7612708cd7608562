"""Bytes that only the holder of the key can read, and nobody can change unnoticed: AES-256-GCM."""

import os

from dispatch_console.domain.errors import DomainError

MARK = b"dispatch draft 1\n"
"""What every sealed file begins with."""

KEY_BYTES, NONCE_BYTES = 32, 12


def new_key() -> bytes:
    """A key by chance."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, name: str) -> bytes:
    """The bytes sealed; they can be opened again only under the same name."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return MARK + nonce + AESGCM(key).encrypt(nonce, plain, MARK + name.encode())


def unseal(key: bytes, sealed: bytes, name: str) -> bytes:
    """What was sealed. Raises `draft.unreadable` for another key, name or changed bytes."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    start = len(MARK) + NONCE_BYTES
    if not sealed.startswith(MARK) or len(sealed) <= start:
        raise DomainError("draft.unreadable", file=name)
    try:
        return AESGCM(key).decrypt(sealed[len(MARK) : start], sealed[start:], MARK + name.encode())
    except InvalidTag:
        raise DomainError("draft.unreadable", file=name) from None
