"""What follows from an attempt to call WordPress back, by what the plugin wrote of each step."""

from __future__ import annotations

import pytest

from sidecar.services.callback_progress import (
    Again,
    Dead,
    Finished,
    FollowUp,
    Verdict,
    decide,
    read_follow_up,
)
from sidecar.wp_bridge.wordpress.callback_client import CallAnswer, explain

LATE = CallAnswer(None, "WordPress did not answer in time.")
LIVE = CallAnswer(200)
STEPS = '[{"kind":"a","title":"one","values":{}},{"kind":"b","title":"two","values":{}}]'


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("{}", FollowUp(queued=("one", "two"))),
        ('{"0":"done"}', FollowUp(done=("one",), queued=("two",))),
        ('{"0":"done","1":"begun 1"}', FollowUp(done=("one",), queued=("two",))),
        ('{"0":"done","1":"done"}', FollowUp(done=("one", "two"))),
        (
            '{"0":"failed: why","1":"given up: because"}',
            FollowUp(queued=("one",), failed=("two",), reasons=("one: why", "two: because")),
        ),
        ('{"7":"done"}', FollowUp(queued=("one", "two"))),
        ('{"0":1}', FollowUp(queued=("one", "two"))),
        ("garbage", FollowUp(queued=("one", "two"))),
    ],
)
def test_progress_says_of_each_step_how_it_stands(progress: str, expected: FollowUp) -> None:
    assert read_follow_up(STEPS, progress) == expected


@pytest.mark.parametrize("steps", ["", "{}", "null", "[[]]", '[{"kind":"a"}]', "[" * 100_000])
def test_steps_that_nobody_can_read_are_none(steps: str) -> None:
    assert read_follow_up(steps, "{}") is None


@pytest.mark.parametrize(
    ("follow_up", "status"),
    [
        (FollowUp(), "none"),
        (FollowUp(done=("a",)), "done"),
        (FollowUp(done=("a",), failed=("b",)), "failed"),
        (FollowUp(done=("a",), queued=("b",), failed=("c",)), "queued"),
    ],
)
def test_one_word_says_it_all(follow_up: FollowUp, status: str) -> None:
    assert follow_up.status == status


@pytest.mark.parametrize(
    ("answer", "after", "attempts", "expected"),
    [
        (LIVE, FollowUp(done=("a",)), 1, Finished()),
        (LATE, FollowUp(done=("a",)), 1, Finished()),  # it went on after we had gone
        (LIVE, FollowUp(), 1, Finished()),
        (LIVE, None, 1, Dead("The callback's row is damaged.")),
        (LIVE, FollowUp(failed=("a",), reasons=("a: why",)), 1, Dead("a: why")),
        (LATE, FollowUp(queued=("a",)), 1, Again(15, LATE.error)),
        (LATE, FollowUp(queued=("a",)), 2, Again(30, LATE.error)),
        (LATE, FollowUp(queued=("a",)), 8, Again(1920, LATE.error)),
        (LATE, FollowUp(queued=("a",)), 9, Again(3600, LATE.error)),
        (LATE, FollowUp(queued=("a",)), 11, Again(3600, LATE.error)),
        (LATE, FollowUp(queued=("a",)), 12, Dead(LATE.error)),
        (LIVE, FollowUp(queued=("a",), reasons=("a: why",)), 1, Again(15, "a: why")),
        (LIVE, FollowUp(queued=("a",)), 1, Again(15, "WordPress ended the request in the middle.")),
    ],
)
def test_what_was_not_done_is_tried_again_later_and_later(
    answer: CallAnswer, after: FollowUp | None, attempts: int, expected: Verdict
) -> None:
    assert decide(answer, after, attempts, max_attempts=12) == expected


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 418, 422, 500, 503])
def test_every_status_but_200_says_what_to_do(status: int) -> None:
    assert explain(200) == ""
    assert explain(status).startswith(f"HTTP {status}: ")
