"""`POST /shim/v1/doorbell`: the shim wrote marks; look at them now.

It has no body: the marks are rows, so a doorbell that is lost, repeated or forged in time changes nothing.
"""

from __future__ import annotations

from litestar import post
from litestar.datastructures import State
from litestar.di import NamedDependency

from sidecar.api.guards import ACCESS, SHIM
from sidecar.services import ingest
from sidecar.services.sidecar import Sidecar


@post("/shim/v1/doorbell", status_code=202, opt={ACCESS: SHIM}, include_in_schema=False, sync_to_thread=True)
def answer_doorbell(sidecar: NamedDependency[Sidecar], state: State) -> dict[str, int]:
    """Turn waiting marks into events, and wake a worker when that made any."""
    events = ingest.drain(sidecar)
    if events:
        state.ring()
    return {"events": events}
