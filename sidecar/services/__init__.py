"""The use cases: plain functions on an open transaction; they never commit."""
