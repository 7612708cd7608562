"""The words of survey letters and of the page: what each may hold, and whether it is sound."""

import re
from collections.abc import Mapping

from dispatch_console.domain.errors import DomainError

LANGUAGES = ("en", "zh_CN")

LONGEST = 4_000

_TICKET = ("number", "title")
PLACES: Mapping[str, tuple[str, ...]] = {
    "survey_subject": _TICKET,
    "survey_letter": (*_TICKET, "link"),
    "confirm_subject": _TICKET,
    "confirm_letter": (*_TICKET, "link"),
    "low_subject": _TICKET,
    "low_letter": (*_TICKET, "csat", "words"),
    "csat": (),
    "nps": (),
    "words": (),
}
"""Each text, and the placeholders that are filled in there."""

_LINKED = frozenset({"survey_letter", "confirm_letter"})
"""Without the link nobody can answer."""

_PLACE = re.compile(r"\{([^{}]*)\}")

SAMPLE: Mapping[str, str] = {
    "number": "T-00042",
    "title": "Air conditioning drips 空调滴水",
    "link": "https://example.com/survey/…",
    "csat": "2",
    "words": "…",
}
"""What previews and test letters are filled with."""

Texts = Mapping[str, Mapping[str, str]]
"""Language → text's name → template."""


def require_sound_texts(texts: Texts) -> None:
    """Raises `survey.text_empty`, `survey.text_long`, `survey.text_place` for a placeholder that
    nothing fills, `survey.text_link`; each with the `path` of the text: ``en.survey_letter``."""
    for language in LANGUAGES:
        for name, known in PLACES.items():
            _require_sound(texts.get(language, {}).get(name, ""), f"{language}.{name}", known)


def _require_sound(text: str, path: str, known: tuple[str, ...]) -> None:
    if not text.strip():
        raise DomainError("survey.text_empty", path=path)
    if len(text) > LONGEST:
        raise DomainError("survey.text_long", path=path, most=LONGEST)
    for place in _PLACE.findall(text):
        if place not in known:
            names = " ".join(f"{{{one}}}" for one in known) or "–"
            raise DomainError("survey.text_place", path=path, place=f"{{{place}}}", known=names)
    if path.partition(".")[2] in _LINKED and "{link}" not in text:
        raise DomainError("survey.text_link", path=path)
