"""What the action writes is, row by row, what BookingX wrote for the same request."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.actions.create_booking import ACTION
from sidecar.services.actions.inputs import read_inputs
from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.php.writer import dumps
from sidecar.wp_bridge.posts.booking_metas import ORDER
from tests.support.desk import at_desk
from tests.support.golden import find_booking_id, list_golden, load_golden, set_options
from tests.support.golden_bookings import (
    OTHER_COLUMNS,
    TABLES,
    expect_metas,
    fetch,
    fetch_metas,
    read_request,
    to_stored,
)

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

NOT_OURS = {
    "admin": "an administrator booked for somebody: created_by is theirs, not the customer's",
}
"""Recordings of requests that no call can make, each with its reason."""
NAMES = [name for name in list_golden("bookings") if name not in NOT_OURS]


def to_inputs(recording: dict[str, Any]) -> dict[str, Any]:
    """Return the recorded form as a call would say it."""
    form = recording["steps"][0]["request"]["form"]
    year, month, day = map(int, form["date"].split("-"))
    extension = form["service_extend"]
    said = {
        "service_id": form["base_id"],
        "staff_id": form["seat_id"],
        "customer_first_name": form["bkx_first_name"],
        "customer_last_name": form["bkx_last_name"],
        "customer_email": form["bkx_email_address"],
        "customer_phone": form["bkx_phone_number"],
        "extra_ids": [] if form["extra_id"] == "None" else form["extra_id"],
        "extension": None if extension == "NaN" else extension,
    }
    if form["booking_time"]:
        return said | {"start_datetime": f"{date(year, month, day)} {form['booking_time']}"}
    return said | {"start_date": str(date(year, month, day))}


def without_page(recording: dict[str, Any]) -> dict[str, Any]:
    """Return the recording without the page of the form, on which no call stands."""
    changed = copy.deepcopy(recording)
    rows = changed["steps"][0]["rows"]["created"]["wp_postmeta"]
    rows[:] = [row for row in rows if row["meta_key"] != "last_page_url"]
    for row in rows:
        if row["meta_key"] == ORDER:
            order: Any = loads(row["meta_value"])
            row["meta_value"] = dumps({**order, "last_page_url": ""}).decode()
    return changed


@pytest.mark.parametrize("name", NAMES)
def test_the_metas_are_those_that_bookingx_wrote(sidecar: Sidecar, name: str) -> None:
    recording = load_golden("bookings", name)
    with at_desk(sidecar) as desk:
        set_options(desk.connection, recording["options_before"])
    with at_desk(sidecar) as desk:
        given = read_inputs(ACTION.inputs, to_inputs(recording), desk.site.time_zone, ACTION.check)
        assert ACTION.run is not None
        done = ACTION.run(replace(desk, now=read_request(recording).made_at), given)
        found = fetch_metas(desk.connection, done.record.id)

    assert found == expect_metas(without_page(recording), done.record.id)


@pytest.mark.parametrize("name", NAMES)
def test_post_and_note_are_those_that_bookingx_wrote(sqlite_sidecar: Sidecar, name: str) -> None:
    recording = load_golden("bookings", name)
    with at_desk(sqlite_sidecar) as desk:
        set_options(desk.connection, recording["options_before"])
    with at_desk(sqlite_sidecar) as desk:
        given = read_inputs(ACTION.inputs, to_inputs(recording), desk.site.time_zone, ACTION.check)
        assert ACTION.run is not None
        booking_id = ACTION.run(replace(desk, now=read_request(recording).made_at), given).record.id
        (post,) = fetch(desk.connection, TABLES.posts, "ID", booking_id)
        (note,) = fetch(desk.connection, TABLES.comments, "comment_post_ID", booking_id)

    text = f"Successfully Initial # {booking_id} Order Created.."
    ours = {column: post[column] for column in OTHER_COLUMNS} | {"ID": booking_id}
    assert post == get_recorded(recording, "wp_posts", "ID") | ours
    ours = {"comment_ID": note["comment_ID"], "comment_post_ID": booking_id, "comment_content": text}
    assert note == get_recorded(recording, "wp_comments", "comment_post_ID") | ours


def get_recorded(recording: dict[str, Any], table: str, key: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = recording["steps"][0]["rows"]["created"][table]
    return to_stored(next(row for row in rows if row[key] == find_booking_id(recording)))
