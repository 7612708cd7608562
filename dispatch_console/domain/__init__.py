"""The trade in frozen dataclasses, enums and pure rules.

Imports only `support`; no Qt, no SQLAlchemy, no I/O. Times are timezone-aware UTC datetimes,
durations seconds, distances metres.
"""
