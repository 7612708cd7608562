"""All PySide6. `shell` is the only room that imports the panels; panels do not know each other.

Views never write: they emit intents, `shell` runs services off the GUI thread, results come back
through `store`. Importing `ui` imports neither folium nor QtWebEngine until the map opens.
"""
