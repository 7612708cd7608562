"""What went wrong, as whoever asked can read it: a page for people, JSON for programs."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.pages import page
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)

API = "/api/"
"""What begins so is asked by programs."""

_STATUS = {
    401: ("key.",),
    403: ("rights.", "database.rights"),
    404: ("gateway.no_page",),
}
_ENDINGS = {404: (".gone", ".unknown"), 409: (".changed", ".changed_meanwhile", ".conflict")}


def answer_for(app: FastAPI) -> None:
    """Have the application answer for every failure."""
    app.add_exception_handler(Exception, _failed)
    app.add_exception_handler(DomainError, _failed)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _refused)


def status_of(error: Exception) -> int:
    """The HTTP status that says best what kind of failure it is."""
    if is_outage(error):
        return 503
    if not isinstance(error, DomainError):
        return 500
    for status, beginnings in _STATUS.items():
        if error.code.startswith(beginnings):
            return status
    for status, endings in _ENDINGS.items():
        if error.code.endswith(endings):
            return status
    return 422


def told(request: Request, status: int, code: str, sentence: str, **more: object) -> Response:
    """The failure as a page, or as JSON with `code` and `message`."""
    if request.url.path.startswith(API):
        return JSONResponse({"code": code, "message": sentence, **more}, status)
    return page(request, "failure.html", status, sentence=sentence)


def noted(request: Request, error: Exception) -> tuple[int, str]:
    """Put it into the log; its status, and the sentence for whoever asked."""
    status = status_of(error)
    if status >= 500:
        # The address itself may end with a secret.
        place = getattr(request.scope.get("route"), "path", "")
        told_all = error if status == 500 else None
        log.error("%s %s failed: %s", request.method, place, error, exc_info=told_all)
    else:
        log.info("refused: %s", error)
    # Where our database is, and what became of it, is for the log alone.
    ours = {500: "gateway.failed", 503: "gateway.away"}
    return status, tr(ours[status]) if status in ours else error_sentence(error)


def _failed(request: Request, error: Exception) -> Response:
    status, sentence = noted(request, error)
    code = error.code if isinstance(error, DomainError) else "error.unforeseen"
    return told(request, status, code, sentence)


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [".".join(str(part) for part in one["loc"][1:]) for one in error.errors()]
    named = ", ".join(dict.fromkeys(filter(None, fields)))
    sentence = tr("gateway.unfit", fields=named)
    return told(request, 422, "gateway.unfit", sentence, fields=fields)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return told(request, 404, "gateway.no_page", tr("gateway.no_page"))
    code = "gateway.refused" if error.status_code == 405 else "gateway.unreadable"
    return told(request, error.status_code, code, tr(code))
