"""Problem and solution files: the project's own JSON, VROOM's and home-care JSON, VRPLIB text.

`files` is the way in; each other module knows one family. A field that is not supported is refused
by name with `format.unsupported`, never ignored. Imports `planning` modules and `domain.errors`.
"""
