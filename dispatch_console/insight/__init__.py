"""Pure analytics over domain objects: KPIs. Imports `domain` and `support` only."""
