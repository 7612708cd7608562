"""The web door: pages behind links, the engineer's page and the open API, for whoever has no
console.

FastAPI only lives here. Imports `words`, `services` and what lies below; knows no Qt. Handlers are
plain functions, so that FastAPI runs them in threads of its own: services wait for the database.
"""
