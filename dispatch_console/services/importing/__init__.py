"""Tickets, engineers, sites, contacts, devices, contracts, parts out of files; see docs/import.md.

Reading goes one way: `table` (bytes to rows) > `mapping`, `cells` (columns to fields) > `drafts`
(cells to values of the domain) > `storing` (drafts to rows of the database) > `results`. `run` is
the way in: `inspect`, `preview`, `run`. Every finding is an `Issue` with a row number; every row
ends as created, updated, unchanged or refused. Imports `domain`, `storage`, `support`,
and of `services` what settles service levels and books stock.
"""
