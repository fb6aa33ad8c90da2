"""The customer gets a text message a day before, or as soon as the booking stands."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate
from sidecar.zap_templates._times import read_time

TEMPLATE = ZapTemplate(
    key="upcoming_booking_sms",
    title="Remind customers of upcoming BookingX bookings by SMS with Twilio",
    description="Sends a text message one day before each confirmed booking, or at once where it is confirmed"
    " later.",
    audience="For everybody whose customers forget.",
    trigger=Start(key="booking_upcoming", filters={"minutes_before": 1440, "status": "confirmed"}),
    steps=(
        read_time("{{1.datetime.start}}"),
        Step(
            app="Twilio",
            event="Send SMS",
            fields={
                "To Number": "{{1.customer.phone_e164}}",
                "Message": "{{1.customer.first_name}}, we look forward to seeing you: {{1.service.name}} with"
                " {{1.staff.name}}, {{2.output}}.",
            },
        ),
    ),
)
