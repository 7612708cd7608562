"""Messages as JSON over HTTP: to WeCom group robots, and signed to other systems."""

import hmac
import json
from hashlib import sha256
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import PHONE
from dispatch_console.domain.queue import is_web
from dispatch_console.services.delivering.routes import TIMEOUT_S
from dispatch_console.storage.repositories.delivery import Outgoing

LARGEST_ANSWER = 1 << 16
MOST_BYTES = 2000
"""WeCom takes 2,048 bytes of text."""


class _Stay(HTTPRedirectHandler):
    """What is signed for one address goes to no other."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def send_to_robot(message: Outgoing, robot: str) -> None:
    """To the robot whose address the message has, else to `robot`, calling on the user or phone
    named.

    Raises `send.address`, `send.unreachable`, `send.refused`.
    """
    own = is_web(message.address)
    words = "\n".join(part for part in (message.subject, message.body) if part)
    text: dict[str, object] = {
        "content": words.encode()[:MOST_BYTES].decode("utf-8", "ignore"),
    }
    if not own:
        phone = message.address.removeprefix(PHONE)
        called = "mentioned_list" if phone == message.address else "mentioned_mobile_list"
        text[called] = [phone]
    url = message.address if own else robot
    answer = _post(url, json.dumps({"msgtype": "text", "text": text}).encode(), message.key, {})
    if answer.get("errcode", 0) != 0:
        reason = f"{answer.get('errcode')} {answer.get('errmsg', '')}"
        raise DomainError("send.refused", server=_server(url), reason=reason[:300])


def send_to_system(message: Outgoing, secret: str) -> None:
    """As JSON, with ``X-Dispatch-Signature: sha256=<HMAC of the body>``.

    Raises `send.address`, `send.unreachable`, `send.refused`.
    """
    said = {
        "key": message.key,
        "subject": message.subject,
        "body": message.body,
        "ticket_id": message.ticket_id,
        "created_at": message.created_at.isoformat(),
        "data": message.data,
    }
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    _post(message.address, body, message.key, {"X-Dispatch-Signature": signature(body, secret)})


def signature(body: bytes, secret: str) -> str:
    """What a receiver compares with its own reckoning."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def _post(url: str, body: bytes, key: str, more: dict[str, str]) -> dict[str, Any]:
    if not is_web(url):
        raise DomainError("send.address", address=url)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": sha256(key.encode()).hexdigest(),
        **more,
    }
    try:
        with build_opener(_Stay).open(Request(url, body, headers), timeout=TIMEOUT_S) as reply:
            answer = reply.read(LARGEST_ANSWER)
    except HTTPError as error:
        with error:
            raise DomainError("send.refused", server=_server(url), reason=str(error.code)) from None
    except URLError as error:
        raise _unreachable(url, error.reason) from error
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(url, error) from error
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _server(url: str) -> str:
    """The server alone: the rest of a robot's address is its secret."""
    return urlsplit(url).hostname or ""


def _unreachable(url: str, error: object) -> DomainError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DomainError("send.unreachable", server=_server(url), reason=reason)
