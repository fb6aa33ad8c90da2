"""Taken times are true: at once on sites of ordinary size, on very large ones as far as anything tells."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sidecar.db.progress import STEP
from sidecar.desk import taken
from sidecar.errors import SidecarError
from sidecar.services import ingest
from sidecar.services.sweeping import sweep
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.factories import add_marks, execute, make_mark, set_status
from tests.support.bookings import ALEX, BEA, DAY_SERVICE, MONDAY, ask
from tests.support.desk import at_desk, perform
from tests.support.site_rows import insert_row

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.occupancy import Occupancy

STAFF = (8, 9, 10, 11)
FIRST, OTHER_DAY = date.fromisoformat(MONDAY), "2027-04-13"
DAYS = [FIRST + timedelta(days=number) for number in range(5)]
TABLES = WpTables("wp_")
NOTE_IDS = count(1)


def look(sidecar: Sidecar, bound: int, first: date, last: date) -> list[Occupancy]:
    """Return what is taken at a site that counts as very large above so many bookings."""
    with pytest.MonkeyPatch.context() as patch, at_desk(sidecar) as desk:
        patch.setattr(taken, "MAX_LOOKED_THROUGH", bound)
        found = taken.list_taken(desk, STAFF, first, last)
    return sorted(found, key=lambda one: one.booking_id)


def move_by_sql(sidecar: Sidecar, booking_id: int, old: str, new: str) -> None:
    """Write another day of the same length into every row of a booking, and tell nobody."""
    statement = (
        "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, :old, :new) WHERE post_id = :id"
        " AND meta_key <> 'created_date'"
    )
    execute(sidecar, statement, old=old, new=new, id=booking_id)


def create(sidecar: Sidecar, **inputs: Any) -> int:
    return int(perform(sidecar, "create_booking", ask(**inputs))["result"]["booking_id"])


def is_free(sidecar: Sidecar, start: str) -> bool:
    reasons: list[str] = []
    try:
        create(sidecar, start_datetime=start)
    except NotAvailableError as error:
        reasons = [fault.reason for fault in error.fields]
    assert reasons in ([], ["occupied"])
    return not reasons


def know_all(sidecar: Sidecar) -> None:
    """Let marks be worked off and sweeps come to rest, so that snapshots are as the site is."""
    ingest.drain(sidecar)
    for _ in range(3):
        sweep.sweep(sidecar)


def test_a_booking_that_sql_alone_moved_is_seen_at_once(sidecar: Sidecar) -> None:
    booking_id = create(sidecar)
    know_all(sidecar)

    move_by_sql(sidecar, booking_id, MONDAY, OTHER_DAY)

    assert not is_free(sidecar, f"{OTHER_DAY} 10:15")
    assert is_free(sidecar, f"{MONDAY} 10:00")


def test_a_booking_that_sql_alone_confirmed_is_seen_at_once(sidecar: Sidecar) -> None:
    booking_id = create(sidecar)
    set_status(sidecar, booking_id, "bkx-cancelled")
    know_all(sidecar)

    set_status(sidecar, booking_id, "bkx-ack")

    assert not is_free(sidecar, f"{MONDAY} 10:00")


@pytest.mark.parametrize("bound", [0, taken.MAX_LOOKED_THROUGH])
def test_a_booking_that_sql_alone_made_is_seen_at_once(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    monkeypatch.setattr(taken, "MAX_LOOKED_THROUGH", bound)
    know_all(sidecar)

    copy_booking(sidecar, create(sidecar), MONDAY, OTHER_DAY)

    assert not is_free(sidecar, f"{OTHER_DAY} 10:00")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM wp_bkx_zapier_snapshots",
        f"DELETE FROM wp_bkx_zapier_state WHERE name = '{STEP}'",  # noqa: S608 # a constant
    ],
)
@pytest.mark.parametrize("bound", [0, taken.MAX_LOOKED_THROUGH])
def test_what_snapshots_do_not_know_is_seen_as_long_as_they_are_not_complete(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch, bound: int, statement: str
) -> None:
    monkeypatch.setattr(taken, "MAX_LOOKED_THROUGH", bound)
    create(sidecar)

    execute(sidecar, statement)

    assert not is_free(sidecar, f"{MONDAY} 10:30")


def test_with_too_many_late_bookings_the_whole_site_is_looked_through(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking_id = create(sidecar)
    know_all(sidecar)
    move_by_sql(sidecar, booking_id, MONDAY, OTHER_DAY)
    set_bounds = {"MAX_LOOKED_THROUGH": 0, "MAX_LATE": 1}
    create(sidecar, start_datetime=f"{MONDAY} 14:00")

    for name, value in set_bounds.items():
        monkeypatch.setattr(taken, name, value)

    assert not is_free(sidecar, f"{OTHER_DAY} 10:00")


def copy_booking(sidecar: Sidecar, booking_id: int, old: str, new: str) -> int:
    """Import a booking like another, on another day, by SQL alone."""
    with sidecar.database.engine.begin() as connection:
        posts, metas = TABLES.posts, TABLES.postmeta
        row = dict(connection.execute(sa.select(posts).where(posts.c["ID"] == booking_id)).mappings().one())
        del row["ID"]
        made = connection.execute(sa.insert(posts).values(row)).inserted_primary_key
        assert made is not None
        columns = (metas.c.meta_key, metas.c.meta_value)
        rows = connection.execute(sa.select(*columns).where(metas.c.post_id == booking_id)).all()
        values = [{"post_id": made[0], "meta_key": key, "meta_value": value} for key, value in rows]
        connection.execute(sa.insert(metas), values)
    move_by_sql(sidecar, int(made[0]), old, new)
    return int(made[0])


def note(sidecar: Sidecar, booking_id: int) -> None:
    """Write what BookingX notes of every change in its own screens."""
    content = f"Note {next(NOTE_IDS)}"
    insert_row(
        sidecar,
        TABLES.comments,
        comment_post_ID=booking_id,
        comment_type="booking_note",
        comment_content=content,
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["book", "book days", "import", "move", "give", "status", "delete", "ingest", "sweep"]
        ),
        st.integers(0, 50),
        st.integers(0, 4),
        st.integers(36, 60),
        st.booleans(),
    ),
    min_size=3,
    max_size=10,
)


def take_step(sidecar: Sidecar, step: tuple[str, int, int, int, bool]) -> None:
    """Do something to the site; where it is BookingX who does it, a note or a mark tells of it."""
    kind, which, day, quarter, is_noted = step
    ids = [one.booking_id for one in look(sidecar, 10**6, DAYS[0], DAYS[-1])]
    start = f"{DAYS[day]} {quarter // 4:02}:{quarter % 4 * 15:02}"
    if kind == "ingest":
        ingest.drain(sidecar)
    elif kind == "sweep":
        sweep.sweep(sidecar)
    elif kind == "book":
        perform(sidecar, "create_booking", ask(start_datetime=start, staff_id=STAFF[which % 3]))
    elif kind == "book days":
        days = {"service_id": DAY_SERVICE, "start_datetime": None, "start_date": str(DAYS[day])}
        perform(sidecar, "create_booking", ask(staff_id=BEA, **days))
    elif ids:
        change(sidecar, kind, ids[which % len(ids)], day)
        tell(sidecar, ids[which % len(ids)], kind, is_noted=is_noted and kind != "delete")


def change(sidecar: Sidecar, kind: str, booking_id: int, day: int) -> None:
    """Change a booking as BookingX would, by its rows."""
    old = next(one for one in look(sidecar, 10**6, DAYS[0], DAYS[-1]) if one.booking_id == booking_id)
    if kind == "status":
        set_status(
            sidecar, booking_id, ["bkx-cancelled", "bkx-ack", "bkx-missed", "trash", "bkx-pending"][day]
        )
    elif kind == "give":
        statement = "UPDATE wp_postmeta SET meta_value = :to WHERE meta_key = 'seat_id' AND post_id = :id"
        execute(sidecar, statement, to=str(STAFF[day % 4]), id=booking_id)
    elif kind == "delete":
        execute(sidecar, "DELETE FROM wp_posts WHERE ID = :id", id=booking_id)
    elif old.booking_date and not old.all_day:
        old_day = str(old.booking_date)
        if kind == "import":
            copy_booking(sidecar, booking_id, old_day, str(DAYS[day]))
        else:
            move_by_sql(sidecar, booking_id, old_day, str(DAYS[day]))


def tell(sidecar: Sidecar, booking_id: int, kind: str, *, is_noted: bool) -> None:
    if is_noted:
        note(sidecar, booking_id)
    else:
        add_marks(sidecar, make_mark("deleted" if kind == "delete" else "status", booking_id=booking_id))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # examples share a site: none can be made smaller
)
@given(steps=STEPS)
def test_snapshots_lead_to_what_a_look_through_the_site_finds(
    sqlite_sidecar: Sidecar, steps: list[tuple[str, int, int, int, bool]]
) -> None:
    for step in steps:
        try:
            take_step(sqlite_sidecar, step)
        except SidecarError as error:
            assert error.status in {409, 422}  # noqa: PT017 # whatever else is taken
        for first, last in ((DAYS[0], DAYS[-1]), (DAYS[step[2]], DAYS[step[2]])):
            assert look(sqlite_sidecar, 0, first, last) == look(sqlite_sidecar, 10**6, first, last)


def test_snapshots_lead_to_days_without_a_list_that_began_long_ago(sidecar: Sidecar) -> None:
    days = {"service_id": DAY_SERVICE, "start_datetime": None, "start_date": MONDAY}
    booking_id = create(sidecar, staff_id=BEA, **days)
    statement = "DELETE FROM wp_postmeta WHERE post_id = :id AND meta_key = 'booking_multi_days'"
    execute(sidecar, statement, id=booking_id)
    replaced = {
        "booking_multi_days": "bygone_multi_days_",
        'base_days";s:1:"3"': 'base_days";s:2:"20"',
    }
    for old, new in replaced.items():
        move_by_sql(sidecar, booking_id, old, new)
    execute(sidecar, "UPDATE wp_postmeta SET meta_value = '20' WHERE meta_key = 'base_days'")
    last = FIRST + timedelta(days=19)
    know_all(sidecar)

    found = [[one.booking_id for one in look(sidecar, bound, last, last)] for bound in (0, 10**6)]

    assert found == [[booking_id], [booking_id]]


def test_nobody_else_is_in_the_way(sidecar: Sidecar) -> None:
    create(sidecar, staff_id=BEA)

    for bound in (0, 10**6):
        found = look(sidecar, bound, FIRST, FIRST)
        assert [one.staff_id for one in found] == [BEA]
        assert ALEX not in {one.staff_id for one in found}
