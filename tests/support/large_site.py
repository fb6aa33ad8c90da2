"""Makes a golden site in MariaDB large: bookings, snapshots and events, copied by the database itself."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.services.sweeping import suspects, sweep
from sidecar.services.sweeping.suspects import Cursors
from sidecar.wp_bridge.posts.fingerprints import select_fingerprints
from sidecar.wp_bridge.posts.layout import PostsLayout
from tests.factories import execute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

TEMPLATE = 22
FIRST_ID = 1001
POST_COLUMNS = (
    "post_author, post_content, post_title, post_excerpt, post_status, post_name, to_ping, pinged, "
    "post_modified, post_modified_gmt, post_content_filtered, post_type"
)
COPY_POSTS = f"""
    INSERT INTO wp_posts (ID, post_date, post_date_gmt, {POST_COLUMNS})
    SELECT :first + seq, post_date - INTERVAL (:count - seq) MINUTE,
        post_date_gmt - INTERVAL (:count - seq) MINUTE, {POST_COLUMNS}
    FROM seq_0_to_999999 JOIN wp_posts ON ID = :template WHERE seq < :count
"""  # noqa: S608 # constants
COPY_METAS = """
    INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
    SELECT :first + seq, meta_key, meta_value
    FROM seq_0_to_999999 STRAIGHT_JOIN wp_postmeta ON post_id = :template
    WHERE seq >= :start AND seq < :count AND (:is_whole OR meta_key IN ('seat_id', 'base_id', 'total_price'))
"""
COPY_EVENTS = """
    INSERT INTO wp_bkx_zapier_events (event_id, trigger_type, object_type, object_id, sequence, dedup_key,
        origin, payload, occurred_at, created_at)
    SELECT LPAD(seq, 26, '0'), ELT(1 + seq % 2, 'booking_created', 'booking_status_changed'), 'booking',
        :first + seq, 1, CONCAT('large:', seq), 'site', RPAD('{}', 2500, ' '),
        NOW(3) - INTERVAL (:count - seq) MINUTE, NOW(3) - INTERVAL (:count - seq) MINUTE
    FROM seq_0_to_999999 WHERE seq < :count
"""


COPY_STAFF = f"""
    INSERT INTO wp_posts (ID, post_date, post_date_gmt, {POST_COLUMNS})
    SELECT 800 + seq, post_date, post_date_gmt, {POST_COLUMNS} FROM seq_1_to_16 JOIN wp_posts ON ID = 8
"""  # noqa: S608 # constants
COPY_STAFF_METAS = """
    INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
    SELECT 800 + seq, meta_key, meta_value FROM seq_1_to_16 JOIN wp_postmeta ON post_id = 8
"""
OFFERED_BY_SOME = "DELETE FROM wp_postmeta WHERE post_id = :service AND meta_key = 'base_seat_all'"
OFFERED_BY_ALL = (
    "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (:service, 'base_seat_all', 'All')"
)


def add_staff(sidecar: Sidecar, service_id: int) -> None:
    """Add sixteen staff members, copies of one: twenty in all, each of whom offers the service."""
    execute(sidecar, COPY_STAFF)
    execute(sidecar, COPY_STAFF_METAS)
    execute(sidecar, OFFERED_BY_SOME, service=service_id)
    execute(sidecar, OFFERED_BY_ALL, service=service_id)


def enlarge(sidecar: Sidecar, count: int, whole: int) -> None:
    """Add `count` bookings with snapshots and fingerprints, and as many events; sweep until all is quiet.

    All are copies of one recorded booking; the newest `whole` of them have all its metas, the older ones
    three, which is what keeps the making short.
    """
    shape = {"first": FIRST_ID, "count": count, "template": TEMPLATE}
    execute(sidecar, COPY_POSTS, **shape)
    old = count - whole
    execute(sidecar, COPY_METAS, **shape | {"count": old}, start=0, is_whole=False)
    execute(sidecar, COPY_METAS, **shape, start=old, is_whole=True)
    execute(sidecar, COPY_EVENTS, first=FIRST_ID, count=count)
    sidecar.database.run(_copy_snapshots)
    execute(sidecar, "ANALYZE TABLE wp_posts, wp_postmeta, wp_bkx_zapier_snapshots, wp_bkx_zapier_events")
    sidecar.database.run(lambda tx: suspects.keep_cursors(tx, _know_all(sidecar, tx)))
    for _ in range(3):
        sweep.sweep(sidecar)


def _know_all(sidecar: Sidecar, tx: Transaction) -> Cursors:
    """Return the cursors of sweeps that have seen every note and every booking."""
    note_id, top_id = sidecar.store.get_last_note_id(tx.connection), sidecar.store.get_top_id(tx.connection)
    return Cursors(note_id, note_id, top_id, top_id, datetime.now(UTC))


def _copy_snapshots(tx: Transaction) -> None:
    table = tx.own.snapshots
    template = table.alias()
    prints = select_fingerprints(PostsLayout("wp_").rows).subquery()
    booking_id, text = prints.c
    values: dict[str, sa.ColumnElement[Any]] = {
        column.name: template.c[column.name] for column in table.columns
    }
    rest = sa.func.substr(template.c.record, len(f'{{"id":{TEMPLATE}') + 1)
    record = sa.func.concat('{"id":', booking_id, rest)
    values |= {"object_id": booking_id, "fingerprint": text, "record": record}
    is_template = (template.c.object_type == "booking") & (template.c.object_id == TEMPLATE)
    copies = sa.select(*values.values()).select_from(template).join(prints, booking_id >= FIRST_ID)
    tx.execute(sa.insert(table).from_select(list(values), copies.where(is_template)))


class Cost:
    """What something asked of the database: rows that it read, statements, how often it waited and committed.

    A statement that is run once per row is one statement, and may be as many questions as there are rows.
    """

    rows = 0
    statements = 0
    questions = 0
    commits = 0


@contextmanager
def count_cost(sidecar: Sidecar) -> Iterator[Cost]:
    """Count what a sidecar asks of MariaDB; nobody else may ask this server anything meanwhile."""
    cost = Cost()
    questions = _count(sidecar, "Questions")
    commits = _count(sidecar, "Com_commit")
    before = _count(sidecar, "Handler_read%")

    def count(*_: object) -> None:
        cost.statements += 1

    sa.event.listen(sidecar.database.engine, "before_cursor_execute", count)
    yield cost
    sa.event.remove(sidecar.database.engine, "before_cursor_execute", count)
    cost.rows = _count(sidecar, "Handler_read%") - before
    cost.commits = _count(sidecar, "Com_commit") - commits
    cost.questions = _count(sidecar, "Questions") - questions - 2  # the two counts before


def _count(sidecar: Sidecar, name: str) -> int:
    """Return what the server did so far, for whomever."""
    query = sa.text("SHOW GLOBAL STATUS WHERE Variable_name LIKE :name")
    with sidecar.database.engine.connect() as connection:
        return sum(int(value) for _, value in connection.execute(query, {"name": name}))
