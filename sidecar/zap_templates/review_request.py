"""A day after the visit the customer is asked for a review."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="review_request",
    title="Ask customers for a review a day after their BookingX booking",
    description="Waits a day after a booking is completed, then mails the customer from your site.",
    audience="For businesses that live by what customers say of them.",
    trigger=Start(key="booking_completed"),
    steps=(
        Step(app="Delay by Zapier", event="Delay For", fields={"Time Delayed For": "1 day"}),
        Step(
            key="send_notification",
            fields={
                "kind": "custom",
                "recipient": "customer",
                "booking_id": "{{1.booking_id}}",
                "subject": "How was your {{1.service.name}}?",
                "message": "Hello {{1.customer.first_name}}, thank you for your visit. We would love to hear"
                " how it was: please write a review. {{1.staff.name}} reads every one.",
            },
        ),
    ),
)
