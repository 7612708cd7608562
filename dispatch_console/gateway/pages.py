"""Pages made of templates: what is filled in is escaped, sentences come from the catalogue."""

from functools import cache
from typing import Any

from fastapi import Request
from jinja2 import StrictUndefined, select_autoescape
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from dispatch_console.gateway.shipped import shipped
from dispatch_console.support.i18n import LANGUAGES, language, pick, tr
from dispatch_console.support.resources import resource


def page(request: Request, name: str, status: int = 200, /, **values: Any) -> Response:
    """The template filled; `lang`, `languages`, `tr`, `pick` and `shipped` are known in
    each."""
    known = {"lang": language(), "languages": LANGUAGES, **values}
    return _templates().TemplateResponse(request, name, known, status)


@cache
def _templates() -> Jinja2Templates:
    made = Jinja2Templates(directory=resource("web"))
    made.env.autoescape = select_autoescape(default=True)
    made.env.undefined = StrictUndefined
    made.env.globals.update(tr=tr, pick=pick, shipped=shipped)
    return made
