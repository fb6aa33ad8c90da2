"""Comments on services and staff, which are reviews as soon as they are approved: told as reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.object_types import COMMENT
from sidecar.services.detecting import reports
from sidecar.services.reports.values import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.detecting.batch import Batch
    from sidecar.wp_bridge.wordpress.comments import ReviewComment

TRIGGER = "review_submitted"
NO_BOOKING = 0


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return an event for each marked comment that is a review; others, and those that wait, are passed over.

    A comment that is approved later is marked again, by then as a review.
    """
    found = batch.sidecar.comments.read_reviews(batch.tx.connection, marks)
    told = [
        reports.make_mark(TRIGGER, NO_BOOKING, _describe(review), marks[review.id][-1].marked_at)
        for review in found.values()
    ]
    return reports.detect(batch, {NO_BOOKING: told}) if told else []


def _describe(review: ReviewComment) -> dict[str, Any]:
    return {
        "review_id": review.id,
        "rating": review.rating,
        "text": review.text[:MAX_TEXT],
        "author_name": review.author_name,
        "author_email": review.author_email,
        "service_id": review.service_id,
        "service_name": review.reviewed_name if review.service_id else None,
        "staff_id": review.staff_id,
        "staff_name": review.reviewed_name if review.staff_id else None,
        "source": COMMENT,
        "submitted_at": review.written_at.isoformat() if review.written_at else None,
    }
