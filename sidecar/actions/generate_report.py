"""Makes a report of the site's bookings: a list, or sums by day, staff member or service."""

from __future__ import annotations

from sidecar.action_spec import Action, Format, Input, Role
from sidecar.desk.reports.asking import generate_report
from sidecar.desk.reports.making import REPORTS
from sidecar.desk.reports.period import PERIODS, check_days
from sidecar.desk.reports.wanted import CREATED, CSV, DAY, JSON, MONTH, START
from sidecar.fields.report import REPORT
from sidecar.spec import FieldType
from sidecar.wp_bridge.statuses import RAW_BY_PUBLIC
from sidecar.zapier_client.targets import MAX_URL_LENGTH

INPUTS = (
    Input(
        key="report",
        type=FieldType.STRING,
        label="Report",
        help="Which report to make.",
        required=True,
        choices=REPORTS,
        example="revenue",
    ),
    Input(
        key="period",
        type=FieldType.STRING,
        label="Period",
        help="Which days, by the site's clock; weeks begin on Monday. For Custom, give both dates.",
        choices=PERIODS,
        example="last_month",
    ),
    Input(
        key="from_date",
        type=FieldType.DATE,
        label="From Date",
        help="The first day, such as 2026-11-01. Only where the period is Custom or empty.",
    ),
    Input(
        key="until_date",
        type=FieldType.DATE,
        label="Until Date",
        help="The last day, such as 2026-11-30, which is included; at most five years from the first.",
    ),
    Input(
        key="by",
        type=FieldType.STRING,
        label="Count Days By",
        help="Whether a booking belongs to the day on which it starts, or on which it was created.",
        choices=(START, CREATED),
        default=START,
    ),
    Input(
        key="group_by",
        type=FieldType.STRING,
        label="Group By",
        help="For the report Revenue alone: a row for each day, or for each month.",
        choices=(DAY, MONTH),
        default=DAY,
    ),
    Input(
        key="service_id",
        type=FieldType.INTEGER,
        label="Service",
        help="Only bookings of this service.",
        options="services",
        minimum=1,
    ),
    Input(
        key="staff_id",
        type=FieldType.INTEGER,
        label="Staff Member",
        help="Only bookings of this staff member.",
        options="staff",
        minimum=1,
    ),
    Input(
        key="status",
        type=FieldType.STRING,
        label="Status",
        help="Only bookings with one of these statuses.",
        choices=tuple(RAW_BY_PUBLIC),
        is_list=True,
    ),
    Input(
        key="format",
        type=FieldType.STRING,
        label="Format",
        help="JSON gives the first rows to the next steps, too; CSV gives only the link to the file.",
        choices=(JSON, CSV),
        default=JSON,
    ),
    Input(
        key="callback_url",
        type=FieldType.STRING,
        label="Callback URL",
        help="Where a report is sent that takes longer; Zapier makes such an address.",
        format=Format.URL,
        max_length=MAX_URL_LENGTH,
    ),
)

ACTION = Action(
    key="generate_report",
    label="Generate Report",
    noun="Report",
    description="Generates a report of bookings, revenue, staff or services, with a file to download.",
    inputs=INPUTS,
    fields=REPORT,
    run=generate_report,
    role=Role.ADMIN,
    check=check_days,
)
