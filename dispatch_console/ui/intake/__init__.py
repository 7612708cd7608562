"""Taking a call: a window beside the main one, filled in while the caller talks.

It finds who is calling and what else they called about, proposes category, priority and skill, and
offers arrival windows to read out. It writes nothing itself: the shell hears what is to be done.
Imports services, `ui.store` and what all panels share; no other panel.
"""

from dispatch_console.ui.intake.draft import Draft
from dispatch_console.ui.intake.window import IntakeWindow

__all__ = ["Draft", "IntakeWindow"]
