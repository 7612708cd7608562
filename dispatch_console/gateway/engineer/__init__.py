"""The engineer's mobile page: `/engineer`.

`door` lets an engineer in by the personal link and out again; `caller` says at each request who it
is. `day` and `ticket` show, `steps`, `talk`, `parts` and `articles` write, all as
``engineer:<number>`` by the services that the console goes by. `routes` puts them together,
`failing` tells what went wrong on a page of the engineer's own, `say` has the words.
"""
