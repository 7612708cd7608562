"""Customers with their people, sites and devices; contracts, covers and preventive maintenance.

`reading` gives what the windows show, `editing` writes it, `uniting` merges what is there twice,
`covering` says who pays, `upkeep` makes the tickets that maintenance plans owe, `labels` says what
stands on a device. Imports `domain`, `storage` and the services of tickets.
"""
