"""Alembic's folder: one file a revision, numbered; the number is the schema's number.

A revision only adds (expand); what is no longer used goes in a later one (contract).
"""
