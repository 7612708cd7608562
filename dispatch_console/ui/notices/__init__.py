"""The notice centre: the bell, the list behind it, and how a person wants to hear of what."""
