"""Finds a staff member by ID, name or address, or who offers a service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.action_spec import Found, Search
from sidecar.desk.describing import describe_staff
from sidecar.desk.searching import find_staff
from sidecar.fields.offers import STAFF_MEMBER
from sidecar.inputs import searching
from sidecar.searches._criteria import needs_one_of

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> list[Found]:
    """Return the staff members, the one of this very name first, then the published ones."""
    return describe_staff(desk, find_staff(desk, given))


SEARCH = Search(
    key="find_staff",
    label="Find Staff Member",
    noun="Staff",
    description="Finds a staff member by ID, name or email, or who offers a service.",
    inputs=(
        replace(
            searching.STAFF_ID,
            help="One staff member: choose them, or map the staff member ID of another step.",
            depends_on=(),
        ),
        replace(searching.NAME, example="Alex"),
        replace(searching.EMAIL, example="alex@example.com"),
        replace(searching.SERVICE_ID, help="Only who offers this service."),
        searching.LIMIT,
    ),
    fields=STAFF_MEMBER,
    run=run,
    check=needs_one_of("staff_id", "name", "email", "service_id"),
)
