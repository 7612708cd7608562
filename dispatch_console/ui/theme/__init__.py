"""Looks: one palette, one spacing scale, one icon family. Imports PySide6 and `support` only."""
