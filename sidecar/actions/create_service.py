"""Publishes a service."""

from __future__ import annotations

from sidecar.action_spec import Action, Role
from sidecar.desk.services import add_service, check_service, lock_services
from sidecar.fields import new_service
from sidecar.inputs.service import NEW_SERVICE

ACTION = Action(
    key="create_service",
    label="Create Service",
    noun="Service",
    description="Creates a service that customers can book at once.",
    inputs=NEW_SERVICE,
    fields=new_service.NEW_SERVICE,
    run=add_service,
    locks=lock_services,
    role=Role.ADMIN,
    check=check_service,
    creates=True,
)
