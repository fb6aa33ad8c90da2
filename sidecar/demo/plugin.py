"""Stands in for WordPress with our plugin in it: a request that touches a booking, its mark, its doorbell.

What the plugin does is in `wp-plugin-shim/`; here the same rows are written and the same request is made.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sidecar.db import outbox
from sidecar.db.outbox import Mark
from sidecar.demo import offers, visitor
from sidecar.demo.booking_rows import PENDING, Sent, StatusChange
from sidecar.identity import Spoken, signed_headers
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    import httpx

    from sidecar.db.database import Transaction
    from sidecar.demo.offers import Wish
    from sidecar.services.sidecar import Sidecar

DOORBELL = "/shim/v1/doorbell"


class WordPress:
    """The demo's site at work; every method is one request of somebody's browser."""

    def __init__(self, sidecar: Sidecar, client: httpx.Client) -> None:
        self._sidecar = sidecar
        self._client = client
        self._tables = WpTables(sidecar.settings.table_prefix)

    def send_form(self, wish: Wish) -> int:
        """A visitor sends the booking form; return the booking's number."""
        sent = Sent(wish, offers.HOME, datetime.now(UTC))

        def write(tx: Transaction) -> int:
            booking_id = visitor.book(tx.connection, self._tables, sent)
            _mark(tx, booking_id, {"created", "note", "saved", "status"}, PENDING)
            return booking_id

        booking_id = self._sidecar.database.run(write)
        self._ring()
        return booking_id

    def press_button(self, booking_id: int, status: str) -> None:
        """Staff choose another status in wp-admin's list."""
        change = StatusChange(booking_id, status, offers.HOME, datetime.now(UTC))

        def write(tx: Transaction) -> None:
            visitor.change_status(tx.connection, self._tables, change)
            _mark(tx, booking_id, {"note", "status"}, status)

        self._sidecar.database.run(write)
        self._ring()

    def _ring(self) -> None:
        """Tell the sidecar, signed, that rows wait; raises httpx.HTTPError when it does not take it."""
        secret = self._sidecar.settings.shim_secret
        headers = signed_headers(secret, Spoken("POST", DOORBELL), time.time())
        self._client.post(DOORBELL, headers=headers).raise_for_status()


def _mark(tx: Transaction, booking_id: int, kinds: set[str], status: str) -> None:
    mark = Mark(BOOKING, booking_id, frozenset(kinds), {"status": status}, datetime.now(UTC))
    outbox.add_marks(tx, [mark])
