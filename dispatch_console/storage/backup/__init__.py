"""Backup and restore of a whole database, through the connection that consoles use.

A backup is the rows of all tables as COPY gives them, read in one snapshot, with a manifest that
counts and digests them; the tables themselves are made anew by the migrations. So a backup goes
back into every server the console supports, over TLS too (the wheel's pg_dump knows none), and
holds data alone: nothing in a file from elsewhere is ever run.

`making` writes one, `restoring` takes one back, `archive` is the file, `contents` what of a
database is kept, `aside` the databases that a restore has replaced, `logins` who may log in after
it. Imports what `storage` does.
"""
