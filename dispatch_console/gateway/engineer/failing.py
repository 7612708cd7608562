"""What went wrong, told on a page that leads an engineer on."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from dispatch_console.domain.connection import may_have_been_lost
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.engineer.caller import forget
from dispatch_console.gateway.failures import noted
from dispatch_console.gateway.pages import page


class EngineerRoute(APIRoute):
    """A route whose refusals and outages are told in place of its page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As for any route."""
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answer(request)
            except DomainError as error:
                return _told(request, error)

        return handler


def _told(request: Request, error: DomainError) -> Response:
    status, sentence = noted(request, error)
    if error.code.startswith("key."):
        # A browser sends no strict cookie where a page of somebody else's led here: then none is
        # there to be told of, or to be taken away.
        kept = getattr(request.state, "asked_by_cookie", False)
        shown = sentence if kept or "secret" in request.path_params else ""
        response = page(request, "engineer/locked.html", 401, sentence=shown)
        if kept:
            forget(response)
        return response
    return page(
        request,
        "engineer/failure.html",
        status,
        sentence=sentence,
        sent=request.method == "POST",
        again=may_have_been_lost(error),
    )
