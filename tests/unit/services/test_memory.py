"""What is remembered of a booking comes back, and what an older version left out is as it is now."""

from __future__ import annotations

import json
from dataclasses import replace

from sidecar.services.memory import MAX_REMEMBERED, recall, refresh, remember
from tests.factories import make_record


def test_a_booking_is_recalled_as_it_was() -> None:
    record = make_record(mapped_metas={"guests": "4", "waiver": None}, customer_time_zone="Asia/Tokyo")

    assert recall(remember(record), make_record(raw_status="bkx-ack")).record == replace(
        record, mapped_metas={}
    )
    assert recall(remember(record), None).record == record


def test_what_an_older_version_left_out_is_as_it_is_now() -> None:
    now = make_record(customer_time_zone="Asia/Tokyo", mapped_metas={"guests": "4"})
    old = json.loads(remember(replace(now, duration_minutes=45)).record)
    for name in ("customer_time_zone", "mapped_metas"):
        del old[name]
    del old["customer"]["country"], old["payment"]["error"]
    snapshot = replace(remember(now), record=json.dumps(old).encode())

    known = recall(snapshot, now)

    assert known.record == replace(now, duration_minutes=45)
    assert refresh(snapshot, known) == remember(known.record)


def test_a_meta_that_was_mapped_or_unmapped_since_is_no_difference() -> None:
    before = make_record(mapped_metas={"old": "1", "kept": "2"})
    now = make_record(mapped_metas={"kept": "3", "new": "4"})

    assert recall(remember(before), now).record.mapped_metas == {"kept": "2", "new": "4"}


def test_of_mapped_metas_only_the_too_large_are_forgotten() -> None:
    record = make_record(mapped_metas={"small": "x", "large": "'" * (MAX_REMEMBERED // 2)})

    snapshot = remember(record)

    assert json.loads(snapshot.record)["mapped_metas"] == {"small": "x"}
    assert recall(snapshot, record).record == record
