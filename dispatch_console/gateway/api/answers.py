"""What went wrong, told to programs: one form for all failures, in the language they asked for."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.api.flaws import INVALID, MISSING, UNKNOWN, Flaw, flaws_of
from dispatch_console.support.i18n import tr
from dispatch_console.support.storable import storable
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)

MOST_FIELDS = 50
"""So many flawed fields are named; who sends more has another trouble."""


class MissingError(DomainError):
    """What the address names is not there."""


class ClashError(DomainError):
    """Somebody else was there first; `more` goes into the answer."""

    def __init__(self, code: str, more: dict[str, Any], **params: object) -> None:
        super().__init__(code, **params)
        self.more = more


class Change(BaseModel):
    """What a field was changed to meanwhile."""

    field: str
    before: Any = None
    now: Any = None


class Problem(BaseModel):
    """Why a request was not done."""

    code: str = Field(description="Stays the same, whatever the language: for programs")
    message: str = Field(description="What happened and what to do: for people")
    fields: list[Flaw] | None = Field(None, description="With status 422: what is wrong")
    changed: list[Change] | None = Field(None, description="With 409: what others changed")
    version: int | None = Field(None, description="With 409: the version there is now")
    number: str | None = Field(None, description="With 409: the ticket there is already")


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in {
        401: "No key, or one that is not good",
        403: "The key does not allow it",
        404: "There is no such thing",
        409: "Somebody else was there first",
        413: "Too large",
        422: "Something in the request cannot be taken; `fields` says what",
        429: "Too many wrong keys: wait as long as `Retry-After` says",
        500: "Something is broken here",
        503: "The database cannot be reached: try again later",
    }.items()
}

_BY_CODE = {
    "api.no_key": 401,
    "api.read_only": 403,
    "api.wait": 429,
    "api.cursor_old": 410,
    "database.rights": 403,
    "ticket.step_role": 403,
    "ticket.gone": 404,
    "attachment.gone": 404,
    "customers.gone": 404,
    "database.duplicate": 409,
    "database.busy": 503,
    "database.failed": 500,
    "database.commit_unknown": 503,
}
_BY_ENDING = {".changed": 409, ".changed_meanwhile": 409, ".clash": 409}

UNKNOWN_NAME, NOT_NULL = "unknown_name", "not_null"
"""Types of pydantic's errors that are ours; they name the field as `name`."""

_PROBLEMS = {"missing": MISSING, "extra_forbidden": UNKNOWN, UNKNOWN_NAME: UNKNOWN}


def answer_for(api: FastAPI) -> None:
    """Have the API answer for every failure."""
    api.add_exception_handler(Exception, _failed)
    api.add_exception_handler(DomainError, _failed)
    api.add_exception_handler(RequestValidationError, _unfit)
    api.add_exception_handler(HTTPException, _refused)


def flawed(status: int, code: str, sentence: str, **more: Any) -> Response:
    """The failure as `Problem`."""
    return JSONResponse(
        Problem(code=code, message=sentence, **more).model_dump(exclude_none=True), status
    )


def _status_of(error: Exception) -> int:
    match error:
        case DomainError() if is_outage(error):
            return 503
        case MissingError():
            return 404
        case ClashError():
            return 409
        case DomainError():
            return _BY_CODE.get(error.code) or _by_affix(error.code)
        case _:
            return 500


def _by_affix(code: str) -> int:
    if code.startswith("key."):
        return 401
    return next((status for end, status in _BY_ENDING.items() if code.endswith(end)), 422)


def _failed(request: Request, error: Exception) -> Response:
    status = _status_of(error)
    if status == 500:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return flawed(500, "error.unforeseen", tr("gateway.failed"))
    log.info("refused: %s", error)
    assert isinstance(error, DomainError)
    more: dict[str, Any] = error.more if isinstance(error, ClashError) else {}
    if status == 422:
        more = {"fields": list(flaws_of(error)) or None}
    answer = flawed(status, error.code, storable(error_sentence(error)), **more)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer.headers["Retry-After"] = str(error.params["seconds"])
    return answer


def _unfit(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found: dict[str, Flaw] = {}
    for one in error.errors():
        own = (one["ctx"]["name"],) if one["type"] in (UNKNOWN_NAME, NOT_NULL) else ()
        name = storable(".".join(map(str, (*one["loc"][1:], *own)))) or "body"
        found.setdefault(name, Flaw(name=name, problem=_PROBLEMS.get(one["type"], INVALID)))
    fields = list(found.values())[:MOST_FIELDS]
    parts = [
        tr(f"api.{problem}", fields=", ".join(names))
        for problem in (MISSING, UNKNOWN, INVALID)
        if (names := [one.name for one in fields if one.problem == problem])
    ]
    return flawed(422, "api.unfit", " ".join(parts), fields=fields)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 400:
            # What cannot be read as JSON or a form at all: too deep, numbers without end, no UTF-8.
            return flawed(422, "api.unreadable", tr("api.unreadable"))
        case 404:
            return flawed(404, "gateway.no_page", tr("gateway.no_page"))
        case other:
            return flawed(other, "gateway.refused", tr("gateway.refused"))
