"""Who did not come is offered the next free time."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate
from sidecar.zap_templates._times import read_time

TEMPLATE = ZapTemplate(
    key="no_show_follow_up",
    title="Offer a new time to customers who missed their BookingX booking",
    description="Finds the next free time for the same service, and mails it to the customer.",
    audience="For businesses that would rather win a customer back than lose one.",
    trigger=Start(key="booking_no_show"),
    steps=(
        Step(
            key="find_available_slots",
            fields={"service_id": "{{1.service.id}}", "staff_id": "{{1.staff.id}}", "limit": "1"},
        ),
        read_time("{{2.start_datetime}}"),
        Step(
            key="send_notification",
            fields={
                "kind": "custom",
                "recipient": "customer",
                "booking_id": "{{1.booking_id}}",
                "subject": "We missed you",
                "message": "Hello {{1.customer.first_name}}, you could not come to your {{1.service.name}}."
                " The next free time is {{3.output}} with {{2.staff_name}}. Shall we keep it?",
            },
        ),
    ),
)
