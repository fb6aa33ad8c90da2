"""What a payload says of when a booking takes place: always with the offset. `record` is the booking."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

STRING, DATETIME = FieldType.STRING, FieldType.DATETIME

TIMES = Field(
    "datetime",
    FieldType.OBJECT,
    "Date and Time",
    "When the booking takes place.",
    children=(
        Field(
            "start",
            DATETIME,
            "Start",
            "With the offset of the site's time zone.",
            "record.starts_at",
            "2027-03-17T11:00:00+00:00",
            nullable=True,
        ),
        Field(
            "end",
            DATETIME,
            "End",
            "For whole days the midnight after the last one.",
            "record.ends_at",
            "2027-03-17T12:45:00+00:00",
            nullable=True,
        ),
        Field("timezone", STRING, "Time Zone", "The site's time zone.", "record.time_zone", "Europe/London"),
        Field(
            "customer_timezone",
            STRING,
            "Customer's Time Zone",
            "As chosen in the form; empty when it was not.",
            "record.customer_time_zone",
            "America/New_York",
            nullable=True,
        ),
        Field(
            "customer_start",
            DATETIME,
            "Start for the Customer",
            "The same moment by the customer's clock.",
            "record.customer_starts_at",
            "2027-03-17T07:00:00-04:00",
            nullable=True,
        ),
        Field(
            "customer_end",
            DATETIME,
            "End for the Customer",
            "The same moment by the customer's clock.",
            "record.customer_ends_at",
            "2027-03-17T08:45:00-04:00",
            nullable=True,
        ),
        Field(
            "all_day",
            FieldType.BOOLEAN,
            "All Day",
            "Whether whole days are booked.",
            "record.all_day",
            example=False,
        ),
        Field(
            "days",
            FieldType.LIST,
            "Days",
            "Each booked day, for whole days.",
            "record.days",
            [],
            items=FieldType.DATE,
        ),
    ),
)
