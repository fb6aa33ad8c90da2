"""Zaps that many sites want, one module each: its `TEMPLATE` is named after it."""
