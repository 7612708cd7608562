"""In by the personal link, and out."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from dispatch_console.gateway.engineer.caller import forget, known, remember
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.showing import onward
from dispatch_console.gateway.pages import page

router = APIRouter(route_class=EngineerRoute)

Secret = Annotated[str, Path(max_length=200)]


@router.get("/enter/{secret}")
def knock(request: Request, secret: Secret) -> Response:
    """Whose page it is; whoever follows the link, a mail scanner say, has done nothing yet."""
    return page(request, "engineer/enter.html", engineer=known(request, secret).engineer)


@router.post("/enter/{secret}")
def enter(request: Request, secret: Secret) -> Response:
    """Have this phone keep the key."""
    known(request, secret)
    response = onward("")
    remember(response, request, secret)
    return response


@router.post("/leave")
def leave() -> Response:
    """Have this phone forget the key, which stays good."""
    response = onward("")
    forget(response)
    return response
