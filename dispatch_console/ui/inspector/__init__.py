"""The inspector: all there is to know of the selected ticket, and what can be done with it now.

Imports the shared state of the window, `ui.widgets`, `ui.theme`; not the other panels.
"""

from dispatch_console.ui.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
