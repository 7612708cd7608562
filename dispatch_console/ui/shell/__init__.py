"""The window: it puts the panels together, hears what people ask for and has services do it.

The only room that imports the panels and the only one that calls services which write. Everything
that may take time goes through `Background`; outcomes come back through the store.
"""

from dispatch_console.ui.shell.session import Opening, Session
from dispatch_console.ui.shell.window import MainWindow

__all__ = ["MainWindow", "Opening", "Session"]
