"""Scripts of the maintainers that rebuild the shipped data in `resources/` from its sources.

Run one as ``python -m installer.data.regions SOURCE``; each says what it reads and writes. They
need the standard library only, write the same bytes for the same sources, and may import `domain`.
"""
