"""Pages for an engineer who is let in."""

from typing import Any
from uuid import uuid4

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.engineer.caller import HOME, Caller
from dispatch_console.gateway.engineer.say import Say, done_sentence
from dispatch_console.gateway.failures import status_of
from dispatch_console.gateway.pages import page
from dispatch_console.words import text


def show(
    request: Request,
    me: Caller,
    name: str,
    /,
    *,
    error: DomainError | None = None,
    sentence: str = "",
    **values: Any,
) -> Response:
    """The template with `me`, `say`, what was `said` done, the `error` (in the words of `sentence`
    where there are any) and a fresh `command`.

    A page may be kept by the phone, which shows it again, with what was typed, where the line is
    gone and one goes back.
    """
    say = Say(me.zone, me.context.clock())
    response = page(
        request,
        f"engineer/{name}",
        200 if error is None else status_of(error),
        me=me.engineer,
        say=say,
        text=text,
        said=done_sentence(request.query_params.get("done", "")),
        error="" if error is None else sentence or say.error(error),
        **{"command": str(uuid4()), **values},
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def onward(path: str, done: str = "", part: str = "") -> Response:
    """To the page below `/engineer`, once something is `done`; at that part of it."""
    query = f"?done={done}" if done else ""
    place = f"#{part}" if part else ""
    return RedirectResponse(f"{HOME}{path}{query}{place}", 303)
