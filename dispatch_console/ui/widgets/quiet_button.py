"""A button that is an icon and says its name when asked: for what is at hand but not the point."""

from PySide6.QtWidgets import QToolButton

from dispatch_console.ui import theme


def quiet_button(icon: str, name: str) -> QToolButton:
    """The icon; `name` is its tool tip and what a screen reader says."""
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setToolTip(name)
    button.setAccessibleName(name)
    theme.dress(button, kind="quiet")
    return button
