"""Questions over HTTP to a road server, and what can go wrong with them as errors people know."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from dispatch_console.domain.errors import DomainError

TIMEOUT_S = 20.0
LARGEST_ANSWER = 64 << 20
"""Bytes; a road server that says more than this is none."""


class RefusedError(Exception):
    """The server's no, with what it answered as JSON if it did."""

    def __init__(self, status: int, answer: object) -> None:
        super().__init__(status)
        self.status, self.answer = status, answer


def ask(url: str, body: object = None, timeout_s: float = TIMEOUT_S) -> Any:
    """The JSON that the server answers to a GET, or with a `body` to a POST of it as JSON.

    Raises `RefusedError`, `travel.unreachable` or `travel.bad_answer`.
    """
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json", "Accept": "application/json"})
    try:
        with urlopen(request, timeout=timeout_s) as reply:
            return _read(url, reply.read(LARGEST_ANSWER + 1))
    except HTTPError as error:
        with error:
            raise RefusedError(error.code, _refusal(error.read(LARGEST_ANSWER))) from None
    except URLError as error:
        raise _unreachable(url, error.reason) from error
    except (OSError, HTTPException) as error:
        raise _unreachable(url, error) from error


def is_url(where: str) -> bool:
    """Whether a server is meant, and not a path."""
    return where.startswith(("http://", "https://"))


def server(url: str) -> str:
    """The server's name and port as people know it, without what may be secret."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or url


def bad_answer(url: str, wanted: str) -> DomainError:
    """The error for an answer that is not what was `wanted`."""
    return DomainError("travel.bad_answer", server=server(url), wanted=wanted)


def refused(url: str, reason: str) -> DomainError:
    """The error for a server that does not answer the question, with the `reason` it gives."""
    return DomainError("travel.refused", server=server(url), reason=reason)


def _unreachable(url: str, error: object) -> DomainError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DomainError("travel.unreachable", server=server(url), reason=reason)


def _read(url: str, answer: bytes) -> object:
    if len(answer) > LARGEST_ANSWER:
        raise bad_answer(url, f"≤ {LARGEST_ANSWER >> 20} MB")
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        raise bad_answer(url, "JSON") from None


def _refusal(answer: bytes) -> object:
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None
