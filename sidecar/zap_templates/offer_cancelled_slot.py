"""A cancelled time is told to the team, and offered to who waits for one."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate
from sidecar.zap_templates._times import read_time

TEMPLATE = ZapTemplate(
    key="offer_cancelled_slot",
    title="Tell Slack of cancelled BookingX bookings and offer the time to your waiting list",
    description="Posts each cancellation of a time ahead, and mails the first who waits for that service.",
    audience="For busy places that keep a waiting list in a spreadsheet.",
    trigger=Start(key="booking_cancelled"),
    steps=(
        Step(  # old bookings are cancelled, too, where somebody clears them away
            app="Filter by Zapier",
            event="Only Continue If",
            fields={
                "Field": "{{1.datetime.start}}",
                "Condition": "(Date/time) After",
                "Value": "{{1.occurred_at}}",
            },
        ),
        read_time("{{1.datetime.start}}"),
        Step(
            app="Slack",
            event="Send Channel Message",
            fields={
                "Channel": "#bookings",
                "Message Text": "Cancelled: {{1.service.name}} with {{1.staff.name}}, {{3.output}}",
            },
        ),
        Step(
            app="Google Sheets",
            event="Lookup Spreadsheet Row",
            fields={
                "Worksheet": "Waiting list",
                "Lookup Column": "Service",
                "Lookup Value": "{{1.service.name}}",
            },
        ),
        Step(
            app="Gmail",
            event="Send Email",
            fields={
                "To": "{{5.Email}}",
                "Subject": "A time for {{1.service.name}} is free",
                "Body": "{{3.output}} with {{1.staff.name}} is free. Book it before others do.",
            },
        ),
    ),
)
