"""The web application: what each address leads to, and what holds for every answer."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from dispatch_console import __version__
from dispatch_console.gateway import failures, health, links
from dispatch_console.gateway.api.app import ROOT, make_api
from dispatch_console.gateway.api.handbook import handbook
from dispatch_console.gateway.engineer import routes as engineer
from dispatch_console.gateway.guard import Guard
from dispatch_console.gateway.shipped import Shipped
from dispatch_console.services.context import Context
from dispatch_console.support.resources import resource


def make_gateway(context: Context) -> ASGIApp:
    """The application on a database; `context.user` is who it acts as where nobody is known."""
    app = FastAPI(title="Dispatch Console", version=__version__, openapi_url=None)
    app.state.context = context
    app.include_router(health.router)
    app.include_router(engineer.router)
    app.include_router(links.router)
    app.mount(ROOT, api := make_api(context), name="api")
    app.include_router(handbook(api))
    app.mount("/static", Shipped(directory=resource("web", "static")), name="static")
    failures.answer_for(app)
    # Around all of it, so that what fails unforeseen is answered in the reader's language too.
    return Guard(app)
