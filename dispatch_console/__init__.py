"""Dispatch Console: the control room for service work.

Layers, upper importing lower and never the reverse:
app > ui | gateway | jobs > services > planning | storage | insight > domain > support.
"""

__version__ = "0.1.0"
