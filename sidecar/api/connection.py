"""`GET /v1/test`: Zapier's connection test, and what it shows as the connection's name."""

from __future__ import annotations

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from sidecar.api.guards import ACCESS, ANY_KEY
from sidecar.api.reference import failures
from sidecar.services.keys import Caller
from sidecar.services.sidecar import Sidecar


class Connection(msgspec.Struct, frozen=True):
    """Whose site this key opens, and what it may do."""

    site_name: str
    site_url: str
    time_zone: str
    key_label: str
    user_id: int
    scopes: list[str]


@get("/v1/test", opt={ACCESS: ANY_KEY}, sync_to_thread=True, responses=failures())
def test_connection(request: Request[None, Caller, State], sidecar: NamedDependency[Sidecar]) -> Connection:
    """Return the site and the key that speaks."""
    caller: Caller = request.state.caller
    site = sidecar.database.run(sidecar.read_site)
    return Connection(
        site.name, site.url, site.time_zone_name, caller.label, caller.user_id, sorted(caller.scopes)
    )
