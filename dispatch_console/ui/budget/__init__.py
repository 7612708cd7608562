"""The change budget: how much better the plan gets with how many changes, to choose a point of.

`chart` paints the curve, `dialog` has it searched off the GUI thread and shows points as they come.
"""

from dispatch_console.ui.budget.dialog import BudgetDialog

__all__ = ["BudgetDialog"]
