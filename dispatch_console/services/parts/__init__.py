"""Spare parts: the catalogue, stock in double entry, and requisitions from ticket to use.

`asking` takes a requisition to its approval, `serving` from there to its use; `moving` is all other
stock, `counting` the stocktake; `keeping` writes catalogue, places, reorder points and tools;
`reading` is what windows show; `cost_of` what a ticket's parts have cost.
"""

from dispatch_console.services.parts.cost import cost_of

__all__ = ["cost_of"]
