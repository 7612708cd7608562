"""The map: a folium page on bundled Leaflet in QtWebEngine, fed by small messages, no network.

`panel` is the view; `delta` (no Qt) says what the page must change; `shell` writes the page and
`export` the stand-alone file, and only these two import folium. `scheme.register()` comes before
the QApplication. QtWebEngine and folium are imported when the panel is first shown, not before.
"""
