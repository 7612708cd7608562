"""Logging in at a shared server, and unlocking the console after a pause.

Knows `services.login` and widgets; `app` makes the connection that is asked for here.
"""

from dispatch_console.ui.login.window import LoginWindow

__all__ = ["LoginWindow"]
