"""Inputs that narrow the lists of choices."""

from __future__ import annotations

from sidecar.action_spec import Input
from sidecar.spec import FieldType

SEARCH = Input(
    key="search",
    type=FieldType.STRING,
    label="Search",
    help="Only entries whose label holds this text, in any case.",
    example="hair",
    max_length=100,
)
STAFF_IDS = Input(
    key="staff_id",
    type=FieldType.INTEGER,
    label="Staff Member",
    help="Only what belongs to this staff member, or to one of several.",
    example=8,
    options="staff",
    minimum=1,
    is_list=True,
)
SERVICE_IDS = Input(
    key="service_id",
    type=FieldType.INTEGER,
    label="Service",
    help="Only what belongs to this service, or to one of several.",
    example=14,
    options="services",
    minimum=1,
    is_list=True,
)
