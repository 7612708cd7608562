"""Small widgets several rooms share: message bar, chips, empty states, the form of a drag.

They know colours and words, not tickets' services: no store, no intents. Imports `ui.theme`,
`domain` and `support`.
"""
