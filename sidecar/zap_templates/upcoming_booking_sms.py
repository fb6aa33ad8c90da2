"""The customer gets a text message a day before."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="upcoming_booking_sms",
    title="Remind customers of upcoming BookingX bookings by SMS with Twilio",
    description="Sends a text message one day before each confirmed booking, by the customer's own clock.",
    audience="For everybody whose customers forget.",
    trigger=Start(key="booking_upcoming", filters={"minutes_before": 1440, "status": "confirmed"}),
    steps=(
        Step(
            app="Twilio",
            event="Send SMS",
            fields={
                "To Number": "{{1.customer.phone_e164}}",
                "Message": "{{1.customer.first_name}}, see you tomorrow: {{1.service.name}} with"
                " {{1.staff.name}}, {{1.datetime.customer_start}}.",
            },
        ),
    ),
)
