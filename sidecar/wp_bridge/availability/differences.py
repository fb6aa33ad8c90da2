"""Where the sidecar judges otherwise than BookingX: docs/decisions/0008 gives each its reason."""

from __future__ import annotations

from enum import StrEnum


class Difference(StrEnum):
    """One rule of ours that BookingX does not have, or has in the browser only."""

    WHOLE_TIME_WITHIN_HOURS = "whole_time_within_hours"
    HOURS_AS_MEANT = "hours_as_meant"
    NOT_IN_THE_PAST = "not_in_the_past"
    MONTHS = "months"
    OFFERED = "offered"
    EXTENSION_LIMIT = "extension_limit"
    DAYLIGHT_GAP = "daylight_gap"
    ONLY_THE_MOVED_BOOKING = "only_the_moved_booking"
    REAL_TIMES = "real_times"


Rules = frozenset[Difference]

STRICT: Rules = frozenset(Difference)
"""How the sidecar judges."""
AS_BOOKINGX: Rules = frozenset()
"""How the server side of BookingX 1.1.2 judges; for comparison with what it answers."""
