"""All addresses below `/engineer`."""

from fastapi import APIRouter

from dispatch_console.gateway.engineer import articles, day, door, parts, steps, talk, ticket
from dispatch_console.gateway.engineer.caller import HOME

router = APIRouter(include_in_schema=False)
for room in (door, day, ticket, steps, talk, parts, articles):
    router.include_router(room.router, prefix=HOME)
