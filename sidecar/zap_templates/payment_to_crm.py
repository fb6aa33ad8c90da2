"""Who paid becomes a contact of the CRM, and the team hears of it."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="payment_to_crm",
    title="Save paying BookingX customers in HubSpot and tell the team in Slack",
    description="Makes or updates a contact for each payment, and posts the amount to a channel.",
    audience="For businesses that look after their customers in a CRM.",
    trigger=Start(key="payment_received"),
    steps=(
        Step(
            app="HubSpot",
            event="Create or Update Contact",
            fields={
                "Contact Email": "{{1.customer.email}}",
                "First Name": "{{1.customer.first_name}}",
                "Last Name": "{{1.customer.last_name}}",
                "Phone Number": "{{1.customer.phone}}",
            },
        ),
        Step(
            app="Slack",
            event="Send Channel Message",
            fields={
                "Channel": "#payments",
                "Message Text": "{{1.customer.name}} paid {{1.amount}} {{1.currency}} for {{1.service.name}}"
                " ({{1.links.admin}})",
            },
        ),
    ),
)
