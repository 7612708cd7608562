"""Where the map's pictures come from: tile servers and tile files, checked before they are used.

`source` is what the settings say; `archive` opens a file (`mbtiles`, `pmtiles`); `wmts` reads what
a server offers; `fetching` asks servers; `trying` gets one tile to look at, `grid` says which. All
but `source` and `grid` blocks: never on the GUI thread.
"""
