"""Tool tips that say what somebody else wrote."""

from html import escape

from PySide6 import QtGui

MOST = 2000
"""Characters; nobody reads more of a tip, and Qt would lay it all out."""


def plain_tip(text: str) -> str:
    """The words for a tool tip that shows them literally.

    Qt takes a tip for markup as soon as it looks like some, and then follows its pictures, too.
    """
    shown = text if len(text) <= MOST else f"{text[:MOST]}…"
    if not QtGui.Qt.mightBeRichText(shown):  # pyright: ignore[reportAttributeAccessIssue]
        return shown
    return f"<qt>{escape(shown).replace(chr(10), '<br>')}</qt>"
