"""The pages behind the links that requesters are sent: a survey, and whether it is solved.

Opening a page changes nothing, since mail scanners follow links too. Whoever has the link is its
requester; nobody can guess one (`domain.survey.token`), so guesses are not counted.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey import MOST_WORDS, Answer, worded
from dispatch_console.gateway.pages import page
from dispatch_console.gateway.request import context_of
from dispatch_console.services import confirming, survey
from dispatch_console.services.confirming import BY_REQUESTER, Asked
from dispatch_console.services.survey import Questions
from dispatch_console.support.i18n import LANGUAGES, language, speaking, tr
from dispatch_console.words.text import error_sentence

router = APIRouter()

_REFUSED = {
    "survey.token": 404,
    "survey.gone": 404,
    "survey.expired": 410,
    "survey.answered": 409,
    "survey.decided": 409,
}
"""Links that lead no further, and the HTTP status that says so."""

_SCORES = [str(score) for score in range(11)]

Typed = Annotated[str, Form()]


@router.get("/survey/{token}")
def ask(request: Request, token: str) -> Response:
    """What we would like to know."""
    try:
        asked = survey.questions(context_of(request), token)
    except DomainError as error:
        return _refused(request, error)
    return _survey(request, asked)


@router.post("/survey/{token}")
def answer(
    request: Request, token: str, csat: Typed = "", nps: Typed = "", words: Typed = ""
) -> Response:
    """Keep the answer; where it cannot be, say why with all of it still there."""
    try:
        asked = survey.questions(context_of(request), token)
        with speaking(_language(request, asked.survey.language)):
            try:
                said = _read(csat, nps, words)
            except DomainError as error:
                typed = {"csat": csat, "nps": nps, "words": words}
                return _survey(request, asked, typed, error_sentence(error), 422)
            survey.answer(context_of(request, _requester(asked.ticket.number)), token, said)
            return _thanks("survey")
    except DomainError as error:
        return _refused(request, error)


@router.get("/confirm/{token}")
def ask_solved(request: Request, token: str) -> Response:
    """Whether it is solved."""
    try:
        asked = confirming.asked(context_of(request), token)
    except DomainError as error:
        return _refused(request, error)
    return _confirm(request, asked)


@router.post("/confirm/{token}")
def confirm(request: Request, token: str, solved: Typed = "", words: Typed = "") -> Response:
    """It is, or it is not: then their words may say why."""
    try:
        asked = confirming.asked(context_of(request), token)
        with speaking(_language(request, asked.language)):
            if solved not in ("yes", "no"):
                return _confirm(request, asked, words, tr("links.solved_or_not"), 422)
            try:
                confirming.confirm(
                    context_of(request, _requester(asked.ticket.number)),
                    token,
                    solved=solved == "yes",
                    words=_unix(words),
                )
            except DomainError as error:
                if error.code != "survey.long":
                    raise
                return _confirm(request, asked, words, error_sentence(error), 422)
            return _thanks("solved" if solved == "yes" else "unsolved")
    except DomainError as error:
        return _refused(request, error)


@router.get("/thanks/{what}")
def thanks(request: Request, what: str) -> Response:
    """Where an answer leads to."""
    known = {
        "survey": tr("Your answer helps us to do better."),
        "solved": tr("We are glad that it is solved."),
        "unsolved": tr("We are sorry that it is not solved. We will see to it."),
    }
    if what not in known:
        raise DomainError("gateway.no_page")
    return page(request, "links/thanks.html", sentence=known[what])


def _read(csat: str, nps: str, words: str) -> Answer:
    """Raises `links.choose` where no satisfaction was chosen, and as `Answer`."""
    if csat not in _SCORES[1:6]:
        raise DomainError("links.choose")
    if nps and nps not in _SCORES:
        raise DomainError("survey.nps")
    return Answer(csat=int(csat), nps=int(nps) if nps else None, words=_unix(words).strip())


def _unix(words: str) -> str:
    """Forms send lines as CR LF, which would count twice."""
    return words.replace("\r\n", "\n")


def _requester(number: str) -> str:
    return f"{BY_REQUESTER}:{number}"


def _language(request: Request, own: str) -> str:
    """The one asked for, else that of the letter."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else own


def _survey(
    request: Request,
    asked: Questions,
    typed: dict[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
) -> Response:
    with speaking(_language(request, asked.survey.language)):
        return page(
            request,
            "links/survey.html",
            status,
            ticket=asked.ticket,
            questions={
                name: worded(asked.texts, language(), name) for name in ("csat", "nps", "words")
            },
            typed={"csat": "", "nps": "", "words": "", **(typed or {})},
            trouble=trouble,
            most=MOST_WORDS,
        )


def _confirm(
    request: Request, asked: Asked, words: str = "", trouble: str = "", status: int = 200
) -> Response:
    with speaking(_language(request, asked.language)):
        return page(
            request,
            "links/confirm.html",
            status,
            ticket=asked.ticket,
            said=asked.said,
            words=words,
            trouble=trouble,
            most=MOST_WORDS,
        )


def _thanks(what: str) -> Response:
    return RedirectResponse(f"/thanks/{what}?lang={language()}", 303)


def _refused(request: Request, error: DomainError) -> Response:
    """The page of a link that leads no further. Raises what it does not know: a customer can do
    nothing about that, so unless the database is away it is a failure of ours."""
    if is_outage(error):
        raise error
    if error.code not in _REFUSED:
        raise RuntimeError(error.code) from error
    title = tr(f"links.title.{error.code.partition('.')[2]}")
    return page(
        request,
        "links/refused.html",
        _REFUSED[error.code],
        title=title,
        sentence=tr(f"links.{error.code.partition('.')[2]}"),
    )
