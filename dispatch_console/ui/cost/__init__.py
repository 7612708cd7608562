"""Costs on the screen: the inspector's tab and the window of rates.

Both show what they are given; `shell.cost_flow` reads and writes.
"""
