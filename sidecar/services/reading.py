"""Reads bookings and services so that one which cannot be read hides no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sidecar.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.offer_records import Service
    from sidecar.wp_bridge.records import BookingRecord

Record = TypeVar("Record")
MAX_BYTES = 10_000_000
"""Bytes of bookings that are read at once, unless one alone is larger; of each we hold several copies."""

log = structlog.get_logger()


@dataclass
class Reading(Generic[Record]):
    """Records by id, and those at which the reader itself failed."""

    records: dict[int, Record] = field(default_factory=dict)
    failures: dict[int, Exception] = field(default_factory=dict)


def take_readable(sidecar: Sidecar, tx: Transaction, ids: Sequence[int]) -> list[int]:
    """Return the first of these bookings, as many as can be read at once: at least one."""
    sizes = sidecar.store.read_sizes(tx.connection, ids) if ids else {}
    totals = accumulate(sizes.get(booking_id, 0) for booking_id in ids)
    fitting = sum(1 for total in totals if total <= MAX_BYTES)
    return list(ids[: max(fitting, 1)])


def read_bookings(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> Reading[BookingRecord]:
    """Read bookings: see `read_apart`."""
    return read_apart(partial(sidecar.store.read_bookings, tx.connection), ids)


def read_services(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> Reading[Service]:
    """Read services: see `read_apart`."""
    return read_apart(partial(sidecar.offers.read_services, tx.connection), ids)


def list_services(sidecar: Sidecar, tx: Transaction, limit: int, after_id: int) -> list[Service] | None:
    """Return the next services above `after_id`, ascending by id.

    None, and a line in the log, where the reader fails at one of them: everything else goes on.
    """
    try:
        return sidecar.offers.list_services(tx.connection, limit, after_id)
    except (SQLAlchemyError, SidecarError):
        raise
    except Exception as error:  # noqa: BLE001 # see above
        log.error("services unread", action="services_unread", error=type(error).__name__)  # noqa: TRY400 # its text may quote what was read
        return None


def read_apart(read: Callable[[Collection[int]], dict[int, Record]], ids: Collection[int]) -> Reading[Record]:
    """Read records in one go; where that fails, in halves, until those that fail are found.

    What concerns all of them, such as a database that is away or a site without a zone, is raised.
    """
    try:
        return Reading(read(ids))
    except (SQLAlchemyError, SidecarError):
        raise
    except Exception as error:  # noqa: BLE001 # whatever is in a record, the others go on
        if len(ids) == 1:
            return Reading(failures=dict.fromkeys(ids, error))
    listed = list(ids)
    middle = len(listed) // 2
    first, second = (read_apart(read, part) for part in (listed[:middle], listed[middle:]))
    return Reading(first.records | second.records, first.failures | second.failures)
