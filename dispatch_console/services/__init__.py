"""Use cases over a unit of work; each returns its result together with a ChangeSet.

Imports `planning`, `storage`, `insight`, `domain`, `support`. Raises `DomainError` with a code;
sentences for people are made in `words`, `ui` and `gateway`.
"""
