"""The knowledge base: writing and publishing articles, finding them, and whether they help.

Whatever searches or publishes cuts texts into words: never on a thread that somebody waits for.
"""
