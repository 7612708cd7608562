"""What holds for every request and answer: its language, its size, where it may come from."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch_console.gateway.failures import API
from dispatch_console.support.i18n import LANGUAGES, language, speaking, tr

MOST_BYTES = 25 * 1024 * 1024
"""A request's body: some photos of a phone."""

LANGUAGE_COOKIE = "language"

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none';"
    " base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    # Without a referrer browsers would not say where a form comes from either.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guard:
    """Around the application. Sets the language of the request, refuses bodies of more than
    `MOST_BYTES` and what a page of somebody else's sends, and adds the headers that keep pages
    to themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        with speaking(wanted_language(scope, headers)):
            if _is_foreign(scope, headers):
                await _refuse(scope, 403, "gateway.foreign")(scope, receive, send)
            elif _length(headers) > MOST_BYTES:
                await _refuse(scope, 413, "gateway.large")(scope, receive, send)
            else:
                await self._app(scope, _limited(receive), _with_headers(scope, send))


def wanted_language(scope: Scope, headers: Headers) -> str:
    """The one asked for by `?lang=`, else kept in the cookie, else the browser's, else ours."""
    asked = QueryParams(scope.get("query_string", b"")).get("lang", "")
    kept = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE, "")
    for found in (asked, kept):
        if found in LANGUAGES:
            return found
    for part in headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if known := next((name for name in LANGUAGES if code and name.startswith(code)), ""):
            return known
    return language()


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    origin = headers.get("origin", "")
    if scope["method"] in ("GET", "HEAD", "OPTIONS") or not origin or "authorization" in headers:
        return False
    return urlsplit(origin).netloc != headers.get("host", "")


def _length(headers: Headers) -> int:
    said = headers.get("content-length", "0")
    return int(said) if said.isdecimal() and len(said) < 20 else MOST_BYTES + 1


def _limited(receive: Receive) -> Receive:
    """Reads no more than `MOST_BYTES`, whatever was said of the length, as if the line broke."""
    count = 0

    async def read() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        return message if count <= MOST_BYTES else {"type": "http.disconnect"}

    return read


def _with_headers(scope: Scope, send: Send) -> Send:
    """And the language that was asked for is kept for the pages that follow."""
    chosen = QueryParams(scope.get("query_string", b"")).get("lang", "")

    async def write(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if chosen in LANGUAGES:
                kept = f"{LANGUAGE_COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax"
                headers.append("Set-Cookie", kept)
        await send(message)

    return write


def _refuse(scope: Scope, status: int, code: str) -> Response:
    if scope["path"].startswith(API):
        return JSONResponse({"code": code, "message": tr(code)}, status, headers=_HEADERS)
    return PlainTextResponse(tr(code), status, headers=_HEADERS)
