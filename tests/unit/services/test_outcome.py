"""What follows from an attempt, by table (docs/delivery-states.md)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.services.outcome import Dead, Delivered, Gone, Outcome, Retry, RetryPolicy, decide
from sidecar.zapier_client.sender import AttemptResult

POLICY = RetryPolicy(retries=3, delay_seconds=300)
BLOCKED = AttemptResult(None, "The target is at an address that is not allowed.", is_blocked=True)
TIMED_OUT = AttemptResult(None, "No answer in time.")


def http(status: int, retry_after_seconds: float | None = None) -> AttemptResult:
    return AttemptResult(status, retry_after_seconds=retry_after_seconds)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_delivered_whichever_attempt_it_was(status: int) -> None:
    assert {decide(http(status), attempts, POLICY) for attempts in range(5)} == {Delivered()}


@pytest.mark.parametrize("attempts", range(5))
def test_410_is_gone_whichever_attempt_it_was(attempts: int) -> None:
    assert decide(http(410), attempts, POLICY) == Gone()


@pytest.mark.parametrize("status", [404, 408, 425, 500, 502, 503, 504, 599])
@pytest.mark.parametrize(("attempts", "delay"), [(0, 300), (1, 600), (2, 1200)])
def test_a_passing_failure_is_retried_by_the_schedule(status: int, attempts: int, delay: int) -> None:
    assert decide(http(status), attempts, POLICY) == Retry(delay, f"HTTP {status}")


@pytest.mark.parametrize("status", [404, 408, 425, 500, 502, 503, 504, 599])
@pytest.mark.parametrize("attempts", [3, 4])
def test_after_three_retries_it_is_dead(status: int, attempts: int) -> None:
    assert decide(http(status), attempts, POLICY) == Dead(f"HTTP {status}")


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (0, Retry(300, "No answer in time.")),
        (2, Retry(1200, "No answer in time.")),
        (3, Dead("No answer in time.")),
    ],
)
def test_no_answer_is_a_passing_failure(attempts: int, expected: Outcome) -> None:
    assert decide(TIMED_OUT, attempts, POLICY) == expected


@pytest.mark.parametrize("status", [400, 401, 403, 405, 413, 422, 451])
@pytest.mark.parametrize("attempts", [0, 1])
def test_a_refusal_is_tried_once_more_then_final(status: int, attempts: int) -> None:
    expected = Retry(300, f"HTTP {status}") if attempts == 0 else Dead(f"HTTP {status}")

    assert decide(http(status), attempts, POLICY) == expected


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_final_at_once(status: int) -> None:
    assert decide(http(status), 0, POLICY) == Dead(f"HTTP {status}")


def test_a_blocked_address_is_final_at_once() -> None:
    assert decide(BLOCKED, 0, POLICY) == Dead("The target is at an address that is not allowed.")


@pytest.mark.parametrize(
    ("retry_after", "delay"), [(None, 300), (0, 300), (299, 300), (301, 301), (3600, 3600), (9e9, 3600)]
)
def test_429_waits_as_asked_for_up_to_an_hour_and_is_not_charged(
    retry_after: float | None, delay: float
) -> None:
    assert decide(http(429, retry_after), 0, POLICY) == Retry(delay, "HTTP 429", is_charged=False)


def test_429_never_uses_up_the_retries() -> None:
    assert isinstance(decide(http(429), 3, POLICY), Retry)


@pytest.mark.parametrize(("hours", "kind"), [(23.9, Retry), (24, Dead)])
def test_429_ends_after_a_day(hours: float, kind: type[Outcome]) -> None:
    assert isinstance(decide(http(429), 0, POLICY, age_seconds=hours * 3600), kind)


def test_503_waits_as_asked_for() -> None:
    assert decide(http(503, 900), 0, POLICY) == Retry(900, "HTTP 503")


@pytest.mark.parametrize("status", [400, 404, 500])
def test_without_retries_every_failure_is_final(status: int) -> None:
    assert decide(http(status), 0, RetryPolicy(0, 300)) == Dead(f"HTTP {status}")


@given(
    st.sampled_from([404, 408, 425, 429, 500, 503]),
    st.integers(0, 2),
    st.one_of(st.none(), st.floats(0, 1e12)),
)
def test_retry_after_never_shortens_the_wait(status: int, attempts: int, retry_after: float | None) -> None:
    actual = decide(http(status, retry_after), attempts, POLICY)

    assert isinstance(actual, Retry)
    assert 300 * 2**attempts <= actual.delay_seconds <= 3600


@given(st.integers(100, 599), st.integers(0, 10))
def test_every_status_has_an_outcome_and_retries_end(status: int, attempts: int) -> None:
    actual = decide(http(status), attempts, POLICY)

    assert isinstance(actual, Delivered | Dead | Gone) or attempts < 3 or status == 429
