"""The knowledge base: what an article is, its life, and how words find it.

Pure: `segmenting` loads its dictionary with the first text it is given, which is never to happen on
a thread that somebody waits for.
"""
