"""A ticket's life in the window: forms of its steps, custom fields, definitions and their editors.

Imports `ui.dialogs`, `ui.theme` and `ui.widgets`; `ui.shell` opens what is here.
"""
