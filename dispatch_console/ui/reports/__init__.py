"""Reports on the screen and on paper: figures, a chart of each, and the table behind it.

`words` puts a report into a language, as `Drawing`s and `Grid`s; `drawing` paints those, on a
widget (`chart`) and into the PDF (`pdf`) alike; `window` shows them and `ticket_list` the tickets
behind a line. `shell.reports_flow` reads.
"""
