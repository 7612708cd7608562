"""Text as databases, files and pages can hold it."""


def storable(text: str) -> str:
    """The text without NUL, and with a question mark for each half of a character.

    Both come in with what people paste and what other programs send; nobody sees them.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
