"""Who takes a slot at the same moment as others, gets it alone: the others hear that it is taken."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sidecar.db.locks import name_staff
from sidecar.searches.find_available_slots import SEARCH
from sidecar.services.actions.inputs import read_inputs
from sidecar.wp_bridge.tables import WpTables
from tests.factories import execute
from tests.support.bookings import ALEX, BEA, HAIRCUT, MONDAY, ask, count_bookings
from tests.support.desk import at_desk, perform
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

ROOT = Path(__file__).parents[3]
PROCESSES, CALLS = 4, 50
MAX_SECONDS = 60
FIRST_NEW = 201
TABLES = WpTables("wp_")
PROGRAM = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
import msgspec
from sidecar.errors import SidecarError
from tests.factories import make_sidecar
from tests.support.desk import perform
url, begins, count, inputs = msgspec.json.decode(sys.stdin.buffer.read())
sidecar = make_sidecar(url)
def call(_):
    try:
        return perform(sidecar, "create_booking", inputs)["status"]
    except SidecarError as error:
        return error.code
with ThreadPoolExecutor(count) as pool:
    time.sleep(max(begins - time.time(), 0))
    print(msgspec.json.encode(list(pool.map(call, range(count)))).decode())
sidecar.database.dispose()
"""


def call_at_once(sidecar: Sidecar, **inputs: object) -> Counter[str]:
    """Return how 50 calls from four processes ended, all begun at the same moment."""
    share, rest = divmod(CALLS, PROCESSES)
    begins = time.time() + 4
    started = []
    for number in range(PROCESSES):
        count = share + (number < rest)
        body = msgspec.json.encode([sidecar.settings.database_url, begins, count, ask(**inputs)])
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(body)
        process.stdin.close()
        started.append(process)
    ended: Counter[str] = Counter()
    for process in started:
        assert process.stdout is not None
        with process.stdout as said:
            ended.update(msgspec.json.decode(said.read().splitlines()[-1]))  # after the log
        assert process.wait(timeout=MAX_SECONDS) == 0
    return ended


def list_free(sidecar: Sidecar) -> set[int]:
    """Return who is free at the time that all ask for."""
    said = {"service_id": HAIRCUT, "from_date": MONDAY, "days": 1, "limit": 100}
    with at_desk(sidecar) as desk:
        found = SEARCH.run(desk, read_inputs(SEARCH.inputs, said, desk.site.time_zone))
    clocks = [(slot.details["staff"].id, f"{slot.record.starts_at:%Y-%m-%d %H:%M}") for slot in found]
    return {staff_id for staff_id, clock in clocks if clock == f"{MONDAY} 10:00"}


def test_fifty_calls_for_one_slot_make_one_booking(mariadb_sidecar: Sidecar) -> None:
    before = count_bookings(mariadb_sidecar)

    ended = call_at_once(mariadb_sidecar)

    assert ended == {"success": 1, "not_available": CALLS - 1}
    assert count_bookings(mariadb_sidecar) == before + 1


def test_fifty_calls_without_a_staff_member_book_each_free_one_once(mariadb_sidecar: Sidecar) -> None:
    others = list_free(mariadb_sidecar) - {ALEX, BEA}
    for staff_id in others:
        perform(mariadb_sidecar, "create_booking", ask(staff_id=staff_id))

    ended = call_at_once(mariadb_sidecar, staff_id=None)

    assert ended == {"success": 2, "not_available": CALLS - 2}


def test_fifty_calls_for_eight_free_staff_members_book_each_once(mariadb_sidecar: Sidecar) -> None:
    """More are free than are locked at once: whoever finds all of those taken looks again."""
    for others in range(5):
        add_staff_like(mariadb_sidecar, ALEX, FIRST_NEW + others)
    free = list_free(mariadb_sidecar)

    ended = call_at_once(mariadb_sidecar, staff_id=None)

    assert len(free) == 8
    assert ended == {"success": 8, "not_available": CALLS - 8}
    assert count_by_staff(mariadb_sidecar) == dict.fromkeys(free, 1)


def add_staff_like(sidecar: Sidecar, staff_id: int, new_id: int) -> None:
    """Write another staff member like one, whom everybody's services are offered by."""
    columns = ", ".join(column.name for column in TABLES.posts.columns if column.name != "ID")
    copy = f"INSERT INTO wp_posts (ID, {columns}) SELECT :new, {columns} FROM wp_posts WHERE ID = :old"  # noqa: S608
    execute(sidecar, copy, old=staff_id, new=new_id)
    copy = "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) SELECT :new, meta_key, meta_value"
    execute(sidecar, f"{copy} FROM wp_postmeta WHERE post_id = :old", old=staff_id, new=new_id)
    with sidecar.database.engine.begin() as connection:
        write_metas(connection, HAIRCUT, {"base_seat_all": "All"})


def count_by_staff(sidecar: Sidecar) -> dict[int, int]:
    """Return how many bookings each staff member has at the time that all ask for."""
    query = sa.text(
        "SELECT seat.meta_value, COUNT(*) FROM wp_postmeta begins JOIN wp_postmeta seat"
        " ON seat.post_id = begins.post_id AND seat.meta_key = 'seat_id'"
        " WHERE begins.meta_key = 'booking_start_date' AND begins.meta_value = :start GROUP BY 1"
    )
    with sidecar.database.engine.connect() as connection:
        rows = connection.execute(query, {"start": f"{MONDAY} 10:00:00"}).all()
    return {int(staff_id): count for staff_id, count in rows}


def test_nobody_waits_for_another_staff_member(mariadb_sidecar: Sidecar) -> None:
    with mariadb_sidecar.database.locked([name_staff(ALEX)]):
        answer = perform(mariadb_sidecar, "create_booking", ask(staff_id=BEA))

    assert answer["status"] == "success"
