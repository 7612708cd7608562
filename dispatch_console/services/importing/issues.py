"""What is to be said about a file or one of its rows. The severity is part of the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN_LENGTH = 120
"""Characters of a cell that an issue quotes."""


class Severity(StrEnum):
    """An error refuses its row; a warning tells what was left out or assumed; a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. `code` is ``import.<severity>.<what>``; `row` counts as spreadsheets do.

    `row` is None where the finding concerns the whole file. `value` is the start of the cell.
    """

    code: str
    row: int | None = None
    column: str = ""
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return Severity(self.code.split(".")[1])


def issue(
    code: str, row: int | None = None, column: str = "", value: object = "", **params: object
) -> Issue:
    """An issue whose value is cut to what a list can show, on one line."""
    shown = " ".join(str(value).split())
    if len(shown) > SHOWN_LENGTH:
        shown = shown[: SHOWN_LENGTH - 1] + "…"
    return Issue(code, row, column, shown, params)


class UnreadableError(Exception):
    """A cell does not hold what its field needs; `code` says what, `params` what would do."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
