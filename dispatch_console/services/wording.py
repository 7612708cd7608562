"""What a message says, in the language of whoever reads it.

Whoever writes a message does not know its readers. So its `data` says it in a form that can be put
into any language: a sentence `code` filled with `values`, any of which may be such a sentence
again; or `texts`, subject and body by language, where people have worded them. `lines`, sentences
of the first form, stand for the body.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch_console.support.i18n import pick, tr_in

Data = Mapping[str, Any]


def subject_in(language: str, subject: str, data: Data) -> str:
    """The subject in the language; `subject` itself where the data do not know better."""
    if code := str(data.get("code", "")):
        return tr_in(language, code, **_filled(language, data.get("values")))
    return _text(language, data, "subject") or subject


def body_in(language: str, body: str, data: Data) -> str:
    """The body in the language; `body` itself where the data do not know better."""
    lines = data.get("lines")
    if isinstance(lines, Sequence) and not isinstance(lines, str) and lines:
        return "\n".join(subject_in(language, "", line) for line in lines)
    return _text(language, data, "body") or body


def _text(language: str, data: Data, part: str) -> str:
    texts = data.get("texts")
    if not isinstance(texts, Mapping):
        return ""
    own = texts.get(language)
    return str(own.get(part, "")) if isinstance(own, Mapping) else ""


def _filled(language: str, values: object) -> dict[str, object]:
    given: Mapping[str, object] = values if isinstance(values, Mapping) else {}
    return {name: _value(language, value) for name, value in given.items()}


def _value(language: str, value: object) -> object:
    match value:
        case {"en": str(en), "zh": str(zh)}:
            return pick(en, zh, language)
        case {"code": str(code), **more}:
            return tr_in(language, code, **_filled(language, more.get("values")))
        case _:
            return value
