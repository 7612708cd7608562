"""Numbers as people type them: with point or comma, grouped or not, in full width too."""

import re
import unicodedata
from decimal import Decimal

_GROUPED = re.compile(
    r"[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})(?!\d)"
)
_PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)


def decimal_of(typed: str) -> Decimal:
    """The number that was typed. Raises ValueError for what is none.

    A comma before just three digits groups them (``1,250``), as in Chinese and English; else it is
    a decimal sign (``3,5``), as is the last of a comma and a point (``1.250,5``).
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).replace("−", "-")
    if _GROUPED.fullmatch(plain):
        group = "." if plain.rfind(",") > plain.rfind(".") >= 0 or plain.count(".") > 1 else ","
        return Decimal(plain.replace(group, "").replace(",", "."))
    if not _PLAIN.fullmatch(plain):
        raise ValueError(typed)
    return Decimal(plain.replace(",", "."))
