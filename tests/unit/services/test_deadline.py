"""The parts of a call together take no longer than WordPress waits for it."""

from __future__ import annotations

import pytest

from sidecar.services.actions import deadline
from sidecar.services.actions.deadline import BOUND_SECONDS, Deadline

OF_THE_SHIM = 25
"""TIMEOUT_SECONDS of wp-plugin-shim/includes/class-sidecar.php."""
CALLBACK_TIMEOUT = 10


class FakeTime:
    """A clock that tests move."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    found = FakeTime()
    monkeypatch.setattr(deadline, "time", found)
    return found


def test_a_call_that_waits_for_nothing_leaves_wordpress_its_whole_time(clock: FakeTime) -> None:
    call = Deadline()
    clock.now += 1

    assert call.for_calling_back(CALLBACK_TIMEOUT) == CALLBACK_TIMEOUT


@pytest.mark.parametrize(
    ("waited", "for_locks", "called_for"), [(0, 8, 10), (7, 8, 5), (15, 3, 2), (17, 1, 2), (18.5, 0, 0)]
)
def test_what_was_waited_for_is_taken_from_what_follows(
    clock: FakeTime, waited: float, for_locks: float, called_for: float
) -> None:
    call = Deadline()
    clock.now += waited

    locks = call.for_locks().seconds_left
    clock.now += locks

    assert (locks, call.for_calling_back(CALLBACK_TIMEOUT)) == (for_locks, called_for)
    assert waited + locks + called_for <= BOUND_SECONDS < OF_THE_SHIM


def test_after_the_end_nothing_is_waited_for(clock: FakeTime) -> None:
    call = Deadline()
    clock.now += BOUND_SECONDS + 1

    assert (call.seconds_left, call.for_waiting(), call.for_locks().seconds_left) == (0, 0, 0)
    assert call.for_calling_back(CALLBACK_TIMEOUT) == 0
