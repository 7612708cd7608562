"""Spare parts on the screen: the warehouse's window, and the forms for each step of a requisition.

`desk` knows what a step has to be asked and which service it calls; `window` and the inspector's
tab show what `services.parts.reading` read. Imports `services`, `domain` and `ui`'s own basics.
"""
