"""The command bar: a sentence in English or Chinese becomes one command.

`parse` reads, `spoken` writes the same command out again; `words` holds the grammar as data,
`lexicon` what this board adds to it, `scan` cuts a sentence into tokens. `popup` and its
`entry_list` alone know Qt.
Imports `ui.text`, `ui.store`, `ui.theme`; no panel.
"""
