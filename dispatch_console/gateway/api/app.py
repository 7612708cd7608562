"""The API put together."""

from fastapi import Depends, FastAPI

from dispatch_console.gateway.api import (
    answers,
    articles,
    assets,
    changes,
    comments,
    customers,
    definitions,
    engineers,
    parts,
    steps,
    ticket_files,
    tickets,
)
from dispatch_console.gateway.api.caller import known
from dispatch_console.gateway.api.described import nothing_unknown
from dispatch_console.gateway.api.limiter import Limiter
from dispatch_console.services.context import Context

VERSION = "1.0"

ROOT = "/api/v1"
"""Where it is in the gateway."""

ABOUT = """
Tickets and what belongs to them, for CRM, ERP and other programs.

Send the key you were given as `Authorization: Bearer …`. Times are ISO 8601 with a zone, durations
seconds, distances metres, amounts of money decimal digits with a currency. `Accept-Language`
(`en`, `zh`) says in which language messages are.
"""

ROOMS = (
    tickets,
    steps,
    comments,
    ticket_files,
    changes,
    definitions,
    engineers,
    customers,
    assets,
    articles,
    parts,
)
"""In the order they are described in."""


def make_api(context: Context) -> FastAPI:
    """The API on a database."""
    api = FastAPI(
        title="Dispatch Console",
        version=VERSION,
        description=ABOUT.strip(),
        servers=[{"url": ROOT}],
        root_path_in_servers=False,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        responses=answers.DOCUMENTED,
        generate_unique_id_function=lambda route: f"{route.tags[0]}_{route.name}",
    )
    api.state.context = context
    api.state.limiter = Limiter()
    for room in ROOMS:
        api.include_router(room.router, dependencies=[Depends(known), Depends(nothing_unknown)])
    answers.answer_for(api)
    return api
