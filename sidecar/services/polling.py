"""Answers Zapier's polls and the editor's question for samples, with the very bytes that hooks carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from sidecar.catalog import get_trigger
from sidecar.db import events
from sidecar.services.subscribing import get_enabled_trigger

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.settings import Settings

SAMPLES = 3
"""Zapier's editor takes at most three records."""


@dataclass(frozen=True)
class Query:
    """What a poll asks for: events of one trigger after `since`, below `cursor`, at most `limit`."""

    trigger: str
    limit: int
    since: datetime | None = None
    cursor: int | None = None


@dataclass(frozen=True)
class Answer:
    """A JSON array, newest first, and the cursor of the next page if there may be one."""

    body: bytes
    next_cursor: int | None = None


def poll(tx: Transaction, settings: Settings, query: Query) -> Answer:
    """Return the newest events of a trigger; raise UnknownTriggerError when there is no such trigger."""
    get_enabled_trigger(settings, query.trigger)
    limit = min(query.limit, settings.max_polling_items)
    page = events.list_newest(tx, query.trigger, limit, since=query.since, before=query.cursor)
    return Answer(_array(page.payloads), page.next_cursor)


def list_samples(tx: Transaction, settings: Settings, key: str) -> Answer:
    """Return up to three real events, newest first; without any, one made from the fields' examples."""
    get_enabled_trigger(settings, key)
    payloads = events.list_newest(tx, key, SAMPLES).payloads
    if not payloads and settings.enable_sample_data:
        payloads = [msgspec.json.encode(get_trigger(key).sample())]
    return Answer(_array(payloads))


def _array(payloads: list[bytes]) -> bytes:
    """Join stored objects without reading them: what leaves is byte for byte what the hook sent."""
    return b"[" + b",".join(payloads) + b"]"
