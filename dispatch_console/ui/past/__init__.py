"""The strip by which one looks at the past: a day's minutes, steps from change to change, play.

Knows `theme` and `widgets` alone; `shell.past_flow` reads the boards and shows them in the store.
"""

from dispatch_console.ui.past.strip import PastStrip

__all__ = ["PastStrip"]
