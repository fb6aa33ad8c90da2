"""Answers the question of Zapier's editor for samples: real events, live ones, or made-up ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sidecar.db import events
from sidecar.services.polling import CHUNK, Answer, Wanted, find_taste
from sidecar.services.subscribing import get_enabled_trigger
from sidecar.services.tailoring import Payload, Tailor

if TYPE_CHECKING:
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
    tailor = Tailor(trigger, find_taste(tx, caller, trigger, wanted))
    size = CHUNK if tailor.conditions else SAMPLES
    real = (tailor.cut(Payload(event.payload)) for event in events.list_newest(tx, key, size))
    found = [body for body in real if body is not None][:SAMPLES]
    if not found and sidecar.settings.enable_sample_data:
        found = [tailor.shaped(Payload(msgspec.json.encode(trigger.sample())))]
    return Answer(found)
