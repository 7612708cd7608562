"""What was typed and is not in the database yet: kept on this computer, unreadable to others.

`shelf` keeps drafts, a file each; `sealing` encrypts them; `key` finds the key. Calls taken while
the server is away wait here for it. May import what services may.
"""
