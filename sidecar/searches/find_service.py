"""Finds a service by its ID or its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Found, Search
from sidecar.desk.describing import describe_services
from sidecar.desk.searching import find_services
from sidecar.fields.offers import OFFERED_BY
from sidecar.fields.service import SERVICE_RECORD, SERVICE_RECORD_ID
from sidecar.inputs import searching
from sidecar.searches._criteria import needs_one_of

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> list[Found]:
    """Return the services, the one of this very name first, then the published ones."""
    return describe_services(desk, find_services(desk, given))


SEARCH = Search(
    key="find_service",
    label="Find Service",
    noun="Service",
    description="Finds a service by its ID or its name.",
    inputs=(searching.SERVICE_ID, searching.NAME, searching.LIMIT),
    fields=(SERVICE_RECORD_ID, *SERVICE_RECORD, OFFERED_BY),
    run=run,
    check=needs_one_of("service_id", "name"),
)
