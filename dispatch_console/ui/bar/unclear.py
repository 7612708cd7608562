"""What may be unclear in a sentence, and the choices there are then. No Qt here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_CHOICES = 8

NOT_UNDERSTOOD = "bar.not_understood"
"""The code where the sentence as a whole means nothing; a search for it is the one choice."""

NOTHING_SAID = "bar.say"
"""The code where it holds nothing but words that add nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may have been meant, and the whole sentence that says so clearly; `note`: its kind."""

    label: str
    sentence: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What is missing or means several things: the key of a sentence and what fills it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


class UnclearError(Exception):
    """Ends the reading of a sentence with what is unclear."""

    def __init__(self, code: str, choices: tuple[Choice, ...] = (), **params: object) -> None:
        super().__init__(code)
        self.unclear = Unclear(code=code, params=params, choices=choices)
