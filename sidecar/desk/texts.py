"""Turns what a site's tables refuse into an answer: old ones have no emoji, and none has room for all."""

from __future__ import annotations

from sidecar.db.refusals import storable

storable_texts = storable
