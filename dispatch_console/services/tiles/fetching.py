"""Questions to tile servers, and what can go wrong with them as errors people know."""

from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from dispatch_console.domain.errors import DomainError

TIMEOUT_S = 10.0
LARGEST_ANSWER = 32 << 20


def fetch(url: str) -> bytes:
    """What the server answers. Raises `tiles.refused` and `tiles.unreachable`."""
    server = urlsplit(url).hostname or url
    request = Request(url, headers={"User-Agent": "dispatch-console"})
    try:
        with urlopen(request, timeout=TIMEOUT_S) as reply:
            return reply.read(LARGEST_ANSWER)
    except HTTPError as error:
        with error:
            raise DomainError("tiles.refused", server=server, status=error.code) from None
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or str(error.reason)
        raise DomainError("tiles.unreachable", server=server, reason=reason) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DomainError("tiles.unreachable", server=server, reason=reason) from error
