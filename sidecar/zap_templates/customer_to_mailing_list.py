"""New customers join the mailing list."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="customer_to_mailing_list",
    title="Add new BookingX customers to a Mailchimp audience",
    description="Asks each new customer to join the newsletter: Mailchimp mails them to confirm it.",
    audience="For businesses that keep in touch by newsletters.",
    trigger=Start(key="customer_created"),
    steps=(
        Step(
            app="Mailchimp",
            event="Add/Update Subscriber",
            fields={
                "Subscriber Email": "{{1.email}}",
                "Double Opt-In": "True",
                "First Name": "{{1.first_name}}",
                "Last Name": "{{1.last_name}}",
                "Phone Number": "{{1.phone}}",
            },
        ),
    ),
)
