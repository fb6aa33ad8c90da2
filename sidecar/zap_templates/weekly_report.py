"""Last week's figures come by mail on Monday."""

from __future__ import annotations

from sidecar.template_spec import Start, Step, ZapTemplate

TEMPLATE = ZapTemplate(
    key="weekly_report",
    title="Get last week's BookingX revenue by e-mail every Monday",
    description="Counts last week's bookings and revenue, and mails the totals with a link to the file.",
    audience="For owners and administrators: the report needs the key of an administrator.",
    trigger=Start(app="Schedule by Zapier", event="Every Week"),
    steps=(
        Step(key="generate_report", fields={"report": "revenue", "period": "last_week", "format": "csv"}),
        Step(
            app="Email by Zapier",
            event="Send Outbound Email",
            fields={
                "To": "you@example.com",
                "Subject": "Bookings from {{2.from_date}} until {{2.until_date}}",
                "Body": "Bookings: {{2.totals[].bookings}}, earned: {{2.totals[].earned}}"
                " {{2.totals[].currency}}. All of it: {{2.csv_url}}",
            },
        ),
    ),
)
