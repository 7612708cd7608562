"""Satisfaction on the screen: the inspector's tab, and the window of answers and figures.

Both show what they are given; `shell.satisfaction_flow` reads and writes.
"""
