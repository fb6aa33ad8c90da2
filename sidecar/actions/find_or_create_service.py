"""Finds a service by its name, and publishes it where there is none."""

from __future__ import annotations

from sidecar.action_spec import Action, Role
from sidecar.desk.services import check_service, find_or_add_service, lock_services
from sidecar.fields.new_service import FOUND_SERVICE
from sidecar.inputs.service import NEW_SERVICE

ACTION = Action(
    key="find_or_create_service",
    label="Find or Create Service",
    noun="Service",
    description="Finds a service by its name, or creates one that customers can book at once.",
    inputs=NEW_SERVICE,
    fields=FOUND_SERVICE,
    run=find_or_add_service,
    locks=lock_services,
    role=Role.ADMIN,
    check=check_service,
)
