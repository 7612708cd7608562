"""The solver: which engineer visits which ticket, in which order, when.

Works on a frozen `Problem` and returns a `Solution`; knows neither database nor Qt.
`host` runs `worker` as a child process; importing `host` does not import OR-Tools.
Imports `domain` and `support` only.
"""
