"""Action: send a mail about a booking, or to the site's owner."""

from __future__ import annotations

from sidecar.action_spec import Action, Input
from sidecar.desk.notices import CUSTOMER, KINDS, RECIPIENTS, check_notice, send_notification
from sidecar.inputs.booking import MAX_ID
from sidecar.spec import Field, FieldType

STRING = FieldType.STRING
MAX_SUBJECT, MAX_MESSAGE = 200, 5000

ACTION = Action(
    key="send_notification",
    label="Send Notification",
    noun="Notification",
    description="Sends one of the booking mails again, or a mail in your own words.",
    inputs=(
        Input(
            key="kind",
            type=STRING,
            label="Kind",
            help="One of the booking mails, or Custom: a mail in your own words.",
            required=True,
            example="confirmed",
            choices=KINDS,
        ),
        Input(
            key="recipient",
            type=STRING,
            label="Recipient",
            help="Who gets it. The staff member can only get a custom mail.",
            example=CUSTOMER,
            choices=RECIPIENTS,
            default=CUSTOMER,
        ),
        Input(
            key="booking_id",
            type=FieldType.INTEGER,
            label="Booking",
            help="The booking that it is about. Needed for all but a custom mail to the admin.",
            example=57,
            options="bookings",
            minimum=1,
            maximum=MAX_ID,
        ),
        Input(
            key="subject",
            type=STRING,
            label="Subject",
            help="The subject of a custom mail, which needs one; booking mails have their own.",
            example="Your appointment",
            max_length=MAX_SUBJECT,
        ),
        Input(
            key="message",
            type=STRING,
            label="Message",
            help="The words of a custom mail, which needs them; sent as plain text.",
            example="Please bring your voucher.",
            max_length=MAX_MESSAGE,
        ),
    ),
    fields=(
        Field(
            "booking_id",
            FieldType.INTEGER,
            "Booking ID",
            "The booking that it is about.",
            "details.booking_id",
            57,
            nullable=True,
        ),
        Field("kind", STRING, "Kind", "Which mail it is.", "details.kind", "custom"),
        Field("recipient", STRING, "Recipient", "Who gets it.", "details.recipient", CUSTOMER),
        Field(
            "subject",
            STRING,
            "Subject",
            "The subject of a custom mail; empty for others.",
            "details.subject",
            "Your appointment",
            nullable=True,
        ),
    ),
    run=send_notification,
    check=check_notice,
)
