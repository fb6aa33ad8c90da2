"""What an answer says of a coupon that was applied, beside the booking."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

STRING, MONEY = FieldType.STRING, FieldType.MONEY

COUPON = (
    Field("coupon_code", STRING, "Coupon Code", "The code of the coupon.", "details.code", "SUMMER"),
    Field(
        "discount", MONEY, "Discount", "What was taken off the price before tax.", "details.discount", "5.00"
    ),
    Field(
        "previous_total",
        MONEY,
        "Previous Total",
        "What was to be paid before.",
        "details.previous_total",
        "134.40",
    ),
    Field(
        "booked_total",
        MONEY,
        "Booked Total",
        "What is to be paid now, as the booking says.",
        "details.bill.total",
        "128.40",
    ),
    Field(
        "booked_tax",
        MONEY,
        "Booked Tax",
        "The tax in it, as the booking says; empty without tax.",
        "details.bill.tax",
        "21.40",
        nullable=True,
    ),
    Field(
        "exact_net", MONEY, "Exact Net", "The total without tax, exactly.", "details.bill.exact_net", "107.00"
    ),
    Field(
        "exact_tax",
        MONEY,
        "Exact Tax",
        "The tax in the total, exactly; where prices contain it, bookings say too much.",
        "details.bill.exact_tax",
        "21.40",
    ),
)
