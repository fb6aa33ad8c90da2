"""Translates the statuses that BookingX stores into the words that the public sees, and back."""

from __future__ import annotations

PREFIX = "bkx-"

PUBLIC_BY_RAW = {
    "bkx-pending": "pending",
    "bkx-ack": "confirmed",
    "bkx-completed": "completed",
    "bkx-missed": "no-show",
    "bkx-cancelled": "cancelled",
    "bkx-failed": "failed",
    "no_show": "no-show",  # how the add-ons' documents spell it for BookingX 2.0, which needs no prefix
    "trash": "cancelled",  # the row action that says Cancel is WordPress's bin
}

RAW_BY_PUBLIC = {public: raw for raw, public in PUBLIC_BY_RAW.items() if raw.startswith(PREFIX)}

# A binned booking that is taken out again becomes a draft, which BookingX shows nowhere.
HIDDEN = frozenset({"auto-draft", "draft", "inherit"})


def to_public_status(raw_status: str) -> str | None:
    """Return the public word of a stored status; None for the statuses in which a booking is hidden.

    BookingX stores whatever it is given, so a status of its own kind that is new to us (`bkx-foo`)
    speaks for itself (`foo`).
    """
    if raw_status in HIDDEN:
        return None
    return PUBLIC_BY_RAW.get(raw_status) or raw_status.removeprefix(PREFIX)


def find_raw_status(status: str) -> str | None:
    """Return what BookingX stores for a public word, None if there is no such word."""
    return RAW_BY_PUBLIC.get(status)
