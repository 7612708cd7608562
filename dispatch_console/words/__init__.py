"""Codes, enums and figures as people read them: what console, command line and web pages share.

May import `services` and what lies below; knows neither Qt nor FastAPI.
"""
