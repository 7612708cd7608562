"""What is wrong with a definition, said at its field: without the paths that files have."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr
from dispatch_console.words import text

SAID = frozenset(
    {
        *("calendar.missing", "calendar.twice", "calendar.hours", "calendar.order"),
        *("duration.wrong", "duration.day", "policy.goal"),
    }
)
"""Codes whose own sentence speaks of files; each has one for a form, ``sla_fault.…``."""

_ANYTHING = frozenset({'"…"', "[…]", "{…}"})


def fault_words(error: DomainError) -> str:
    """The sentence for the field that `error.params["path"]` names."""
    if error.code in SAID:
        return tr(f"sla_fault.{error.code.replace('.', '_')}")
    if error.code in ("calendar.field", "policy.field"):
        expected = str(error.params["expected"])
        if expected in _ANYTHING:
            return tr("sla_fault.calendar_missing")
        return tr("Not understood. Write it such as {expected}.", expected=expected)
    return text.error_sentence(error)
