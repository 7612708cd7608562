"""Words with ``{number}`` and the like, filled in from what is known of a ticket."""

import re

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.evaluating import Facts, Value

NAMES = ("number", "title", "status", "priority", "category", "customer", "phone", "address")
"""What may be filled in; `rule` is the rule's own name."""

_FORM = re.compile(r"\{([^{}]*)\}")


def filled(words: str, facts: Facts, rule: str) -> str:
    """The words with all that is known put in; what is no placeholder stays as it stands."""

    def shown(found: re.Match[str]) -> str:
        if found[1] == "rule":
            return rule
        return _shown(found[1], facts.values.get(found[1])) if found[1] in NAMES else found[0]

    return _FORM.sub(shown, words)


def require_known(words: str) -> None:
    """Raises `rules.placeholder` for one that nothing is known for."""
    for name in _FORM.findall(words):
        if name not in (*NAMES, "rule"):
            known = ", ".join(f"{{{one}}}" for one in (*NAMES, "rule"))
            raise DomainError("rules.placeholder", name=name, known=known)


def _shown(name: str, value: Value) -> str:
    if name == "priority" and isinstance(value, float):
        return f"P{value:.0f}"
    return "" if value is None else str(value)
