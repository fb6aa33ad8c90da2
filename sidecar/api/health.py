"""`/health/live` and `/health/ready`: for the people and programs that keep the sidecar running."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency

from sidecar.api.guards import ACCESS, PUBLIC
from sidecar.api.reference import OPEN
from sidecar.errors import ServiceUnavailableError
from sidecar.services.health import NOT_READY, is_ready
from sidecar.services.sidecar import Sidecar


@get("/health/live", opt={ACCESS: PUBLIC}, security=OPEN, sync_to_thread=False)
def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@get("/health/ready", opt={ACCESS: PUBLIC}, security=OPEN, sync_to_thread=True)
def ready(sidecar: NamedDependency[Sidecar]) -> dict[str, str]:
    """Say that the database answers and our tables are those this version needs."""
    if not is_ready(sidecar):
        raise ServiceUnavailableError(NOT_READY)
    return {"status": "ready"}
