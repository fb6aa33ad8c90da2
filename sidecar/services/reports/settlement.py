"""Recognises one movement of money that is told twice: by the booking's own rows, and by its gateway.

A gateway gives a payment or a refund an id. BookingX's rows often lack it: then the amount has to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.db import told_events
from sidecar.db.database import Transaction
from sidecar.db.told_events import ToldEvent
from sidecar.object_types import BOOKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sidecar.spec import Change, Trigger

REFUND = "refund_issued"
IDS = {
    "payment_failed": "transaction_id",
    "payment_received": "transaction_id",
    REFUND: "refund_id",
}
"""What names one movement of money, by trigger."""
WINDOW = timedelta(days=1)
"""Within which the rows and the gateway tell of one movement, even after an outage."""


def is_same(trigger: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two tellings of a trigger's event for one booking mean the same movement of money.

    Two ids decide. Where one is missing, the amounts must not contradict each other: of a refund the rows
    know no amount but all that was paid, so one with an id may be a part of it. A payment that was given up
    is another one than a payment that was refused.
    """
    key = IDS[trigger]
    if one.get("outcome") != other.get("outcome"):
        return False
    if one.get(key) and other.get(key):
        return _have_one_id(key, one, other)
    first, second = _to_decimal(one.get("amount")), _to_decimal(other.get("amount"))
    if first is None or second is None or first == second:
        return True
    if trigger != REFUND or bool(one.get(key)) == bool(other.get(key)):
        return False
    return first < second if one.get(key) else second < first


@dataclass(frozen=True)
class Ledger:
    """The movements of money that were told of bookings, read when somebody asks."""

    tx: Transaction
    _told: dict[int, list[ToldEvent]] = field(default_factory=dict)
    _expected: set[int] = field(default_factory=set)

    def expect(self, booking_ids: Iterable[int]) -> None:
        """Note of which bookings may be asked: the first question reads of all of them."""
        self._expected.update(booking_ids)

    def load(self, booking_ids: Collection[int]) -> None:
        """Read what was told of these bookings, in one query."""
        new = set(booking_ids) - self._told.keys()
        if not new:
            return
        self._told.update({booking_id: [] for booking_id in new})
        for event in told_events.list_told(self.tx, BOOKING, new, IDS):
            self._told[event.object_id].append(event)

    def has(self, trigger: Trigger, change: Change[Any], details: Mapping[str, Any]) -> bool:
        """Whether a movement of money was told before, with or without the id that it has here.

        One with the same id was, however long ago.
        """
        if trigger.key not in IDS or change.object_type != BOOKING or not change.object_id:
            return False
        if change.object_id not in self._told:
            self.load({change.object_id} | self._expected)
        return any(
            event.trigger_type == trigger.key and _is_twin(event, trigger.key, change.occurred_at, details)
            for event in self._told[change.object_id]
        )


def _is_twin(event: ToldEvent, trigger: str, at: datetime, details: Mapping[str, Any]) -> bool:
    told = msgspec.json.decode(event.payload)
    if abs(at - event.occurred_at) <= WINDOW:
        return is_same(trigger, details, told)
    return _have_one_id(IDS[trigger], details, told) and is_same(trigger, details, told)


def _have_one_id(key: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one.get(key)) and str(one[key]) == str(other.get(key))


def _to_decimal(amount: Any) -> Decimal | None:
    try:
        return None if amount is None else Decimal(str(amount))
    except InvalidOperation:
        return None
