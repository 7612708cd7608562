"""Rules at work: `firing` takes events, `timing` makes them as time passes, `deeds` does what takes
a command of its own; `editing` changes the rules, `bench` tries them on old tickets.

Each event is a row that the database itself writes with the change (schema revision 0016), and is
deleted in the transaction of its effects: whatever console handles it and wherever one breaks off,
it counts once.
"""
