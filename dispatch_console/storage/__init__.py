"""The shared PostgreSQL database: tables, engine, unit of work, repositories, migrations, feed.

The only package that imports SQLAlchemy, Alembic and psycopg. Its rows never leave it:
frozen dataclasses of `domain` cross the border. Imports `domain` and `support`.
"""
