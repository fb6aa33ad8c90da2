"""What every event says of itself, whatever it is about. Sources are paths into an `Event`."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

EXAMPLE_EVENT_ID = "01KAPWQ8Z2M6T3V7X9B4C5D1EF"

CHANGE_ID = Field(
    "id",
    FieldType.STRING,
    "Change ID",
    "Unique for each change, the same in every repeat.",
    "event_id",
    EXAMPLE_EVENT_ID,
)

EVENT = (
    Field(
        "event_id",
        FieldType.STRING,
        "Event ID",
        "The same in every repeat of this event.",
        "event_id",
        EXAMPLE_EVENT_ID,
    ),
    Field(
        "event",
        FieldType.STRING,
        "Event",
        "The name of what happened, such as booking_created.",
        "trigger",
        "booking_created",
    ),
    Field(
        "occurred_at",
        FieldType.DATETIME,
        "Occurred At",
        "When it happened.",
        "change.occurred_at",
        "2026-11-22T11:32:40+00:00",
    ),
    Field(
        "sequence",
        FieldType.INTEGER,
        "Sequence",
        "Counts the events of one booking or other object, from 1.",
        "sequence",
        1,
    ),
    Field(
        "origin", FieldType.STRING, "Origin", "Who caused it: the site, or a Zap (zapier).", "origin", "site"
    ),
)
