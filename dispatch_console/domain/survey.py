"""Asking a requester how it went, by a link that nobody can guess or change.

CSAT goes from 1 (very dissatisfied) to 5, NPS from 0 (would not recommend) to 10. A token says what
it is for, of what, and until when, with an HMAC-SHA256 over that (RFC 2104).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.domain.message import Medium

MOST_WORDS = 4000
"""Letters of free text."""

Wording = Mapping[str, str]
"""What a requester's click says, by language: it is kept with the step as their words."""

SOLVED: Wording = {"en": "The requester says it is solved", "zh_CN": "报修人确认问题已解决"}
NOT_SOLVED: Wording = {"en": "The requester says it is not solved", "zh_CN": "报修人表示问题未解决"}
DISSATISFIED: Wording = {"en": "The requester is not satisfied", "zh_CN": "报修人不满意"}

_FIELD = re.compile(r"\{(\w+)\}")


class Purpose(StrEnum):
    """What a link is for."""

    SURVEY = "survey"
    CONFIRM = "confirm"


class State(StrEnum):
    """Where a survey stands. Skipped: the same person was asked a short while ago."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said. Raises `survey.csat`, `survey.nps`, `survey.long` for what cannot be."""

    csat: int
    nps: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.csat <= 5:
            raise DomainError("survey.csat")
        if self.nps is not None and not 0 <= self.nps <= 10:
            raise DomainError("survey.nps")
        if len(self.words) > MOST_WORDS:
            raise DomainError("survey.long", most=MOST_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """How the requester is reached; `person` is the same for the same person, or empty.

    An empty `language` is not known.
    """

    medium: Medium
    address: str
    person: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One survey; `answered_by` is who typed the answer in, empty where the requester did."""

    id: SurveyId
    ticket_id: TicketId
    person: str = ""
    medium: Medium = Medium.CONSOLE
    address: str = ""
    language: str = "zh_CN"
    created_at: datetime
    expires_at: datetime
    skipped: bool = False
    reminders: int = 0
    asked_at: datetime
    answered_at: datetime | None = None
    answered_by: str = ""
    csat: int | None = None
    nps: int | None = None
    words: str = ""
    version: int = 1

    def state(self, now: datetime) -> State:
        """Where it stands."""
        if self.skipped:
            return State.SKIPPED
        if self.answered_at is not None:
            return State.ANSWERED
        return State.EXPIRED if now >= self.expires_at else State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySettings:
    """How surveys are sent. `texts` holds subject, letter and questions by language.

    A person is asked at most once in `quiet_days`, and reminded at most `reminders` times, each
    `reminder_days` after the last letter. A CSAT of `low_csat` or less tells the supervisors, and
    with `reopen` the ticket is opened again.
    """

    active: bool = True
    base_url: str = ""
    expires_days: int = 14
    reminders: int = 2
    reminder_days: int = 3
    quiet_days: int = 30
    low_csat: int = 2
    reopen: bool = False
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: int = 1


def require_sound_settings(given: SurveySettings) -> None:
    """Raises `survey.url`, `survey.days`."""
    if given.base_url and not given.base_url.startswith(("https://", "http://")):
        raise DomainError("survey.url")
    if not (
        1 <= given.expires_days <= 365
        and 0 <= given.reminders <= 5
        and 1 <= given.reminder_days <= 90
        and 0 <= given.quiet_days <= 365
        and 0 <= given.low_csat <= 5
    ):
        raise DomainError("survey.days")


def token(secret: bytes, purpose: Purpose, key: int, expires: datetime) -> str:
    """What the link of that survey or step ends with."""
    said = f"{purpose.value}.{key}.{int(expires.timestamp())}"
    return f"{said}.{_seal(secret, said)}"


def read_token(secret: bytes, given: str, purpose: Purpose, now: datetime) -> int:
    """What it is for. Raises `survey.token` where anything of it was changed or it is for something
    else, `survey.expired`."""
    said, _, seal = given.rpartition(".")
    if not hmac.compare_digest(_seal(secret, said).encode(), seal.encode("utf-8", "replace")):
        raise DomainError("survey.token")
    kind, key, until = said.split(".")
    if kind != purpose.value:
        raise DomainError("survey.token")
    if now >= datetime.fromtimestamp(int(until), UTC):
        raise DomainError("survey.expired")
    return int(key)


def letter(
    texts: Mapping[str, Mapping[str, str]], language: str, what: str, **said: str
) -> tuple[str, str]:
    """Subject and body in the language; each in another one where it was not worded in this."""
    subject, body = (worded(texts, language, f"{what}_{part}") for part in ("subject", "letter"))
    return filled(subject, **said), filled(body, **said)


def worded(texts: Mapping[str, Mapping[str, str]], language: str, name: str) -> str:
    """The text of that name in the language; in another one where it was not worded in this."""
    order = [texts.get(language, {}), *(text for _, text in sorted(texts.items()))]
    return next((text[name] for text in order if text.get(name)), "")


def letters_in(
    texts: Mapping[str, Mapping[str, str]], what: str, **said: str
) -> dict[str, dict[str, str]]:
    """The letter in each language there is, for readers whose language is found out later."""
    made = {language: letter(texts, language, what, **said) for language in texts}
    return {key: {"subject": subject, "body": body} for key, (subject, body) in made.items()}


def wording(of: Wording, language: str) -> str:
    """In the language, else in Chinese."""
    return of.get(language, of["zh_CN"])


def filled(template: str, **said: str) -> str:
    """The template with {name} replaced; nothing else in it means anything."""
    return _FIELD.sub(lambda found: said.get(found[1], found[0]), template)


def _seal(secret: bytes, said: str) -> str:
    made = hmac.new(secret, said.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
