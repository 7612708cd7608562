"""Who has how much to do: engineers × days as a heat map, and what evens it out.

`sheet` and `words` know no Qt; `heat_map` paints and hears; `panel` is what the window docks. Knows
the store, the selection and the intents, and no other view.
"""

from dispatch_console.ui.workload.panel import WorkloadPanel

__all__ = ["WorkloadPanel"]
