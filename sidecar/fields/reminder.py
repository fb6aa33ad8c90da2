"""What a payload says of a reminder that went out to a customer."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

STRING = FieldType.STRING

REMINDER = (
    Field(
        "reminder_id",
        STRING,
        "Reminder ID",
        "What the program that sent it calls it.",
        "details.reminder_id",
        "1207",
        nullable=True,
    ),
    Field(
        "channel",
        STRING,
        "Channel",
        "How it was sent, such as email or sms.",
        "details.channel",
        "email",
        nullable=True,
    ),
    Field(
        "recipient",
        STRING,
        "Recipient",
        "The address or number it went to.",
        "details.recipient",
        "ann@example.com",
        nullable=True,
    ),
    Field(
        "reminder_type",
        STRING,
        "Reminder Type",
        "Which of the reminders it was.",
        "details.reminder_type",
        "24h_before",
        nullable=True,
    ),
    Field(
        "sent_at",
        FieldType.DATETIME,
        "Sent At",
        "When it was sent.",
        "details.sent_at",
        "2027-03-16T11:00:00+00:00",
        nullable=True,
    ),
)
