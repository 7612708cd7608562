"""Codes of currencies, as ISO 4217 forms them."""


def is_currency(code: str) -> bool:
    """Whether it is three capital letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
