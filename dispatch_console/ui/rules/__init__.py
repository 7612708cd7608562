"""The window of rules: their order, the editor, the bench on old tickets, and the log."""
