"""A change is a Zap's if no mark of the site explains it, and each step is told of who took it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.services.changes import Known, Sighting, list_changes
from sidecar.services.origins import find_person_origin, find_saved_origin
from tests.factories import make_mark, make_record

if TYPE_CHECKING:
    from sidecar.db.outbox import Mark

PENDING, ACK, CANCELLED = (make_record(57, raw) for raw in ("bkx-pending", "bkx-ack", "bkx-cancelled"))
assert PENDING.starts_at is not None
LATER = PENDING.starts_at + timedelta(hours=1)
MOVED, MOVED_ACK = replace(PENDING, starts_at=LATER), replace(ACK, starts_at=LATER)
KNOWN = Known(PENDING)


def zap(kind: str, status: str | None = None) -> Mark:
    """Return the mark of an action."""
    return site(kind, status, origin="zapier")


def site(kinds: str, status: str | None = None, **facts: Any) -> Mark:
    """Return the mark of a request of WordPress."""
    told = facts | ({"status": status} if status else {})
    return replace(make_mark(*kinds.split()), facts=told)


ECHO = site("status", "bkx-ack")
CASES: dict[str, tuple[Known | None, list[Mark], Any, list[tuple[Any, Any, str]]]] = {
    "the site's status": (KNOWN, [site("note status", "bkx-ack")], ACK, [(PENDING, ACK, "site")]),
    "a Zap's status": (KNOWN, [zap("status", "bkx-ack")], ACK, [(PENDING, ACK, "zapier")]),
    "a Zap's status and its echo": (
        KNOWN,
        [zap("status", "bkx-ack"), ECHO],
        ACK,
        [(PENDING, ACK, "zapier")],
    ),
    "an echo that comes later": (Known(ACK), [ECHO], ACK, []),
    "a Zap's status whose mark does not tell it": (
        KNOWN,
        [zap("status"), site("told")],
        ACK,
        [(PENDING, ACK, "site")],
    ),
    "the site confirms, a Zap cancels": (
        KNOWN,
        [site("note status", "bkx-ack"), zap("status", "bkx-cancelled"), site("status", "bkx-cancelled")],
        CANCELLED,
        [(PENDING, ACK, "site"), (ACK, CANCELLED, "zapier")],
    ),
    "a Zap confirms, the site cancels": (
        KNOWN,
        [zap("status", "bkx-ack"), site("note status", "bkx-cancelled")],
        CANCELLED,
        [(PENDING, ACK, "zapier"), (ACK, CANCELLED, "site")],
    ),
    "a Zap moves": (KNOWN, [zap("meta", "bkx-pending")], MOVED, [(PENDING, MOVED, "zapier")]),
    "the site confirms, a Zap moves": (
        KNOWN,
        [site("note status", "bkx-ack"), zap("meta", "bkx-ack")],
        MOVED_ACK,
        [(PENDING, ACK, "site"), (ACK, MOVED_ACK, "zapier")],
    ),
    "a Zap confirms, the site moves": (
        KNOWN,
        [zap("status", "bkx-ack"), site("meta note saved", "bkx-ack")],
        MOVED_ACK,
        [(PENDING, ACK, "zapier"), (ACK, MOVED_ACK, "site")],
    ),
    "both wrote data: nobody can tell whose it is": (
        KNOWN,
        [zap("meta", "bkx-pending"), site("meta", "bkx-pending")],
        MOVED,
        [(PENDING, MOVED, "site")],
    ),
    "a Zap books": (None, [zap("created", "bkx-pending")], PENDING, [(None, PENDING, "zapier")]),
    "a Zap books, with its echo": (
        None,
        [zap("created", "bkx-pending"), site("saved", "bkx-pending")],
        PENDING,
        [(None, PENDING, "zapier")],
    ),
    "a Zap books, the site confirms": (
        None,
        [zap("created", "bkx-pending"), site("note status", "bkx-ack")],
        ACK,
        [(None, PENDING, "zapier"), (PENDING, ACK, "site")],
    ),
    "the site books, a Zap confirms": (
        None,
        [site("created note", "bkx-pending"), zap("status", "bkx-ack"), ECHO],
        ACK,
        [(None, PENDING, "site"), (PENDING, ACK, "zapier")],
    ),
    "what changed silently beside a Zap's status and an echo": (
        KNOWN,
        [zap("status", "bkx-ack"), ECHO],
        MOVED_ACK,
        [(PENDING, MOVED_ACK, "site")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_told_of_who_caused_it(case: str) -> None:
    known, marks, now, expected = CASES[case]

    changes = list_changes(known, marks, Sighting(now, exists=True))

    assert [(change.before, change.after, change.origin) for change in changes] == expected


def test_a_deletion_is_the_site_s() -> None:
    marks = [zap("status", "bkx-ack"), site("deleted", "deleted")]

    changes = list_changes(KNOWN, marks, Sighting(None, exists=False))

    assert [change.origin for change in changes] == ["zapier", "site"]


STATUSES = st.sampled_from(["bkx-pending", "bkx-ack", "bkx-cancelled", "bkx-completed"])
KINDS = st.sampled_from(["status", "meta", "seat", "note status", "saved", "created"])
MARKS = st.lists(st.builds(site, KINDS, STATUSES), min_size=1, max_size=6)


@given(MARKS, st.sampled_from([PENDING, ACK, MOVED, MOVED_ACK]), st.sampled_from([None, KNOWN]))
def test_one_origin_is_the_origin_of_all_its_changes(
    marks: list[Mark], now: Any, known: Known | None
) -> None:
    zaps = [replace(mark, facts={**mark.facts, "origin": "zapier"}) for mark in marks]
    silent = {"status": now.raw_status}
    ours, theirs = [*zaps, zap("meta", silent["status"])], [*marks, site("meta", silent["status"])]

    by_zap = list_changes(known, ours, Sighting(now, exists=True))
    by_site = list_changes(known, theirs, Sighting(now, exists=True))

    assert {change.origin for change in by_zap} <= {"zapier"}
    assert {change.origin for change in by_site} <= {"site"}
    assert [replace(change, origin="") for change in by_zap] == [
        replace(change, origin="") for change in by_site
    ]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([site("saved")], "site"),
        ([zap("saved")], "zapier"),
        ([zap("saved"), site("saved")], "zapier"),
        ([zap("saved"), site("meta saved")], "site"),
    ],
)
def test_a_service_is_a_zap_s_unless_its_owner_wrote_metas(marks: list[Mark], expected: str) -> None:
    assert find_saved_origin(marks) == expected


def test_a_user_whom_a_zap_made_is_the_zap_s_whatever_hooks_say() -> None:
    assert find_person_origin([zap("created"), site("created joined")]) == "zapier"
    assert find_person_origin([site("created")]) == "site"
