"""Callbacks that wait: taken by one, in order, with more and more patience, and given up in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from sidecar.action_spec import Step
from sidecar.db import callbacks
from sidecar.db.types import utc_now
from sidecar.errors import ServiceUnavailableError
from sidecar.services.callbacks import deliver_due, deliver_now, reclaim
from sidecar.services.sidecar import Sidecar
from sidecar.wp_bridge.wordpress.callback_client import CallAnswer, call_wordpress
from tests.factories import with_settings
from tests.support.callbacks import CallbackRow, add_callback, change_callback, get_callback, make_due

if TYPE_CHECKING:
    from sidecar.settings import Settings

STEPS = (Step("clean_posts", "cache of posts", {"ids": [57]}), Step("booking_mail", "mail pending"))
DONE = {"0": "done", "1": "done"}
LATE = CallAnswer(None, "WordPress did not answer in time.", 10.0)
LIVE = CallAnswer(200, "", 0.1)


@dataclass
class FakeWordPress:
    """Answers calls: does all steps, or as it is told; `called` are the callbacks in their order."""

    sidecar: Sidecar
    answer: CallAnswer = LIVE
    progress: dict[str, str] = field(default_factory=lambda: dict(DONE))
    called: list[str] = field(default_factory=list)

    def __call__(self, _settings: Settings, home: str, callback_id: str, seconds: float) -> CallAnswer:
        assert home.startswith("http")
        assert 0 < seconds <= 10
        self.called.append(callback_id)
        if self.answer.status == LIVE.status:
            change_callback(self.sidecar, callback_id, progress=msgspec.json.encode(self.progress).decode())
        return self.answer


@pytest.fixture
def wordpress(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> FakeWordPress:
    """Return what stands in WordPress's place."""
    fake = FakeWordPress(sidecar)
    monkeypatch.setattr("sidecar.services.callbacks.call_wordpress", fake)
    return fake


def list_lines(sidecar: Sidecar) -> list[dict[str, Any]]:
    """Return what the activity log says of callbacks."""
    t = sidecar.database.own.activity
    columns = (t.c.success, t.c.status_code, t.c.error_message, t.c.response_data)
    with sidecar.database.transaction() as tx:
        rows = tx.execute(sa.select(*columns).where(t.c.event_type == "callback").order_by(t.c.id))
        return [dict(row) for row in rows.mappings()]


def read_delay(sidecar: Sidecar, callback_id: str) -> float:
    """Return in how many seconds a callback is due."""
    t = sidecar.database.own.callbacks
    with sidecar.database.transaction() as tx:
        query = sa.select(t.c.next_attempt_at, utc_now()).where(t.c.callback_id == callback_id)
        due, now = tx.execute(query).one()
    return float(round((due - now).total_seconds()))


def test_what_is_done_at_once_is_over(sidecar: Sidecar, wordpress: FakeWordPress) -> None:
    callback_id = add_callback(sidecar, STEPS)

    answer = deliver_now(sidecar, callback_id)

    expected = {"status": "done", "done": ["cache of posts", "mail pending"], "queued": [], "failed": []}
    assert answer.as_dict() == expected
    assert get_callback(sidecar, callback_id) == CallbackRow("done", 1, 200, None, DONE)
    assert [line["success"] for line in list_lines(sidecar)] == [True]
    assert deliver_due(sidecar) is False
    assert wordpress.called == [callback_id]


def test_a_callback_is_its_writer_s_for_some_seconds(sidecar: Sidecar, wordpress: FakeWordPress) -> None:
    callback_id = add_callback(sidecar, STEPS)

    assert deliver_due(sidecar) is False
    assert read_delay(sidecar, callback_id) == callbacks.HEAD_START_SECONDS
    make_due(sidecar)
    assert deliver_due(sidecar) is True
    assert wordpress.called == [callback_id]


def test_each_attempt_waits_twice_as_long_until_the_last_one(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    wordpress.answer = LATE
    sidecar = with_settings(sidecar, callback_attempts=4)
    callback_id = add_callback(sidecar, STEPS)
    delays = []

    deliver_now(sidecar, callback_id)
    for _ in range(3):
        delays.append(read_delay(sidecar, callback_id))
        make_due(sidecar)
        deliver_due(sidecar)

    row = get_callback(sidecar, callback_id)
    assert (delays, row) == ([15, 30, 60], CallbackRow("dead", 4, None, LATE.error, {}))
    finals = [msgspec.json.decode(line["response_data"])["is_final"] for line in list_lines(sidecar)]
    assert finals == [False, False, False, True]
    make_due(sidecar)
    assert deliver_due(sidecar) is False


def test_only_the_end_is_logged_where_logging_is_off(sidecar: Sidecar, wordpress: FakeWordPress) -> None:
    wordpress.answer = CallAnswer(500, "HTTP 500")
    sidecar = with_settings(sidecar, callback_attempts=2, log_activity=False)
    callback_id = add_callback(sidecar, STEPS)

    deliver_now(sidecar, callback_id)
    before = len(list_lines(sidecar))
    make_due(sidecar)
    deliver_due(sidecar)

    assert (before, [line["error_message"] for line in list_lines(sidecar)]) == (0, ["HTTP 500"])


def test_callbacks_of_one_booking_keep_their_order_and_others_do_not_wait(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    first, second = (add_callback(sidecar, STEPS, about=57) for _ in range(2))
    other, free, free_too = (add_callback(sidecar, STEPS, about=id_) for id_ in (58, 0, 0))
    wordpress.answer = LATE
    deliver_now(sidecar, first)
    assert deliver_now(sidecar, second).status == "queued"
    assert wordpress.called == [first]

    wordpress.answer = LIVE
    for callback_id in (free_too, free, other):
        assert deliver_now(sidecar, callback_id).status == "done"
    make_due(sidecar)
    while deliver_due(sidecar):
        pass

    assert wordpress.called == [first, free_too, free, other, first, second]


def test_a_step_that_fails_for_long_holds_up_nothing_else_of_its_booking(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    wordpress.progress = {"0": "done", "1": "failed: WordPress could not send the mail"}
    first, second = (add_callback(sidecar, STEPS, about=57) for _ in range(2))

    deliver_now(sidecar, first)
    deliver_now(sidecar, second)

    assert wordpress.called == [first, second]
    assert get_callback(sidecar, first).error == "mail pending: WordPress could not send the mail"


def test_what_could_not_reach_wordpress_goes_out_as_soon_as_it_answers(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    wordpress.answer = LATE
    waiting = add_callback(sidecar, STEPS, about=57)
    deliver_now(sidecar, waiting)
    wordpress.answer = LIVE

    deliver_now(sidecar, add_callback(sidecar, STEPS, about=58))

    assert deliver_due(sidecar) is True
    assert get_callback(sidecar, waiting).status == "done"


def test_an_answer_makes_no_more_due_than_a_statement_can_bear(
    sidecar: Sidecar, wordpress: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "HASTENED_AT_ONCE", 2)
    wordpress.answer = LATE
    waiting = [add_callback(sidecar, STEPS, about=number) for number in range(57, 60)]
    for callback_id in waiting:
        deliver_now(sidecar, callback_id)
    wordpress.answer = LIVE

    deliver_now(sidecar, add_callback(sidecar, STEPS, about=60))
    first = [read_delay(sidecar, callback_id) > 0 for callback_id in waiting]
    deliver_now(sidecar, add_callback(sidecar, STEPS, about=61))
    second = [read_delay(sidecar, callback_id) > 0 for callback_id in waiting]

    assert (first, second) == ([False, False, True], [False, False, False])


def test_workers_that_are_at_it_together_take_each_callback_once(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    ids = [add_callback(sidecar, STEPS, about=57 + number) for number in range(12)]
    make_due(sidecar)

    def work(_number: int) -> None:
        while deliver_due(sidecar):
            pass

    with ThreadPoolExecutor() as threads:
        list(threads.map(work, range(4)))
    while deliver_due(sidecar):  # without SKIP LOCKED, who loses a race comes back later
        pass

    assert sorted(wordpress.called) == ids


def test_a_dead_process_s_callback_is_freed_and_given_up_in_the_end(
    sidecar: Sidecar, wordpress: FakeWordPress
) -> None:
    sidecar = with_settings(sidecar, callback_attempts=2)
    callback_id = add_callback(sidecar, STEPS)
    states = []
    for _ in range(2):
        sidecar.database.run(lambda tx: callbacks.lease_one(tx, callback_id, -1))
        assert reclaim(sidecar) == 1
        states.append(get_callback(sidecar, callback_id).status)

    assert (states, wordpress.called) == (["pending", "dead"], [])
    assert reclaim(sidecar) == 0


def test_who_lost_the_lease_changes_nothing(sidecar: Sidecar, wordpress: FakeWordPress) -> None:
    callback_id = add_callback(sidecar, STEPS)
    held = sidecar.database.run(lambda tx: callbacks.lease_one(tx, callback_id, -1))
    assert held is not None
    reclaim(sidecar)
    deliver_now(sidecar, callback_id)

    is_settled = sidecar.database.run(lambda tx: callbacks.settle(tx, held, {"status": callbacks.PENDING}))

    assert (is_settled, get_callback(sidecar, callback_id).status) == (False, "done")
    assert wordpress.called == [callback_id]


def test_a_database_that_goes_away_after_the_commit_is_no_error_of_the_action(
    sidecar: Sidecar, wordpress: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    callback_id = add_callback(sidecar, STEPS)

    def fail(*_: object) -> None:
        raise ServiceUnavailableError

    monkeypatch.setattr("sidecar.services.callbacks.callbacks.lease_one", fail)

    assert deliver_now(sidecar, callback_id).status == "queued"
    assert wordpress.called == []


@pytest.mark.parametrize("home", ["", "http://", "http://[", "http://127.0.0.1:1", "nonsense", "ftp://a"])
@pytest.mark.parametrize("wordpress_url", ["", "http://127.0.0.1:1"])
def test_an_address_that_leads_nowhere_is_an_answer(
    sqlite_sidecar: Sidecar, home: str, wordpress_url: str
) -> None:
    settings = with_settings(sqlite_sidecar, wordpress_url=wordpress_url).settings

    answer = call_wordpress(settings, home, "01ARZ3NDEKTSV4RRFFQ69G5FAV", 10)

    assert answer.status is None
    assert answer.error.startswith("WordPress could not be reached (")
