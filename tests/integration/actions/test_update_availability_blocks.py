"""Days off and blocks take a staff member's time, for the sidecar's judge, too, until they are removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import blocks, state
from sidecar.db.blocks import Block, NewBlock
from sidecar.db.migrate import migrate
from sidecar.desk import times_off
from sidecar.desk.availability import read_facts
from sidecar.desk.offers import get_service, get_staff
from sidecar.errors import InvalidDataError
from sidecar.services import pruning
from sidecar.wp_bridge.availability.judge import judge
from sidecar.wp_bridge.availability.verdict import Asked, Reason
from sidecar.wp_bridge.write_errors import HoursNotKeptError, UnknownBlockError
from tests.factories import CALLER, NOON, make_sidecar
from tests.support.desk import at_desk, perform
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar

ALEX, BEA, TRIM = 8, 9, 12
HOST = replace(CALLER, user_id=0)  # whose key an administrator of the machine made
FREE_DAY = date(2027, 2, 1)  # a Monday


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "read_now", lambda _tx: NOON)


def update(sidecar: Sidecar, staff_id: int = ALEX, **inputs: Any) -> dict[str, Any]:
    answer = perform(sidecar, "update_availability", {"staff_id": staff_id, **inputs}, HOST)
    result: dict[str, Any] = answer["result"]
    return result


def block(sidecar: Sidecar, starts_at: str, ends_at: str, **inputs: Any) -> dict[str, Any]:
    return update(sidecar, block_starts_at=starts_at, block_ends_at=ends_at, **inputs)


def list_faults(sidecar: Sidecar, **inputs: Any) -> list[str]:
    with pytest.raises(InvalidDataError) as raised:
        update(sidecar, **inputs)
    assert list_all(sidecar) == []
    return [fault.field for fault in raised.value.fields]


def list_all(sidecar: Sidecar) -> list[Block]:
    with sidecar.database.transaction() as tx:
        return blocks.list_blocks(tx, [ALEX, BEA], date(2000, 1, 1), date(2100, 1, 1))


def ask(sidecar: Sidecar, day: date, hour: int, minute: int = 0) -> frozenset[Reason]:
    """Return why Alex has no time for a trim."""
    with at_desk(sidecar) as desk:
        facts = read_facts(desk, get_service(desk, TRIM), get_staff(desk, ALEX), (), day)
        return judge(facts, Asked(day=day, clock=time(hour, minute))).reasons


def test_a_block_takes_its_time_and_no_more(sidecar: Sidecar) -> None:
    times = [(9, 45), (10, 0), (10, 45), (11, 0)]
    before = [ask(sidecar, FREE_DAY, *clock) for clock in times]

    block(sidecar, "2027-02-01 10:00", "2027-02-01 11:00")

    taken = frozenset({Reason.OCCUPIED})
    assert before == [frozenset()] * 4
    assert [ask(sidecar, FREE_DAY, *clock) for clock in times] == [frozenset(), taken, taken, frozenset()]


def test_a_day_off_takes_the_day_and_no_other(sidecar: Sidecar) -> None:
    update(sidecar, days_off="2027-02-02")

    days = [FREE_DAY + timedelta(days=number) for number in range(3)]
    reasons = [ask(sidecar, day, 9) for day in days]
    assert reasons == [frozenset(), frozenset({Reason.OCCUPIED}), frozenset()]


def test_the_answer_tells_blocks_ahead_by_the_site_s_clock(sidecar: Sidecar) -> None:
    update(sidecar, days_off=["2027-07-05"], block_reason="Holidays")

    result = block(sidecar, "2027-02-01T10:00:00+01:00", "2027-02-01 11:00", block_reason="Zoë's day 🎉")

    assert [{key: one[key] for key in one if key != "id"} for one in result["blocks"]] == [
        {
            "starts_at": "2027-02-01T09:00:00+00:00",
            "ends_at": "2027-02-01T11:00:00+00:00",
            "reason": "Zoë's day 🎉",
        },
        {
            "starts_at": "2027-07-05T00:00:00+01:00",
            "ends_at": "2027-07-06T00:00:00+01:00",
            "reason": "Holidays",
        },
    ]


def test_bookings_in_a_new_block_are_named_and_stay(sidecar: Sidecar) -> None:
    result = block(sidecar, "2027-03-15 12:00", "2027-03-16 09:00")  # 22 ends before, 23 at 12:15

    assert (result["conflict_count"], result["conflicting_booking_ids"]) == (3, [23, 24, 25])


def test_bookings_that_are_cancelled_or_in_the_bin_are_in_nobody_s_way(sidecar: Sidecar) -> None:
    result = block(sidecar, "2027-03-16 00:00", "2027-03-16 13:00")  # 26 and 27

    assert result["conflicting_booking_ids"] == []


def test_a_block_that_touches_a_booking_s_end_is_in_nobody_s_way(sidecar: Sidecar) -> None:
    result = block(sidecar, "2027-03-15 09:45", "2027-03-15 10:30")

    assert result["conflicting_booking_ids"] == []


def test_the_same_block_twice_is_one(sidecar: Sidecar) -> None:
    block(sidecar, "2027-02-01 10:00", "2027-02-01 11:00")
    block(sidecar, "2027-02-01 10:00", "2027-02-01 11:00", days_off="2027-02-02")

    assert len(list_all(sidecar)) == 2


def test_a_removed_block_takes_no_time(sidecar: Sidecar) -> None:
    [made] = block(sidecar, "2027-02-01 10:00", "2027-02-01 11:00")["blocks"]

    result = update(sidecar, remove_block_ids=str(made["id"]))

    assert (result["blocks"], ask(sidecar, FREE_DAY, 10)) == ([], frozenset())


def test_only_a_block_of_the_same_person_can_be_removed(sidecar: Sidecar) -> None:
    [made] = block(sidecar, "2027-02-01 10:00", "2027-02-01 11:00")["blocks"]

    with pytest.raises(UnknownBlockError) as raised:
        update(sidecar, BEA, remove_block_ids=[made["id"]], days_off="2027-02-02")

    assert [fault.field for fault in raised.value.fields] == ["remove_block_ids.1"]
    assert [one.id for one in list_all(sidecar)] == [made["id"]]


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({"block_starts_at": "2027-02-01 10:00"}, ["block_ends_at"]),
        ({"block_ends_at": "2027-02-01 10:00"}, ["block_starts_at"]),
        ({"block_starts_at": "2027-02-01 10:00", "block_ends_at": "2027-02-01 10:00"}, ["block_ends_at"]),
        ({"block_starts_at": "2027-02-01 10:00", "block_ends_at": "2028-02-03 10:00"}, ["block_ends_at"]),
        ({"block_starts_at": "2026-11-20 10:00", "block_ends_at": "2026-11-22 12:00"}, ["block_ends_at"]),
        ({"block_reason": "Training"}, ["block_reason"]),
        ({"days_off": "2027-02-01, 2026-11-21"}, ["days_off.2"]),
        ({"days_off": "tomorrow"}, ["days_off"]),
        ({"block_reason": "x" * 201, "days_off": "2027-02-01"}, ["block_reason"]),
    ],
)
def test_what_is_no_block_is_refused(sidecar: Sidecar, inputs: dict[str, Any], fields: list[str]) -> None:
    assert list_faults(sidecar, **inputs) == fields


def test_today_can_be_taken_off(sidecar: Sidecar) -> None:
    result = update(sidecar, days_off="2026-11-22")

    assert len(result["blocks"]) == 1


def test_blocks_are_bounded(sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times_off, "MAX_BLOCKS", 2)
    update(sqlite_sidecar, days_off="2027-02-01, 2027-02-02")

    with pytest.raises(InvalidDataError):
        update(sqlite_sidecar, days_off="2027-02-03")

    assert len(list_all(sqlite_sidecar)) == 2


def test_blocks_that_ended_a_year_ago_are_forgotten(sidecar: Sidecar) -> None:
    def keep(tx: Any) -> None:
        for days in (400, 300):
            starts_at = datetime.combine(NOON.date() - timedelta(days=days), time())
            new = NewBlock(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
            blocks.add_blocks(tx, ALEX, [new])

    sidecar.database.run(keep)

    assert pruning.prune(sidecar) == 1
    assert [one.starts_at.date() for one in list_all(sidecar)] == [NOON.date() - timedelta(days=300)]


def test_where_bookingx_keeps_no_hours_blocks_work_all_the_same(tmp_path: Path) -> None:
    sidecar = make_sidecar(f"sqlite:///{tmp_path / 'site.db'}")
    with sidecar.database.engine.begin() as connection:
        TablesSite(connection).create()
    migrate(sidecar.database)

    with pytest.raises(HoursNotKeptError):
        update(sidecar, monday="09:00-17:00")
    result = update(sidecar, days_off="2027-02-01")

    assert [one["starts_at"] for one in result["blocks"]] == ["2027-02-01T00:00:00+00:00"]
    sidecar.database.dispose()
