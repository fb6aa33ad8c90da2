"""What BookingX stores as status, and what the public calls it."""

from __future__ import annotations

import pytest

from sidecar.wp_bridge.statuses import find_raw_status, to_public_status


@pytest.mark.parametrize(
    ("raw_status", "expected"),
    [
        ("bkx-pending", "pending"),
        ("bkx-ack", "confirmed"),
        ("bkx-completed", "completed"),
        ("bkx-missed", "no-show"),
        ("bkx-cancelled", "cancelled"),
        ("bkx-failed", "failed"),
        ("trash", "cancelled"),
        ("bkx-foo", "foo"),
        ("draft", None),
        ("auto-draft", None),
        ("inherit", None),
    ],
)
def test_a_stored_status_has_one_public_word(raw_status: str, expected: str | None) -> None:
    assert to_public_status(raw_status) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("pending", "bkx-pending"),
        ("confirmed", "bkx-ack"),
        ("completed", "bkx-completed"),
        ("no-show", "bkx-missed"),
        ("cancelled", "bkx-cancelled"),
        ("failed", "bkx-failed"),
        ("foo", None),
    ],
)
def test_a_public_word_has_one_stored_status_and_never_the_bin(status: str, expected: str | None) -> None:
    assert find_raw_status(status) == expected
