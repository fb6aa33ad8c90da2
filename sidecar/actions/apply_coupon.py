"""Takes a coupon off a booking's price."""

from __future__ import annotations

from sidecar.action_spec import Action, Input
from sidecar.actions._bookings import BOOKING_ID
from sidecar.desk.coupons import apply_coupon, lock_booking
from sidecar.fields.booking import BOOKING
from sidecar.fields.booking import BOOKING_ID as ID
from sidecar.fields.coupon import COUPON
from sidecar.spec import FieldType

CODE = Input(
    key="coupon_code",
    type=FieldType.STRING,
    label="Coupon Code",
    help="The code of the coupon, in capital or small letters.",
    required=True,
    example="SUMMER",
    options="coupons",
    max_length=50,
)

ACTION = Action(
    key="apply_coupon",
    label="Apply Coupon",
    noun="Coupon",
    description="Applies a coupon to the price of a booking.",
    inputs=(BOOKING_ID, CODE),
    fields=(ID, *BOOKING, *COUPON),
    run=apply_coupon,
    locks=lock_booking,
    creates=True,
)
