"""What the answer about a new booking says beside the booking itself. `details.price` is its exact price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.booking import BOOKING, BOOKING_ID
from sidecar.fields.money import in_digits
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sidecar.action_spec import Answer

MONEY = FieldType.MONEY


def _amount(name: str) -> Callable[[Answer], Decimal | None]:
    """Return the reader of an exact amount, with the decimals of the site's currency."""

    def read(answer: Any) -> Decimal | None:
        return in_digits(getattr(answer.details["price"], name), answer.currency)

    return read


EXACT_PRICE = (
    Field(
        "exact_total",
        MONEY,
        "Exact Total",
        "The total that the set prices come to.",
        _amount("total"),
        "128.40",
    ),
    Field("exact_tax", MONEY, "Exact Tax", "The tax in the exact total.", _amount("tax"), "21.40"),
    Field(
        "deposit",
        MONEY,
        "Deposit",
        "What the staff member asks to be paid before; 0 where nothing is.",
        _amount("deposit"),
        "0.00",
    ),
)
NEW_BOOKING = (BOOKING_ID, *BOOKING, *EXACT_PRICE)
