"""What a payload says of what is booked. `record` is the booking."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER

SERVICE = Field(
    "service",
    FieldType.OBJECT,
    "Service",
    "What is booked.",
    children=(
        Field(
            "id",
            INTEGER,
            "Service ID",
            "The service's ID in WordPress.",
            "record.service.id",
            14,
            nullable=True,
        ),
        Field(
            "name",
            STRING,
            "Service Name",
            "Empty when it was deleted.",
            "record.service.name",
            "Haircut",
            nullable=True,
        ),
        Field(
            "duration",
            INTEGER,
            "Duration in Minutes",
            "How long the booking takes, in minutes, extras included.",
            "record.duration_minutes",
            105,
            nullable=True,
        ),
    ),
)


EXTRAS = Field(
    "extras",
    FieldType.LIST,
    "Extras",
    "What was booked on top.",
    "record.extras",
    children=(
        Field("id", INTEGER, "Extra ID", "The extra's ID in WordPress.", "id", 19),
        Field(
            "name", STRING, "Extra Name", "Empty when it was deleted.", "name", "Head Massage", nullable=True
        ),
    ),
)
