"""Dialogs: none of them modal, each keeps what was typed when something goes wrong.

They ask through signals and callables; what writes is the shell.
"""
