"""Approved comments on services and staff are reviews, told once; other comments are passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.services import ingest
from sidecar.services.reports.raising import raise_trigger
from sidecar.services.sweeping.silent import list_silent_marks
from tests.factories import execute, list_events
from tests.support.site_rows import TABLES, add_comment, insert_row, list_payloads, mark

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

TOLD = "review_submitted"
STAFF, SERVICE, BOOKING = 8, 13, 22
SAID = (
    "review_id",
    "rating",
    "text",
    "author_name",
    "author_email",
    "service_id",
    "service_name",
    "staff_id",
    "staff_name",
    "source",
    "submitted_at",
)


def ingest_comment(sidecar: Sidecar, comment_id: int, kind: str = "created") -> None:
    """Ingest a mark of a comment."""
    mark(sidecar, "comment", comment_id, kind)
    ingest.drain(sidecar)


def sweep_comments(sidecar: Sidecar) -> list[int]:
    """Ingest what the sweep finds, and return the comments that it found."""

    def work(tx: object) -> list[int]:
        marks = list_silent_marks(sidecar, tx)  # type: ignore[arg-type] # a transaction, as run gives it
        ingest.ingest_marks(sidecar, tx, marks)  # type: ignore[arg-type] # likewise
        return [found.object_id for found in marks if found.object_type == "comment"]

    return sidecar.database.run(work)


def list_said(sidecar: Sidecar) -> list[dict[str, object]]:
    """Return what the events say of the reviews."""
    return [{key: payload[key] for key in SAID} for payload in list_payloads(sidecar, TOLD)]


@pytest.mark.parametrize("post_id", [STAFF, SERVICE])
def test_a_comment_on_what_can_be_booked_is_a_review(sidecar: Sidecar, post_id: int) -> None:
    comment_id = add_comment(sidecar, post_id)
    for value in ("4.5", "1"):
        insert_row(sidecar, TABLES.commentmeta, comment_id=comment_id, meta_key="rating", meta_value=value)

    ingest_comment(sidecar, comment_id)

    assert list_said(sidecar) == [
        {
            "review_id": str(comment_id),
            "rating": 4.5,
            "text": "Lovely.\nAgain!",
            "author_name": "Ann & Bo",
            "author_email": "ann@example.test",
            "service_id": SERVICE if post_id == SERVICE else None,
            "service_name": "Haircut" if post_id == SERVICE else None,
            "staff_id": STAFF if post_id == STAFF else None,
            "staff_name": "Alex Carter" if post_id == STAFF else None,
            "source": "comment",
            "submitted_at": "2026-11-22T12:00:00+00:00",
        }
    ]


NAMED = ("service_id", "service_name", "staff_id", "staff_name")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"service_id": 14}, (14, "Colour", None, None)),
        ({"staff_id": "9", "staff_name": "Bea"}, (None, None, 9, "Bea")),
        ({"service_id": 999_999}, (999_999, None, None, None)),
        ({"booking_id": BOOKING}, (SERVICE, "Haircut", STAFF, "Alex Carter")),
        ({"booking_id": BOOKING, "staff_id": 9}, (SERVICE, "Haircut", 9, "Bea O'Neill")),
    ],
    ids=["service", "named by the report", "gone", "of a booking", "of another than the booking's"],
)
def test_a_report_of_a_review_names_what_was_reviewed(
    sidecar: Sidecar, said: dict[str, object], expected: tuple[object, ...]
) -> None:
    with sidecar.database.transaction() as tx:
        raise_trigger(sidecar, tx, TOLD, {"review_id": 1, **said})

    assert [tuple(review[key] for key in NAMED) for review in list_said(sidecar)] == [expected]


@pytest.mark.parametrize("stored", ["", "five", "1e9", "99999", None])
def test_a_rating_that_is_none_is_left_out(sidecar: Sidecar, stored: str | None) -> None:
    comment_id = add_comment(sidecar, SERVICE)
    insert_row(sidecar, TABLES.commentmeta, comment_id=comment_id, meta_key="rating", meta_value=stored)

    ingest_comment(sidecar, comment_id)

    assert [review["rating"] for review in list_said(sidecar)] == [None]


def test_a_comment_is_told_when_it_is_approved_and_only_then(sidecar: Sidecar) -> None:
    comment_id = add_comment(sidecar, SERVICE, comment_approved="0")
    ingest_comment(sidecar, comment_id)
    before = list_events(sidecar)
    execute(sidecar, "UPDATE wp_comments SET comment_approved = '1' WHERE comment_ID = :id", id=comment_id)

    for _ in range(2):
        ingest_comment(sidecar, comment_id, "approved")

    assert before == []
    assert [review["review_id"] for review in list_said(sidecar)] == [str(comment_id)]


@pytest.mark.parametrize(
    ("post_id", "overrides"),
    [
        (BOOKING, {}),
        (BOOKING, {"comment_type": "booking_note"}),
        (999_999, {}),
        (SERVICE, {"comment_type": "pingback"}),
        (SERVICE, {"comment_approved": "spam"}),
        (SERVICE, {"comment_approved": "post-trashed"}),
    ],
)
def test_what_is_no_review_is_passed_over(sidecar: Sidecar, post_id: int, overrides: dict[str, str]) -> None:
    ingest_comment(sidecar, add_comment(sidecar, post_id, **overrides))

    assert list_events(sidecar) == []


def test_the_sweep_finds_a_comment_of_which_no_hook_told_once(sidecar: Sidecar) -> None:
    add_comment(sidecar, BOOKING, comment_type="booking_note")
    comment_id = add_comment(sidecar, SERVICE)

    found = [sweep_comments(sidecar), sweep_comments(sidecar)]

    assert found == [[comment_id], []]
    assert [review["review_id"] for review in list_said(sidecar)] == [str(comment_id)]


def test_a_comment_that_hook_and_sweep_tell_is_one_review(sidecar: Sidecar) -> None:
    comment_id = add_comment(sidecar, SERVICE)
    ingest_comment(sidecar, comment_id)

    sweep_comments(sidecar)

    assert len(list_said(sidecar)) == 1


def test_a_review_longer_than_a_text_may_be_is_told_in_part(sidecar: Sidecar) -> None:
    ingest_comment(sidecar, add_comment(sidecar, SERVICE, comment_content="x" * 20_000))

    assert [len(str(review["text"])) for review in list_said(sidecar)] == [10_000]
