"""What stands in a staff member's calendar cannot be booked over."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="calendar_event_to_block",
    title="Block BookingX times for new Google Calendar events",
    description="Finds the staff member whose calendar has a new event, and takes no bookings meanwhile."
    " Events of whole days, the repeats of an event, and those that are moved or deleted later are left to"
    " you.",
    audience="For staff members who have other appointments, too.",
    trigger=Start(app="Google Calendar", event="New Event"),
    steps=(
        Step(key="find_staff", fields={"email": "{{1.Organizer Email}}"}),
        Step(
            key="update_availability",
            fields={
                "staff_id": "{{2.staff_id}}",
                "block_starts_at": "{{1.Event Begins}}",
                "block_ends_at": "{{1.Event Ends}}",
                "block_reason": "{{1.Summary}}",
                "external_id": "{{1.ID}}",
            },
        ),
    ),
)
