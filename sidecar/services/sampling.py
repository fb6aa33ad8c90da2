"""Answers the question of Zapier's editor for samples: real events, live ones, or made-up ones."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from sidecar.db import events
from sidecar.services.live_samples import list_live
from sidecar.services.polling import CHUNK, Answer, Wanted, find_taste
from sidecar.services.subscriptions.subscribing import get_enabled_trigger
from sidecar.services.subscriptions.tailoring import Payload, Tailor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar

SAMPLES = 3
"""Zapier's editor takes at most three records."""


def list_samples(sidecar: Sidecar, tx: Transaction, caller: Caller, key: str, wanted: Wanted) -> Answer:
    """Return up to three samples, newest first; a made-up one is shaped, but not filtered.

    Raises what a poll raises.
    """
    trigger = get_enabled_trigger(sidecar, key)
    taste = find_taste(tx, caller, trigger, wanted)
    tailor = Tailor(trigger, taste)
    size = CHUNK if tailor.conditions else SAMPLES
    real = (event.payload for event in events.list_newest(tx, key, size))
    found = _cut(tailor, real) or _cut(tailor, list_live(sidecar, tx, trigger, taste))
    if not found and sidecar.settings.enable_sample_data:
        found = [tailor.shaped(Payload(msgspec.json.encode(trigger.sample())))]
    return Answer(found)


def _cut(tailor: Tailor, payloads: Iterable[bytes]) -> list[bytes]:
    """Return the first payloads that are wanted; no more are made than it takes."""
    wanted = (body for body in map(tailor.cut, map(Payload, payloads)) if body is not None)
    return list(islice(wanted, SAMPLES))
