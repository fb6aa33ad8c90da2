"""Another app's form books."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="form_to_booking",
    title="Create BookingX bookings from new Typeform entries",
    description="Books the service and the time that somebody chose in a form, if they are free. Who gets no"
    " confirmation has no booking: say so on the form.",
    audience="For those who take requests by a form, a landing page or a questionnaire.",
    trigger=Start(app="Typeform", event="New Entry"),
    steps=(
        Step(key="find_service", fields={"name": "{{1.Service}}"}),
        Step(
            key="create_booking",
            fields={
                "service_id": "{{2.service_id}}",
                "start_datetime": "{{1.Date and Time}}",
                "customer_email": "{{1.Email}}",
                "customer_name": "{{1.Name}}",
                "customer_phone": "{{1.Phone}}",
                "notes": "{{1.Message}}",
                "external_id": "{{1.Response ID}}",
            },
        ),
    ),
)
