"""Looks: one palette, one spacing scale, one style sheet, one icon family.

`apply` dresses the application, `current` is the palette in use, `icon` an icon in its colours.
Widgets ask for a look by properties that the style sheet (resources/theme) knows: labels `role` =
title, heading, caption, error, figure, key; frames `role` = panel, card, bar, lane, review; buttons
`kind` = primary, danger, quiet, choice, chip, figure, segment (with `place` = first, middle, last).
A change of theme rebuilds the window, so views may keep what they took.
Imports PySide6, `domain` and `support` only.
"""

from dispatch_console.ui.theme.icons import icon, pixmap
from dispatch_console.ui.theme.look import apply, current, dress, legible, mixed

__all__ = ["apply", "current", "dress", "icon", "legible", "mixed", "pixmap"]
