"""Fault tests: real processes and a real server, killed, cut off and starved, and what must hold.

`python -m tests.faults` runs all of them; see docs/faults.md.
"""
