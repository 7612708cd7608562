"""Service levels at work.

`definitions` reads and writes calendars and policies, `names` has what they may name, `files` keeps
them outside, `settling` keeps each ticket's deadlines and notices right, `noticing` sends what is
due, `explaining` tells how a deadline came about.

A trigger notes tickets of which something changed that their deadlines hang on. Services that
change such a thing call `settling.settle` in their own transaction; a duty does it for the rest.
"""
