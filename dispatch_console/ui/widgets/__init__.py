"""Small widgets several rooms share: message bar, chips, empty states, the form of a drag.

They know colours and words, but neither the store nor intents nor services that write. Imports
`ui.theme`, `ui.text`, `ui.candidates`, `domain` and `support`.
"""
