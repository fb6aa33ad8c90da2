"""Inputs that describe a service as BookingX's own screen does."""

from __future__ import annotations

from decimal import Decimal

from sidecar.action_spec import Input
from sidecar.spec import FieldType

HOURS, DAYS = UNITS = ("hours", "days")
QUARTER = 15  # minutes: BookingX's screen offers :00, :15, :30 and :45
MAX_MINUTES = 23 * 60 + 45
MAX_DAYS = 365
MAX_PRICE = Decimal("999999.99")

NAME = Input(
    key="name",
    type=FieldType.STRING,
    label="Service Name",
    help="The name that customers see.",
    required=True,
    example="Haircut",
)
DESCRIPTION = Input(
    key="description",
    type=FieldType.STRING,
    label="Description",
    help="What customers read about the service.",
    example="Wash, cut and dry.",
    max_length=10_000,
)
PRICE = Input(
    key="price",
    type=FieldType.MONEY,
    label="Price",
    help="The price of the whole service in the site's currency, such as 45.50.",
    required=True,
    example="45.50",
    minimum=0,
    maximum=MAX_PRICE,
)
UNIT = Input(
    key="unit",
    type=FieldType.STRING,
    label="Unit",
    help="Whether it is booked by the hour, or by whole days.",
    example=HOURS,
    choices=UNITS,
    default=HOURS,
)
DURATION = Input(
    key="duration",
    type=FieldType.INTEGER,
    label="Duration in Minutes",
    help="How long it takes: 15, 30, 45 minutes and so on. Only for services by the hour.",
    example=90,
    minimum=QUARTER,
    maximum=MAX_MINUTES,
)
DAY_COUNT = Input(
    key="days",
    type=FieldType.INTEGER,
    label="Days",
    help="How many days it takes. Only for services by whole days.",
    example=2,
    minimum=1,
    maximum=MAX_DAYS,
)
STAFF_IDS = Input(
    key="staff_ids",
    type=FieldType.INTEGER,
    label="Staff Members",
    help="Who offers it. Empty: all staff.",
    example=[8],
    options="staff",
    minimum=1,
    is_list=True,
)
IS_EXTENDABLE = Input(
    key="is_extendable",
    type=FieldType.BOOLEAN,
    label="Is Extendable",
    help="Whether customers can book it longer.",
    example=False,
    default=False,
)
EXTENSION_LIMIT = Input(
    key="extension_limit",
    type=FieldType.INTEGER,
    label="Extension Limit",
    help="How often it can be extended; only for services that are extendable.",
    example=2,
    minimum=1,
    maximum=99,
)
ALLOWS_EXTRAS = Input(
    key="allows_extras",
    type=FieldType.BOOLEAN,
    label="Allows Extras",
    help="Whether extras can be booked with it.",
    example=True,
    default=True,
)
NEW_SERVICE = (
    NAME,
    DESCRIPTION,
    PRICE,
    UNIT,
    DURATION,
    DAY_COUNT,
    STAFF_IDS,
    IS_EXTENDABLE,
    EXTENSION_LIMIT,
    ALLOWS_EXTRAS,
)
