"""How long data lives, on the screen: policies, holds, the record, and a person's data.

The window shows what it is given; `shell.data_life_flow` reads and writes.
"""
