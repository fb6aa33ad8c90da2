"""A poll gives the very bytes that hooks carry, newest first, page by page without gap or repeat."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import TRIGGERS
from sidecar.errors import UnknownTriggerError
from sidecar.services import ingest, polling
from sidecar.services.polling import Query
from tests.factories import NOON, fetch, make_event, make_mark, play, store_events, subscribe, with_settings
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from sidecar.services.polling import Answer
    from sidecar.services.sidecar import Sidecar

CREATED = "booking_created"


def poll(sidecar: Sidecar, **query: Any) -> Answer:
    values: dict[str, Any] = {"trigger": CREATED, "limit": 100} | query
    asked = Query(**values)
    return sidecar.database.run(lambda tx: polling.poll(tx, sidecar.settings, asked))


def samples(sidecar: Sidecar, trigger: str = CREATED) -> Any:
    return json.loads(
        sidecar.database.run(lambda tx: polling.list_samples(tx, sidecar.settings, trigger)).body
    )


def ids(answer: Answer) -> list[int]:
    return [item["id"] for item in json.loads(answer.body)]


def store(sidecar: Sidecar, count: int) -> None:
    made = [make_event(n, occurred_at=NOON + timedelta(seconds=n)) for n in range(1, count + 1)]
    store_events(sidecar, *made, make_event(99, "booking_cancelled"))


def test_a_poll_is_newest_first_and_of_one_trigger(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(sidecar)) == [4, 3, 2, 1]


def test_pages_follow_without_gap_or_repeat(sidecar: Sidecar) -> None:
    store(sidecar, 7)
    seen, cursor = [], None
    while True:
        page = poll(sidecar, limit=3, cursor=cursor)
        seen.append(ids(page))
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        store_events(sidecar, make_event(100 + len(seen)))  # new ones come in while pages are turned

    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


def test_since_is_after_that_moment(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(sidecar, since=NOON + timedelta(seconds=2))) == [4, 3]


def test_since_is_understood_in_any_zone(sidecar: Sidecar) -> None:
    store(sidecar, 4)
    since = (NOON + timedelta(seconds=2)).astimezone(tz=None)

    assert ids(poll(sidecar, since=since)) == [4, 3]


def test_the_setting_bounds_a_page(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(with_settings(sidecar, max_polling_items=2))) == [4, 3]


def test_without_events_a_poll_is_empty(sidecar: Sidecar) -> None:
    answer = poll(sidecar)

    assert (answer.body, answer.next_cursor) == (b"[]", None)


def test_a_poll_and_a_hook_give_the_same_bytes(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    play(sidecar, load_golden("bookings", "markup"), make_mark("created", booking_id=57))
    ingest.drain(sidecar)

    ((queued,),) = fetch(sidecar, "queue", "payload")
    assert poll(sidecar).body == b"[" + queued + b"]"


def test_samples_are_the_three_newest_real_events(sidecar: Sidecar) -> None:
    store(sidecar, 5)

    assert [item["id"] for item in samples(sidecar)] == [5, 4, 3]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_without_events_the_sample_is_made_of_the_fields(sqlite_sidecar: Sidecar, trigger: str) -> None:
    assert samples(sqlite_sidecar, trigger) == [TRIGGERS[trigger].sample()]


def test_made_up_samples_can_be_switched_off(sqlite_sidecar: Sidecar) -> None:
    assert samples(with_settings(sqlite_sidecar, enable_sample_data=False)) == []


def test_unknown_and_switched_off_triggers_are_refused(sqlite_sidecar: Sidecar) -> None:
    limited = with_settings(sqlite_sidecar, allowed_triggers=("booking_cancelled",))
    for trigger in ("booking_moved", CREATED):
        with pytest.raises(UnknownTriggerError):
            poll(limited, trigger=trigger)
        with pytest.raises(UnknownTriggerError):
            samples(limited, trigger)
