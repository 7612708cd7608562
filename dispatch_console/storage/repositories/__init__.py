"""Rows in and out, as frozen dataclasses of the domain; one module per subject.

Each repository works on the connection of one unit or snapshot. A new object is given with id 0.
"""
