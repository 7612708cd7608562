"""What engineers see and do in the field, wherever they ask from: their own visits, nobody else's.

`own` says which those are, `day` puts them in order, `dossier` reads all there is to one, and
`stepping` takes the steps of it that are an engineer's.
"""
