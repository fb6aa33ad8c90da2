"""Each new booking becomes a row of a spreadsheet."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="new_booking_to_sheet",
    title="Add new BookingX bookings to Google Sheets",
    description="Keeps a list of all bookings, with customer, service, time and price, in a spreadsheet.",
    audience="For everybody who plans, counts or shares bookings outside WordPress.",
    trigger=Start(key="booking_created"),
    steps=(
        Step(
            app="Google Sheets",
            event="Create Spreadsheet Row",
            fields={
                "Booking": "{{1.booking_number}}",
                "Customer": "{{1.customer.name}}",
                "Email": "{{1.customer.email}}",
                "Phone": "{{1.customer.phone}}",
                "Service": "{{1.service.name}}",
                "Staff Member": "{{1.staff.name}}",
                "Starts": "{{1.datetime.start}}",
                "Price": "{{1.payment.amount}}",
                "Currency": "{{1.payment.currency}}",
                "Status": "{{1.status}}",
            },
        ),
    ),
)
