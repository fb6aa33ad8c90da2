"""Reads bookings so that one which cannot be read hides no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from sidecar.errors import SidecarError
from sidecar.wp_bridge.records import BookingRecord

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar


@dataclass
class Reading:
    """Bookings by id, and those at which the reader itself failed."""

    records: dict[int, BookingRecord] = field(default_factory=dict)
    failures: dict[int, Exception] = field(default_factory=dict)


def read_bookings(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> Reading:
    """Read bookings in one go; where that fails, in halves, until those that fail are found.

    What concerns all of them, such as a database that is away or a site without a zone, is raised.
    """
    try:
        return Reading(sidecar.store.read_bookings(tx.connection, ids))
    except (SQLAlchemyError, SidecarError):
        raise
    except Exception as error:  # noqa: BLE001 # whatever is in a booking, the others go on
        if len(ids) == 1:
            return Reading(failures=dict.fromkeys(ids, error))
    listed = list(ids)
    middle = len(listed) // 2
    first, second = (read_bookings(sidecar, tx, part) for part in (listed[:middle], listed[middle:]))
    return Reading(first.records | second.records, first.failures | second.failures)
