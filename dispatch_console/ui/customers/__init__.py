"""Customers with sites and devices: their window, the forms behind it, merging, labels.

May import `services`, `domain` and the other rooms of `ui` but `shell` and the board's panels.
"""
