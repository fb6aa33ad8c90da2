"""Alembic's migrations, limited to our own tables; WordPress's are never touched."""
