"""The ticket board: the same tickets as a sortable table or as cards by status.

`rows` prepares what a ticket shows (no Qt), `model` keeps the filtered order, the views draw.
Imports the shared state of the window, `ui.widgets`, `ui.theme`; neither timeline nor map.
"""

from dispatch_console.ui.board.panel import BoardPanel

__all__ = ["BoardPanel"]
