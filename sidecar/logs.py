"""How the processes log: one line of JSON per happening, ids only, never payloads, keys or URLs."""

from __future__ import annotations

import logging

import structlog


def set_up_logs() -> None:
    """Log to standard output; loggers that print whole URLs are muted, for a hook's URL is a secret."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for name in ("httpx", "httpcore", "aiohttp", "huey", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
