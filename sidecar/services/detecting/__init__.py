"""Finds out what marks mean: one detector per kind of object; ingest calls them, in one transaction."""
