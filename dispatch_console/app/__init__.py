"""Composition root: the only place that builds database, services, solver host and window.

Holds the command line, the crash hook and the demo data loader. May import everything.
"""
