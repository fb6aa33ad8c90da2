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
