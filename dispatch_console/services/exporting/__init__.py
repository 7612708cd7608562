"""What there is, into CSV and XLSX files that `importing` reads back; see docs/import.md.

`run.export` is the way in; `lines` has those of tickets, engineers and sites, `client_lines` those
of contacts, devices and contracts, `part_lines` those of parts and their stock. Imports `domain`,
`storage` and `importing`.
"""
