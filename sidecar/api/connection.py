"""`GET /v1/test`: Zapier's connection test, and what it shows as the connection's name."""

from __future__ import annotations

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from sidecar import VERSION
from sidecar.api.guards import ACCESS, ANY_KEY
from sidecar.api.reference import failures
from sidecar.db.database import Transaction
from sidecar.services.keys import Caller
from sidecar.services.sidecar import Sidecar


class Connection(msgspec.Struct, frozen=True):
    """Whose site this key opens, and what it may do.

    `user_name` is that of the key's WordPress user, "" for the host's own key; `version` the sidecar's.
    """

    site_name: str
    site_url: str
    time_zone: str
    key_label: str
    user_id: int
    user_name: str
    scopes: list[str]
    version: str


@get("/v1/test", opt={ACCESS: ANY_KEY}, sync_to_thread=True, responses=failures())
def test_connection(request: Request[None, Caller, State], sidecar: NamedDependency[Sidecar]) -> Connection:
    """Return the site and the key that speaks."""
    caller: Caller = request.state.caller

    def work(tx: Transaction) -> Connection:
        site = sidecar.read_site(tx)
        return Connection(
            site_name=site.name,
            site_url=site.url,
            time_zone=site.time_zone_name,
            key_label=caller.label,
            user_id=caller.user_id,
            user_name=sidecar.users.find_display_name(tx.connection, caller.user_id),
            scopes=sorted(caller.scopes),
            version=VERSION,
        )

    return sidecar.database.run(work)
