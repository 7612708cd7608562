"""The type scale: every size a text of the console has, in device-independent pixels."""

SMALL = 12
"""Captions, badges, table headers, the status bar."""

BODY = 13
"""Everything that is read or typed."""

HEADING = 14
"""What a panel or a part of a window is about."""

FIGURE = 16
"""Numbers that are read at a glance."""

TITLE = 18
"""The name of a window that has no other."""
