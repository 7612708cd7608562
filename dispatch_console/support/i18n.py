"""Languages: one gettext catalogue for console, web pages and mails.

Messages are written in English in the code; error codes and other names stand for their sentence.
`resources/translations/<language>/*.po` hold the Chinese of the first and both forms of the second,
one file a room. They are read directly, so that nothing needs compiling, and by
no library, because the first thing that a start shows waits for them.
"""

import ctypes
import json
import locale
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from dispatch_console.support.resources import resource

LANGUAGES = {"en": "English", "zh_CN": "中文"}

_LINES = r'("(?:[^"\\\n]|\\.)*"(?:\n"(?:[^"\\\n]|\\.)*")*)'
_ENTRY = re.compile(rf"^msgid {_LINES}\nmsgstr {_LINES}$", re.MULTILINE)
"""One message of a catalogue; the project's know neither plurals nor contexts."""

_current = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of what is being answered just now, where many are asked for at a time."""


def set_language(language: str) -> None:
    """Make `language` (a key of `LANGUAGES`; anything else means English) the current one."""
    global _current
    _current = language if language in LANGUAGES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is done within, in this thread or task, is said in that language."""
    before = _spoken.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The current language's code."""
    return _spoken.get() or _current


def is_chinese() -> bool:
    """Whether names with two forms are to be shown in Chinese."""
    return language().startswith("zh")


def system_language() -> str:
    """The catalogue for the system's language, English if there is none.

    The environment counts even where the system has no such locale installed.
    """
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    code = next((os.environ[name] for name in names if os.environ.get(name)), "")
    if not code:
        code = _windows_language() if sys.platform == "win32" else locale.getlocale()[0] or ""
    return next((name for name in LANGUAGES if code.lower().startswith(name[:2])), "en")


def _windows_language() -> str:
    if sys.platform != "win32":
        return ""
    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def tr(message: str, /, **params: object) -> str:
    """The message in the current language, with ``{name}`` fields filled from `params`.

    A field without a parameter shows as its name: a flawed sentence is better than none.
    """
    return tr_in(language(), message, **params)


def tr_in(language: str, message: str, /, **params: object) -> str:
    """The message in another language than the current one: for somebody who reads it elsewhere."""
    text = _catalogue(language if language in LANGUAGES else "en").get(message, message)
    return text.format_map(_Fields(params)) if params else text


class _Fields(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return name


def english(text: str) -> str:
    """The English of a message as it is shown in the current language; itself if it is none.

    For what people may type in either language. Not for codes, which stand for a sentence.
    """
    return _reverse(language()).get(text, text)


def pick(english: str, chinese: str, language: str = "") -> str:
    """Whichever of a name's two forms fits the language, the current one unless another is given;
    the other form if that is empty."""
    is_first = (language or _spoken.get() or _current).startswith("zh")
    first, second = (chinese, english) if is_first else (english, chinese)
    return first or second


@cache
def _reverse(code: str) -> dict[str, str]:
    return {shown: message for message, shown in _catalogue(code).items()}


@cache
def _catalogue(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(resource("translations", code).glob("*.po")):
        for message, text in _ENTRY.findall(path.read_text(encoding="utf-8")):
            found[_joined(message)] = _joined(text)
    return {key: text for key, text in found.items() if key and text}


def _joined(lines: str) -> str:
    """The text of quoted lines, whose escapes are those of JSON. Most are one line without any."""
    if "\\" not in lines and "\n" not in lines:
        return lines[1:-1]
    return "".join(map(json.loads, lines.splitlines()))
