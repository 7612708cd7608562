"""Style sheets and scripts: a phone on a slow line fetches each once."""

from functools import cache
from hashlib import sha256

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dispatch_console.support.resources import resource

_MARK = "v"


@cache
def shipped(name: str) -> str:
    """The address of a file of ``resources/web/static``; another one once the file is another."""
    held = sha256(resource("web", "static", name).read_bytes()).hexdigest()
    return f"/static/{name}?{_MARK}={held[:12]}"


class Shipped(StaticFiles):
    """The folder. Whoever asks by the address of `shipped` may keep the file for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As for any file."""
        response = await super().get_response(path, scope)
        if _MARK in QueryParams(scope["query_string"]):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
