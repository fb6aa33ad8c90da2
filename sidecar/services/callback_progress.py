"""Reads what the plugin wrote of a callback's steps, and decides what follows from an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from sidecar.wp_bridge.wordpress.callback_client import LIVE, CallAnswer

DONE, GIVEN_UP = "done", "given up: "
"""What a settled step's entry is, or begins with; `failed: ` and `begun ` begin those to be tried again."""
FIRST_DELAY_SECONDS, MAX_DELAY_SECONDS = 15, 3600


class KnownStep(msgspec.Struct, frozen=True):
    """A step of a stored callback, as far as it takes to speak of it."""

    title: str


@dataclass(frozen=True)
class FollowUp:
    """What callers read of the steps, by their titles: `queued` are tried again, `failed` are not."""

    done: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """One word for all of it."""
        if self.queued:
            return "queued"
        if self.failed:
            return "failed"
        return "done" if self.done else "none"

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        lists = {"done": self.done, "queued": self.queued, "failed": self.failed}
        return {"status": self.status} | {key: list(titles) for key, titles in lists.items()}


@dataclass(frozen=True)
class Finished:
    """Every step was done."""


@dataclass(frozen=True)
class Again:
    """Call again in so many seconds."""

    delay_seconds: float
    reason: str


@dataclass(frozen=True)
class Dead:
    """Given up; kept until it is pruned."""

    reason: str


Verdict = Finished | Again | Dead


def read_follow_up(steps: str, progress: str) -> FollowUp | None:
    """Return how the steps of a row stand; None for a row that nobody can read."""
    try:
        known = msgspec.json.decode(steps, type=list[KnownStep])
    except (msgspec.DecodeError, RecursionError):
        return None
    entries = _read_progress(progress)
    titles: dict[str, list[str]] = {"done": [], "queued": [], "failed": []}
    for number, step in enumerate(known):
        titles[_sort(entries.get(str(number)))].append(step.title)
    return FollowUp(
        **{key: tuple(found) for key, found in titles.items()}, reasons=_list_reasons(known, entries)
    )


def decide(answer: CallAnswer, after: FollowUp | None, attempts: int, max_attempts: int) -> Verdict:
    """Return what follows from an attempt; `attempts` counts it, `after` is how the steps stand now."""
    if after is None:
        return Dead("The callback's row is damaged.")
    if not after.queued:
        return Dead("; ".join(after.reasons)) if after.failed else Finished()
    reason = answer.error or "; ".join(after.reasons) or "WordPress ended the request in the middle."
    if attempts >= max_attempts:
        return Dead(reason)
    return Again(min(FIRST_DELAY_SECONDS * 2.0 ** (attempts - 1), MAX_DELAY_SECONDS), reason)


def was_run_through(answer: CallAnswer) -> bool:
    """Whether the plugin came to the end of the steps, whatever became of each."""
    return answer.status == LIVE


def _read_progress(progress: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(progress, type=dict[str, str])
    except (msgspec.DecodeError, RecursionError):
        return {}


def _sort(entry: str | None) -> str:
    if entry == DONE:
        return "done"
    return "failed" if entry and entry.startswith(GIVEN_UP) else "queued"


def _list_reasons(known: list[KnownStep], entries: dict[str, str]) -> tuple[str, ...]:
    """Return why steps failed, each with its title."""
    found = ((step.title, entries.get(str(number), "")) for number, step in enumerate(known))
    return tuple(f"{title}: {entry.partition(': ')[2]}" for title, entry in found if ": " in entry)
