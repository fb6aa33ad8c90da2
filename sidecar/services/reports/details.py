"""Reads what others say happened: the details of a report, typed by the fields of its trigger. Pure.

Details come from PHP or from JSON: numbers may be text, times may lack their offset, amounts may be counted
in the currency's smallest unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import is_currency

from sidecar.errors import FieldFault, InvalidDataError
from sidecar.fields.money import get_digits
from sidecar.fields.payment_method import PAYMENT_METHOD_SCOPES
from sidecar.fields.payment_statuses import OUTCOMES
from sidecar.fields.subscription import SUBSCRIPTION_CHANGES
from sidecar.object_types import CUSTOMER, SERVICE
from sidecar.services.reports.values import READERS, to_integer, to_money
from sidecar.wp_bridge.posts.booking_payment import get_public_method

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sidecar.spec import Field, Trigger

MAX_UNKNOWN = 50
"""Unknown fields that are named: each takes a sentence, and a body of 64 KB has room for thousands."""
AMOUNT, AMOUNT_MINOR, CURRENCY = "amount", "amount_minor", "currency"
BOOKING_ID = "booking_id"
OBJECT_IDS = {SERVICE: "service_id", CUSTOMER: "customer_id"}
"""What names the object of a report that is about no booking, by the object's type."""
CHOICES: dict[str, tuple[str, ...]] = {
    "change": SUBSCRIPTION_CHANGES,
    "outcome": OUTCOMES,
    "scope": PAYMENT_METHOD_SCOPES,
}
"""Fields that know few values, by key."""
TIMES_OF_EVENTS = frozenset({"paid_at", "refunded_at", "issued_at", "submitted_at", "sent_at"})
"""Fields that say when it happened: without them it happened when it was reported."""
BELONGS = {
    "reason": "outcome",
    "customer_id": "customer_email",
    "customer_email": "customer_id",
    "service_name": "service_id",
    "staff_name": "staff_id",
}
"""What a field speaks of: where a report names another, what the booking knows is of no use."""
METHODS = frozenset({"method", "previous_method", "payment_method"})
GATEWAY_OPTION = re.compile(r"(?P<method>bkx_gateway_.+)_status", re.ASCII)
"""BookingX's option that switches a gateway on or off at the site."""


@dataclass(frozen=True)
class Circumstances:
    """What a report need not say: the site's zone, and the currency it is about.

    `is_strict`: a field that the trigger does not have is a fault; else it is passed over.
    """

    time_zone: tzinfo
    currency: str
    is_strict: bool = False


def read_details(trigger: Trigger, said: Mapping[str, Any], now: Circumstances) -> dict[str, Any]:
    """Return every reported field of a trigger, typed; None for what was not said.

    Texts have at most 10,000 characters. Times are aware: one without an offset is the site's wall clock, as
    WordPress writes them, and a whole number is Unix time. Money is a Decimal with its currency's digits.
    Raises InvalidDataError with a FieldFault for everything that is wrong.
    """
    faults = _list_unknown(trigger, said) if now.is_strict else []
    details: dict[str, Any] = {}
    for field in trigger.reported:
        try:
            details[field.key] = _read_field(field, said.get(field.key), now)
        except ValueError as error:
            faults.append(FieldFault(field.key, str(error)))
    if AMOUNT in details and not faults:
        faults += _settle_amount(details, said.get(AMOUNT_MINOR), now)
    if faults:
        raise InvalidDataError(fields=faults)
    return details


def merge_details(
    trigger: Trigger, known: Mapping[str, Any], reported: Mapping[str, Any], reported_at: datetime
) -> dict[str, Any]:
    """Return a report's details, with what its booking knows in the gaps.

    What says when it happened and is in neither was when it was reported. A currency without its amount says
    nothing of the amount that the booking knows; who pays through a gateway does not pay as it was planned.
    """
    said = {key: value for key, value in reported.items() if value is not None}
    if AMOUNT not in said and known.get(AMOUNT) is not None:
        said.pop(CURRENCY, None)
    details: dict[str, Any] = {field.key: None for field in trigger.reported}
    if "payment_method" in details and "gateway" in said:
        said.setdefault("payment_method", said["gateway"])
    details |= {key: value for key, value in known.items() if _is_about_same(key, known, said)} | said
    times = (key for key in TIMES_OF_EVENTS if key in details and details[key] is None)
    return details | dict.fromkeys(times, reported_at)


def _is_about_same(key: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    owner = BELONGS.get(key, key)
    return owner == key or known.get(owner) == said.get(owner, known.get(owner))


def read_booking_id(said: Mapping[str, Any]) -> int:
    """Return the booking that a report names, 0 for none; raises InvalidDataError."""
    try:
        booking_id = to_integer(said.get(BOOKING_ID), UTC) or 0
    except ValueError:
        booking_id = -1
    if booking_id < 0:
        raise InvalidDataError(fields=[FieldFault(BOOKING_ID, "Expected the ID of a booking.")])
    return booking_id


def _list_unknown(trigger: Trigger, said: Mapping[str, Any]) -> list[FieldFault]:
    known = [BOOKING_ID, *(field.key for field in trigger.reported)]
    if not trigger.reported:
        known += [OBJECT_IDS[trigger.subject]] if trigger.subject in OBJECT_IDS else []
    if AMOUNT in known:
        known.append(AMOUNT_MINOR)
    problem = f"There is no such field. Known are: {', '.join(known)}."
    return [FieldFault(key[:100], problem, is_known=False) for key in said if key not in known][:MAX_UNKNOWN]


def _read_field(field: Field, raw: Any, now: Circumstances) -> Any:
    """Return a typed value; raises ValueError with a sentence that says what would be right."""
    value = READERS[field.type](raw, now.time_zone)
    if value is None and not field.nullable:
        raise ValueError("This field is required.")
    if value is None:
        return None
    if field.key == CURRENCY:
        return _check_currency(value)
    if field.key in METHODS:
        return get_public_method(_find_switch(value) or value)
    choices = CHOICES.get(field.key, (value,))
    if value not in choices:
        raise ValueError(f"Expected one of: {', '.join(choices)}.")
    return value


def _check_currency(code: str) -> str:
    if not is_currency(code.upper()):
        raise ValueError("Expected a currency code of ISO 4217, such as EUR.")
    return code.upper()


def _find_switch(option: str) -> str | None:
    """Return the gateway that an option switches on or off; None for any other text."""
    match = GATEWAY_OPTION.fullmatch(option)
    return match["method"] if match else None


def _settle_amount(details: dict[str, Any], said_minor: Any, now: Circumstances) -> list[FieldFault]:
    """Bring amount and currency together: minor units become whole ones, digits are those of the currency."""
    currency = details[CURRENCY] or now.currency
    digits = get_digits(currency)
    try:
        minor = to_integer(said_minor, UTC)
    except ValueError as error:
        return [FieldFault(AMOUNT_MINOR, str(error))]
    if minor is not None and details[AMOUNT] is None:
        details[AMOUNT] = Decimal(minor).scaleb(-digits)
    if details[AMOUNT] is None:
        return []
    if details[AMOUNT] < 0:
        return [FieldFault(AMOUNT if minor is None else AMOUNT_MINOR, "Expected no amount below zero.")]
    details[AMOUNT] = to_money(details[AMOUNT], digits)
    details[CURRENCY] = currency
    if minor is not None and details[AMOUNT] != Decimal(minor).scaleb(-digits):
        return [FieldFault(AMOUNT_MINOR, f"Contradicts {AMOUNT}: give one of the two.")]
    return []
