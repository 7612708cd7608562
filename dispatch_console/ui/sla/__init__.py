"""Service levels in the console: how a deadline came about, and the window for definitions.

Like the other panels it knows only what all share; the shell wires it.
"""
